"""Every figure item, solved from its drawings: the key is the only choice that fits."""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from tests.unit.question_bank_demo.demo_rows import (
    LETTERS,
    SEEDS,
    DemoItem,
    demo_pictures,
    items_of,
)
from tests.unit.question_bank_demo.figure_reader import (
    Matrix,
    SeenPose,
    choice_cell,
    seen_group,
    seen_pose,
    seen_sides_and_dots,
    seen_wheel,
    stem_cells,
)

KINDS = {
    "turning": "berubah dengan pola yang tetap",
    "analogy": "Perhatikan perubahan",
    "matrix": "melengkapi kotak",
    "wheel": "Pola pada lingkaran",
}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_turning_glyph_goes_on_by_the_same_step(seed: int) -> None:
    for item in _figures("turning", seed):
        *_, before, last = shown = [seen_pose(cell) for cell in stem_cells(item.picture, seed)[:-1]]
        steps = {(b.angle - a.angle) % 360 for a, b in pairwise(shown)}
        assert len(shown) == 4
        assert len(steps) == 1
        assert len({(pose.glyph, pose.is_mirrored) for pose in shown}) == 1
        following = SeenPose(
            glyph=last.glyph,
            angle=(last.angle + steps.pop()) % 360,
            is_mirrored=last.is_mirrored,
            is_filled=before.is_filled,
        )
        assert_only_the_key_is(following, _poses(item, seed), item)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_analogy_changes_the_second_glyph_as_the_first(seed: int) -> None:
    for item in _figures("analogy", seed):
        one, changed, other, _ = stem_cells(item.picture, seed)
        before, after, second = seen_pose(one), seen_pose(changed), seen_pose(other)
        wanted = (
            second.glyph,
            _times(_times(after.matrix, _inverse(before.matrix)), second.matrix),
            (after.is_filled != before.is_filled) != second.is_filled,
        )
        looks = {
            letter: (pose.glyph, pose.matrix, pose.is_filled)
            for letter, pose in _poses(item, seed).items()
        }
        assert_only_the_key_is(wanted, looks, item)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_matrix_is_completed_by_rows_or_columns(seed: int) -> None:
    for item in _figures("matrix", seed):
        cells = [seen_group(cell) for cell in stem_cells(item.picture, seed)[:-1]]
        assert len(cells) == 8
        wanted = {field: _completing([cell[field] for cell in cells]) for field in cells[0]}
        groups = {
            letter: seen_group(choice_cell(name, seed)) for letter, name in item.choices.items()
        }
        assert_only_the_key_is(wanted, groups, item)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_marker_of_a_wheel_keeps_its_step(seed: int) -> None:
    for item in _figures("wheel", seed):
        shown = [seen_wheel(cell) for cell in stem_cells(item.picture, seed)[:-1]]
        assert len(shown) == 4
        wanted = {}
        for marker in shown[0]:
            places = [wheel[marker] for wheel in shown]
            steps = {(b - a) % 8 for a, b in pairwise(places)}
            assert len(steps) == 1
            wanted[marker] = (places[-1] + steps.pop()) % 8
        wheels = {
            letter: seen_wheel(choice_cell(name, seed)) for letter, name in item.choices.items()
        }
        assert_only_the_key_is(wanted, wheels, item)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_odd_one_out_is_odd_and_the_others_are_alike(seed: int) -> None:
    odd = [item for item in items_of("TIU-FIG", seed) if not item.picture]
    assert len(odd) == 6
    for item in odd:
        if "titik" in item.stem:
            seen = {
                letter: seen_sides_and_dots(choice_cell(name, seed))
                for letter, name in item.choices.items()
            }
            fits = {letter: sides == dots for letter, (sides, dots) in seen.items()}
            assert len({sides for sides, _ in seen.values()}) == 5
        else:
            poses = _poses(item, seed)
            fits = {letter: not pose.is_mirrored for letter, pose in poses.items()}
            assert len({pose.angle for pose in poses.values()}) == 5
            assert len({(pose.glyph, pose.is_filled) for pose in poses.values()}) == 1
        assert [letter for letter in LETTERS if not fits[letter]] == [item.key]


def test_all_figures_are_of_a_kind_that_is_solved_here() -> None:
    solved = sum(len(_figures(kind, 2024)) for kind in KINDS) + 6
    assert solved == len(items_of("TIU-FIG"))


def test_drawings_scale_and_stand_on_a_white_card() -> None:
    for name, drawing in demo_pictures().items():
        root = ET.fromstring(drawing)  # noqa: S314 - our own drawings
        assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}", name
        assert root[0].get("fill") == "#ffffff"
        assert root[0].get("rx")


def assert_only_the_key_is(wanted: object, seen: Mapping[str, object], item: DemoItem) -> None:
    assert [letter for letter in LETTERS if seen[letter] == wanted] == [item.key], item
    assert all(seen[one] != seen[other] for one in LETTERS for other in LETTERS if one != other)


def _figures(kind: str, seed: int) -> list[DemoItem]:
    found = [item for item in items_of("TIU-FIG", seed) if KINDS[kind] in item.stem]
    assert found
    return found


def _poses(item: DemoItem, seed: int) -> dict[str, SeenPose]:
    return {letter: seen_pose(choice_cell(name, seed)) for letter, name in item.choices.items()}


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d = one
    e, f, g, h = other
    return (a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h)


def _inverse(matrix: Matrix) -> Matrix:
    """Turned or mirrored by right angles: the transpose."""
    a, b, c, d = matrix
    return (a, c, b, d)


def _completing(values: list[object]) -> object:
    """What makes the last row hold what the others hold, or else the last column."""
    rows = [Counter(values[0:3]), Counter(values[3:6]), Counter(values[6:8])]
    columns = [Counter(values[0::3]), Counter(values[1::3]), Counter(values[2::3])]
    found = set()
    for lines in (rows, columns):
        missing = lines[0] - lines[2]
        if lines[0] == lines[1] and missing.total() == 1:
            found |= set(missing)
    (value,) = found
    return value
