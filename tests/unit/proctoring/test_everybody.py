"""Every photo against every other person's."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from proctoring.cohort import Calibration, Part
from proctoring.engine import EngineName, Template
from proctoring.errors import ModelUnusable
from proctoring.measured import figures
from proctoring.vision import everybody as module
from proctoring.vision.evaluation import Material, cohort_of, score_pairs
from proctoring.vision.everybody import everybody
from proctoring.vision.pairs import Pair
from proctoring.vision.photo_reading import PhotoRead

ENGINE = EngineName("plain")
PEOPLE = 30
READ = tuple(f"{at}/{photo}" for at in range(PEOPLE) for photo in "ab")
CALIBRATION = Calibration(mean=0.5, deviation=0.05)
OF_TWO = replace(CALIBRATION, parts=(Part(6, 0.3, 0.2, 0.03), Part(10, 0.7, 0.4, 0.04)))
"""Two networks side by side in one template."""


def the_pairs() -> list[Pair]:
    """Two photos of everybody, and one pair of two people."""
    same = [Pair(f"{at}/a", (f"{at}/b",), same_person=True) for at in range(PEOPLE)]
    return [*same, Pair("0/a", ("1/b",), same_person=False)]


def the_material(*, without: str = "") -> Material:
    draw = np.random.default_rng(4)
    reads = {}
    for at in range(PEOPLE):
        face = draw.normal(0, 0.1, 16)
        for photo in (f"{at}/a", f"{at}/b"):
            seen = Template.from_vector(ENGINE, face + draw.normal(0, 0.03, 16))
            reads[photo] = PhotoRead(None if photo == without else seen.content)
    identity_of = {photo: photo.split("/")[0] for photo in reads}
    groups = {str(at): "even" if at % 2 == 0 else "odd" for at in range(PEOPLE)}
    return Material(ENGINE, reads, reads, identity_of, groups)


def template_of(material: Material, photo: str) -> Template:
    template = material.reference(photo)
    assert template is not None
    return template


def measured(material: Material, calibration: Calibration | None) -> dict[str, tuple[int, int]]:
    scored = score_pairs(the_pairs(), material, calibration)
    table = figures(scored, dict.fromkeys(material.probes, True))
    found = everybody(the_pairs(), material, calibration, table)
    return {each.group: (len(each.scores.genuine), len(each.scores.impostor)) for each in found}


def test_all_pairs_of_different_people_are_counted_and_the_tables_of_one_person_stay() -> None:
    assert measured(the_material(), CALIBRATION) == {
        "all": (30, 60 * 58 // 2),
        "even": (15, 30 * 28 // 2),
        "odd": (15, 30 * 28 // 2),
    }


def test_a_photo_without_a_template_is_in_no_pair() -> None:
    assert measured(the_material(without="3/b"), CALIBRATION)["all"] == (29, 60 * 58 // 2 - 58)


@pytest.mark.parametrize("calibration", [CALIBRATION, OF_TWO, None])
def test_each_score_is_what_a_comparison_would_have_said(calibration: Calibration | None) -> None:
    material, pairs = the_material(), the_pairs()
    scored = score_pairs(pairs, material, calibration)
    table = figures(scored, dict.fromkeys(material.probes, True))
    found = everybody(pairs, material, calibration, table)[0].scores.impostor
    cohort, said = cohort_of(pairs, material), []
    for one, other in combinations(sorted(material.references), 2):
        whose = {material.identity_of[photo] for photo in (one, other)}
        if len(whose) > 1:
            sides = [template_of(material, photo) for photo in (one, other)]
            compared = cohort.score(sides[0], sides[1], calibration or CALIBRATION, without=whose)
            said.append(compared.distance if calibration is None else compared.score)
    assert found == pytest.approx(sorted(said), abs=1e-6)


def the_fused_pairs() -> list[Pair]:
    """Both photos of somebody against everybody's first, in either order."""
    same = [Pair(f"{at}/a", (f"{at}/b", f"{at}/a"), same_person=True) for at in range(PEOPLE)]
    return [*same, Pair("0/a", ("1/a", "1/b"), same_person=False)]


@pytest.mark.parametrize("calibration", [CALIBRATION, OF_TWO, None])
def test_what_is_fused_is_held_against_every_other_persons_references(
    calibration: Calibration | None,
) -> None:
    material, pairs = the_material(), the_fused_pairs()
    scored = score_pairs(pairs, material, calibration)
    table = figures(scored, dict.fromkeys(material.probes, True))
    found = everybody(pairs, material, calibration, table)[0].scores.impostor
    cohort, said = cohort_of(pairs, material), []
    for person in range(PEOPLE):
        probe = material.probe((f"{person}/a", f"{person}/b"))
        assert probe is not None
        for other in set(range(PEOPLE)) - {person}:
            compared = cohort.score(
                probe,
                template_of(material, f"{other}/a"),
                calibration or CALIBRATION,
                without={str(person), str(other)},
            )
            said.append(compared.distance if calibration is None else compared.score)
    assert found == pytest.approx(sorted(said), abs=1e-6)


def test_other_references_and_another_cohort_may_be_named() -> None:
    material, pairs = the_material(), the_fused_pairs()
    scored = score_pairs(pairs, material, CALIBRATION)
    table = figures(scored, dict.fromkeys(material.probes, True))
    cohort = cohort_of(pairs[:10], material)
    found = everybody(pairs, material, CALIBRATION, table, cohort, ["0/a", "0/b", "1/b"])
    assert len(found[0].scores.impostor) == PEOPLE * 3 - 3
    assert {each.group: len(each.scores.impostor) for each in found} == {
        "all": 87, "even": 15 * 2 - 2, "odd": 15 - 1,
    }  # fmt: skip


def test_of_very_many_photos_every_so_manieth_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PHOTOS_MAX", 20)
    _, impostor = measured(the_material(), CALIBRATION)["all"]
    assert 20 * 18 // 2 <= impostor <= 20 * 19 // 2


def test_where_no_reference_gave_a_template_that_is_said() -> None:
    nobody = replace(the_material(), references={photo: PhotoRead(None) for photo in READ})
    scored = score_pairs(the_pairs(), nobody, CALIBRATION)
    table = figures(scored, dict.fromkeys(READ, True))
    with pytest.raises(ModelUnusable, match="no reference gave a template"):
        everybody(the_pairs(), nobody, CALIBRATION, table)
