"""APCER and BPCER, counted by kind."""

from proctoring.performance import ErrorRate
from proctoring.presentation.attack_rates import GENUINE, SYNTHETIC, Presented, rates
from proctoring.presentation.cues import Cue, Repeats, SeriesMeasures, cues, is_program

CALM = SeriesMeasures(pattern=1.5, frame_sides=0, flatness=0.0, model_score=0.9)


def test_each_kind_of_attack_is_counted_on_its_own_and_people_first() -> None:
    counted = rates(
        [
            Presented("print", (Cue.PICTURE_EDGE,)),
            Presented("print", ()),
            Presented("print", None),
            Presented(GENUINE, ()),
            Presented(GENUINE, (Cue.SCREEN_PATTERN,)),
            Presented("screen", (Cue.SCREEN_PATTERN,)),
        ]
    )
    told = [(each.kind, each.name, each.errors, each.without_face) for each in counted]
    assert told == [
        (GENUINE, "BPCER", ErrorRate(1, 2), 0),
        ("print", "APCER", ErrorRate(1, 2), 1),
        ("screen", "APCER", ErrorRate(0, 1), 0),
    ]
    assert counted[1].by_cue == ((Cue.PICTURE_EDGE, 1),)


def test_what_was_drawn_is_never_counted_with_what_was_recorded() -> None:
    counted = rates([Presented(GENUINE, ()), Presented(f"{GENUINE}{SYNTHETIC}", ())])
    assert [(each.kind, each.name) for each in counted] == [
        ("genuine", "BPCER"),
        ("genuine (synthetic)", "BPCER"),
    ]
    assert all(each.errors.trials == 1 for each in counted)


def test_a_hint_alone_takes_nobody_for_a_picture() -> None:
    (counted,) = rates([Presented(GENUINE, (Cue.VIRTUAL_CAMERA,))])
    assert counted.errors == ErrorRate(0, 1)


def test_each_measure_has_its_cue_just_beyond_its_limit() -> None:
    assert cues(CALM) == ()
    assert cues(SeriesMeasures(2.31, 0, None, None)) == (Cue.SCREEN_PATTERN,)
    assert cues(SeriesMeasures(2.3, 4, None, None)) == (Cue.PICTURE_EDGE,)
    assert cues(SeriesMeasures(None, 3, 0.51, None)) == (Cue.MOVES_AS_A_PICTURE,)
    assert cues(SeriesMeasures(None, 3, 0.5, 0.49)) == (Cue.MODEL_SAYS_PICTURE,)


def test_cameras_that_are_programs_are_known_by_their_names() -> None:
    assert is_program("OBS Virtual Camera (m-de:vice)")
    assert is_program("DroidCam Source 3")
    assert not is_program("HD Pro Webcam C920 (046d:082d)")
    assert not is_program("Logitech Observer")
    assert is_program("fake_device_0")
    canvas = (
        "1q55XOn1J8y1UmWN0dj8ug+LzEmykq4ZzkS6IVKv4UVahLmU4Cc8u3nRcSrUwrU1EJ7cLUiyHS7nv8fGw8FWtw="
    )
    assert is_program(canvas)  # as Chromium calls a stream that a page's script draws
    assert not is_program("FaceTime HD Camera (Built-in) (05ac:8514)")
    assert not is_program("")


def test_a_frame_that_comes_again_after_a_while_is_a_repeat() -> None:
    repeats = Repeats(again_after_s=1.5)
    for at_s in (0.0, 0.5, 1.0):
        repeats.see(b"still", at_s)
    assert repeats.found == 0
    repeats.see(b"still", 1.6)
    assert repeats.found == 1


def test_what_is_remembered_of_frames_is_bounded() -> None:
    repeats = Repeats(frames_max=2)
    for place, digest in enumerate((b"a", b"b", b"c", b"c-", b"c")):
        repeats.see(digest, float(place))
    assert repeats.found == 0
    repeats.see(b"a", 9.0)
    assert repeats.found == 1
