"""What a picture counts beside others of the same moment."""

from dataclasses import replace

import pytest

from proctoring.quality import DEFAULT_QUALITY_LIMITS, FaceMeasures, PhotoMeasures
from proctoring.worth import worth

GOOD = FaceMeasures(
    eye_distance_px=90,
    width_share=0.4,
    centre_x=0.5,
    centre_y=0.5,
    yaw=0.0,
    nose_drop=0.7,
    roll_degrees=0,
    brightness=120,
    clipped_share=0,
    contrast=120,
    sharpness=80,
    eyes_brightness=0.8,
    lower_colour=4,
    lower_detail=20,
)


def of(**changed: float) -> float:
    return worth(PhotoMeasures(1, replace(GOOD, **changed)))


def test_a_large_sharp_face_straight_ahead_is_worth_all() -> None:
    assert of() == 1.0


@pytest.mark.parametrize(
    "worse", [{"yaw": 0.15}, {"yaw": -0.15}, {"eye_distance_px": 30.0}, {"sharpness": 14.0}]
)
def test_half_of_what_is_good_is_worth_half(worse: dict[str, float]) -> None:
    assert of(**worse) == pytest.approx(0.5)


def test_faults_add_up_and_nothing_goes_below_nothing() -> None:
    assert of(yaw=0.15, sharpness=14.0) == pytest.approx(0.25)
    assert of(yaw=0.9) == 0.0
    assert worth(PhotoMeasures(0, None)) == 0.0


def test_the_limits_of_the_quality_gate_are_where_half_begins() -> None:
    assert of(eye_distance_px=DEFAULT_QUALITY_LIMITS.eye_distance_px_min * 2) == 1.0
