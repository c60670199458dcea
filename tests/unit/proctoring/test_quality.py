"""The quality gate, probed at each edge of its limits."""

from dataclasses import replace

import pytest

from proctoring.quality import (
    DEFAULT_QUALITY_LIMITS,
    FaceMeasures,
    Finding,
    FindingCode,
    PhotoMeasures,
    findings,
    to_put_right,
)

LIMITS = DEFAULT_QUALITY_LIMITS
GOOD = FaceMeasures(
    eye_distance_px=70,
    width_share=0.45,
    centre_x=0.5,
    centre_y=0.45,
    yaw=0.0,
    nose_drop=0.75,
    roll_degrees=0.0,
    brightness=130,
    clipped_share=0.0,
    contrast=110,
    sharpness=35,
    eyes_brightness=0.8,
    lower_colour=4,
    lower_detail=15,
)
JUST = 1e-6


def a_photo(**changes: float) -> PhotoMeasures:
    return PhotoMeasures(faces=1, face=replace(GOOD, **changes))


def codes(photo: PhotoMeasures) -> list[FindingCode]:
    return [finding.code for finding in findings(photo)]


def test_a_good_photo_has_no_findings() -> None:
    assert findings(a_photo()) == ()


@pytest.mark.parametrize(
    ("measure", "limit", "beyond", "code"),
    [
        ("eye_distance_px", LIMITS.eye_distance_px_min, -JUST, FindingCode.TOO_SMALL),
        ("width_share", LIMITS.width_share_max, JUST, FindingCode.TOO_LARGE),
        ("centre_x", 0.5 + LIMITS.centre_offset_share_max, JUST, FindingCode.OFF_CENTRE),
        ("centre_y", 0.5 - LIMITS.centre_offset_share_max, -JUST, FindingCode.OFF_CENTRE),
        ("yaw", LIMITS.yaw_max, JUST, FindingCode.NOT_FRONTAL),
        ("yaw", -LIMITS.yaw_max, -JUST, FindingCode.NOT_FRONTAL),
        ("nose_drop", LIMITS.nose_drop_min, -JUST, FindingCode.NOT_FRONTAL),
        ("nose_drop", LIMITS.nose_drop_max, JUST, FindingCode.NOT_FRONTAL),
        ("roll_degrees", LIMITS.roll_degrees_max, JUST, FindingCode.NOT_FRONTAL),
        ("roll_degrees", -LIMITS.roll_degrees_max, -JUST, FindingCode.NOT_FRONTAL),
        ("brightness", LIMITS.brightness_min, -JUST, FindingCode.TOO_DARK),
        ("brightness", LIMITS.brightness_max, JUST, FindingCode.TOO_BRIGHT),
        ("clipped_share", LIMITS.clipped_share_max, JUST, FindingCode.TOO_BRIGHT),
        ("contrast", LIMITS.contrast_min, -JUST, FindingCode.LOW_CONTRAST),
        ("sharpness", LIMITS.sharpness_min, -JUST, FindingCode.BLURRED),
        ("eyes_brightness", LIMITS.eyes_brightness_min, -JUST, FindingCode.EYES_HIDDEN),
        ("lower_colour", LIMITS.lower_colour_max, JUST, FindingCode.LOWER_FACE_COVERED),
        ("lower_detail", LIMITS.lower_detail_min, -JUST, FindingCode.LOWER_FACE_COVERED),
    ],
)
def test_a_measure_at_its_limit_passes_and_just_beyond_it_is_found(
    measure: str, limit: float, beyond: float, code: FindingCode
) -> None:
    inwards = limit - (JUST if beyond > 0 else -JUST)
    assert codes(a_photo(**{measure: inwards})) == []
    assert codes(a_photo(**{measure: limit + beyond})) == [code]


def test_without_a_face_nothing_else_is_said() -> None:
    assert findings(PhotoMeasures(faces=0, face=None)) == (Finding(FindingCode.NO_FACE, 0, 1),)


def test_two_faces_are_one_too_many() -> None:
    photo = replace(a_photo(), faces=2)
    assert findings(photo) == (Finding(FindingCode.SEVERAL_FACES, 2, 1),)


def test_several_faults_are_all_named_and_each_once() -> None:
    photo = replace(
        a_photo(yaw=0.9, roll_degrees=45, brightness=3, contrast=2, sharpness=0), faces=2
    )
    assert codes(photo) == [
        FindingCode.SEVERAL_FACES,
        FindingCode.NOT_FRONTAL,
        FindingCode.TOO_DARK,
        FindingCode.BLURRED,
    ]


@pytest.mark.parametrize(
    ("measure", "limit"),
    [("brightness", LIMITS.brightness_max), ("clipped_share", LIMITS.clipped_share_max)],
)
def test_where_the_skin_is_plain_white_nothing_is_said_of_a_covered_mouth(
    measure: str, limit: float
) -> None:
    covered = {"lower_colour": 40.0, "lower_detail": 1.0, measure: limit + JUST}
    both = [FindingCode.LOWER_FACE_COVERED, FindingCode.TOO_BRIGHT]
    assert codes(a_photo(**covered, skin_clipped=LIMITS.skin_clipped_max)) == both
    white = LIMITS.skin_clipped_max + JUST
    assert codes(a_photo(**covered, skin_clipped=white)) == [FindingCode.TOO_BRIGHT]
    assert codes(a_photo(**covered | {measure: limit}, skin_clipped=white)) == [
        FindingCode.LOWER_FACE_COVERED
    ]


def test_a_finding_tells_the_value_and_the_limit_it_missed() -> None:
    (finding,) = findings(a_photo(brightness=17))
    assert (finding.value, finding.limit) == (17, LIMITS.brightness_min)


SHUT = {"lashes_below": 0.08, "lashes_sag": 0.07, "iris_edges": 0.25}


def test_lids_that_are_down_are_advice_and_no_reason_for_another_picture() -> None:
    (finding,) = findings(a_photo(**SHUT))
    assert finding.code is FindingCode.EYES_CLOSED
    assert finding.is_advice
    assert to_put_right([finding]) == ()


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("lashes_below", LIMITS.lashes_below_max),
        ("lashes_sag", LIMITS.lashes_sag_max),
        ("iris_edges", LIMITS.iris_edges_min),
    ],
)
def test_one_sign_of_open_eyes_is_enough(measure: str, value: float) -> None:
    assert codes(a_photo(**SHUT | {measure: value})) == []


def test_in_the_dark_nothing_is_said_of_glasses() -> None:
    dark = a_photo(brightness=10.0, eyes_brightness=0.1)
    assert codes(dark) == [FindingCode.TOO_DARK]
    assert codes(a_photo(brightness=10.0, lower_colour=40.0)) == [
        FindingCode.LOWER_FACE_COVERED,
        FindingCode.TOO_DARK,
    ]


def test_of_eyes_nobody_measured_nothing_is_said() -> None:
    without = replace(GOOD, lashes_below=None, lashes_sag=None, iris_edges=None)
    assert findings(PhotoMeasures(faces=1, face=without)) == ()


@pytest.mark.parametrize(
    ("measure", "value", "code"),
    [
        ("eyes_brightness", 0.1, FindingCode.EYES_HIDDEN),
        ("yaw", 0.5, FindingCode.NOT_FRONTAL),
        ("eye_distance_px", 12.0, FindingCode.TOO_SMALL),
        ("brightness", 10.0, FindingCode.TOO_DARK),
    ],
)
def test_eyes_that_cannot_be_judged_are_not_called_closed(
    measure: str, value: float, code: FindingCode
) -> None:
    assert codes(a_photo(**SHUT | {measure: value})) == [code]


def test_what_is_behind_the_head_is_advice_after_everything_else() -> None:
    busy = replace(a_photo(detail_behind=40.0, brightness=3), faces_behind=2)
    assert codes(busy) == [
        FindingCode.TOO_DARK,
        FindingCode.PEOPLE_BEHIND,
        FindingCode.BUSY_BEHIND,
    ]
    assert [each.code for each in to_put_right(findings(busy))] == [FindingCode.TOO_DARK]


def test_glare_behind_matters_only_where_the_face_is_dark_for_it() -> None:
    assert codes(a_photo(glare_behind=0.9, brightness=60)) == [FindingCode.GLARE_BEHIND]
    assert codes(a_photo(glare_behind=0.9, brightness=130)) == []
