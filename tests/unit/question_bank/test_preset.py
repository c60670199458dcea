"""Presets: what ships can be read, says what the field's figures are, and draws from a bank."""

import tomllib
from datetime import timedelta

import pytest

from question_bank.errors import NoSuchPreset
from question_bank.preset import Preset, preset_names, read_preset, read_presets

NAMES = (
    "pemetaan-menengah",
    "pemetaan-rumit",
    "pemetaan-sederhana",
    "skd-2018",
    "skd-2024",
    "ujian-dinas",
)


def test_these_presets_ship() -> None:
    assert preset_names() == NAMES
    assert tuple(preset.name for preset in read_presets()) == NAMES


def test_a_preset_that_does_not_ship_is_refused_with_those_that_do() -> None:
    with pytest.raises(NoSuchPreset, match="skd-2024"):
        read_preset("../../etc/passwd")


@pytest.mark.parametrize("preset", read_presets(), ids=NAMES)
def test_a_preset_is_named_as_its_exam_and_explains_its_figures(preset: Preset) -> None:
    assert preset.exam.id == preset.name
    assert preset.exam.source == preset.source
    assert preset.source.startswith(b"# ")
    assert tomllib.loads(preset.source.decode())["schema"] == 1


def counts(name: str) -> list[tuple[str, int, int]]:
    exam = read_preset(name).exam
    return [(each.id, each.items, each.points_max // 100) for each in exam.sections]


def test_skd_2024_has_the_figures_of_its_regulation() -> None:
    exam = read_preset("skd-2024").exam
    assert counts("skd-2024") == [("twk", 30, 150), ("tiu", 35, 175), ("tkp", 45, 225)]
    assert exam.time.allowed == timedelta(minutes=100)
    assert exam.allowed("blind") == timedelta(minutes=130)
    assert exam.ranking.order == ("total", "tkp", "tiu", "twk")
    assert exam.ranking.go_on_multiple == 3
    assert [(rule.categories, dict(rule.sections), rule.total) for rule in exam.cuts] == [
        (("general",), {"twk": 6500, "tiu": 8000, "tkp": 16600}, None),
        (("cum_laude", "diaspora"), {"tiu": 8500}, 31100),
        (("disability", "papua", "left_behind"), {"tiu": 6000}, 28600),
    ]


def test_skd_2018_has_the_figures_of_its_year() -> None:
    exam = read_preset("skd-2018").exam
    assert counts("skd-2018") == [("twk", 35, 175), ("tiu", 30, 150), ("tkp", 35, 175)]
    assert exam.time.allowed == timedelta(minutes=90)
    assert dict(exam.cuts[0].sections) == {"twk": 7500, "tiu": 8000, "tkp": 14300}


def test_mapping_grows_by_level_and_judges_nobody() -> None:
    levels = [read_preset(f"pemetaan-{level}").exam for level in ("sederhana", "menengah", "rumit")]
    assert [exam.cuts for exam in levels] == [(), (), ()]
    assert [exam.items for exam in levels] == sorted({exam.items for exam in levels})
    assert [exam.time.allowed for exam in levels] == sorted({e.time.allowed for e in levels})


def test_the_staff_exam_shows_negative_marking() -> None:
    scoring = read_preset("ujian-dinas").exam.sections[0].scoring
    assert (scoring.right, scoring.wrong) == (400, -100)  # type: ignore[union-attr] # keyed
