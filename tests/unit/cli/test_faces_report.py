"""What a measurement says in a terminal."""

from dataclasses import replace
from datetime import date

import pytest

from catserver.cli.faces_measuring import Measurement
from catserver.cli.faces_report import NAMED_MAX, show
from proctoring.measured import Measured, ScoredPair, figures
from proctoring.performance import ErrorRate
from proctoring.shipped import DLIB_RESNET
from proctoring.vision.degraded import GlassesTold, Spoilt
from proctoring.vision.spoiling import Spoiling

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


def test_the_glasses_of_each_group_are_shown_and_how_many_referrals_come_with_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    has_template = {photo: True for pair in PAIRS for photo in pair.photos}
    beyond = replace(PAIRS[0], score=0.9)
    everyone = figures([beyond, *PAIRS], has_template)[0]
    spoilt = Spoilt(
        how=Spoiling.GLASSES,
        warned=ErrorRate(0, 4),
        said=(),
        acquisition=ErrorRate(0, 4),
        everyone=everyone,
        unwarned=everyone,
        glasses=(
            GlassesTold("all", ErrorRate(3, 4), ErrorRate(0, 4)),
            GlassesTold("one", ErrorRate(1, 2), ErrorRate(0, 2)),
        ),
        told=figures([beyond], has_template)[0],
    )
    measured = Measured(DLIB_RESNET.engine, (everyone,), 0.42, 5.0)
    show(Measurement(DLIB_RESNET, measured, 4, 3, "pairs.csv", DAY, spoilt=(spoilt,)), 0.001, None)
    lines = [each for each in capsys.readouterr().out.splitlines() if each.startswith("glasses")]
    assert "75.00% (3 of 4" in lines[1]
    assert lines[1].rstrip().endswith("1 of 1")
    assert "50.00% (1 of 2" in lines[2]
