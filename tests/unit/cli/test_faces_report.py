"""What a measurement says in a terminal."""

from dataclasses import replace
from datetime import date

import pytest

from catserver.cli.faces_measuring import Measurement
from catserver.cli.faces_report import NAMED_MAX, show
from proctoring.measured import Measured, ScoredPair, figures
from proctoring.shipped import DLIB_RESNET

DAY = date(2026, 11, 22)
PAIRS = (
    ScoredPair(("Ani/1", "Ani/2"), None, same_person=True, score=0.2),
    ScoredPair(("Ani/1", "Budi/1"), None, same_person=False, score=0.8),
    ScoredPair(("Budi/1", "Cut/1"), None, same_person=False, score=None),
)


def shown(capsys: pytest.CaptureFixture[str], without: list[tuple[str, str]]) -> str:
    has_template = {photo: True for pair in PAIRS for photo in pair.photos}
    has_template |= {photo: False for photo, _ in without}
    measured = Measured(DLIB_RESNET.engine, figures(PAIRS, has_template), 0.42, 5.0)
    photos = len(has_template)
    measurement = Measurement(DLIB_RESNET, measured, photos, 3, "pairs.csv", DAY, tuple(without))
    show(measurement, 0.001, None)
    return capsys.readouterr().out


def test_the_one_object_has_these_keys_and_more_only_where_asked() -> None:
    has_template = {photo: True for pair in PAIRS for photo in pair.photos}
    measured = Measured(DLIB_RESNET.engine, figures(PAIRS, has_template), 0.42, 5.0)
    plain = Measurement(DLIB_RESNET, measured, 4, 3, "pairs.csv", DAY)
    keys = {"engine", "genuine", "impostor", "fta", "photos_per_second", "fnmr_at_fmr", "policy"}
    assert set(plain.as_object()) == {*keys, "groups"}
    asked = replace(plain, everybody=measured.groups)
    assert set(asked.as_object()) == {*keys, "groups", "everybody"}


def test_photos_without_a_template_are_named_with_the_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = shown(capsys, [("Cut/1", "no face found")])
    assert "No template of 1 of 4 photos:\n  Cut/1: no face found\n" in said


def test_of_very_many_such_photos_the_rest_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(capsys, [(f"Dewi/{at:03}", "damaged") for at in range(NAMED_MAX + 7)])
    assert said.count("damaged") == NAMED_MAX
    assert "  and 7 more\n" in said


def test_where_every_photo_has_one_nothing_is_said_of_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "No template" not in shown(capsys, [])
