"""The challenge, acted by synthetic heads: a living one, a flat picture, a recording, a swap."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from proctoring.presentation.challenge import (
    DEFAULT_CHALLENGE_LIMITS,
    Challenge,
    ChallengeOutcome,
    Progress,
    Step,
    begin,
    draw,
    observe,
    timed_out,
)
from proctoring.presentation.pose import FacePose, Observation

LIMITS = DEFAULT_CHALLENGE_LIMITS
FRAME_S = 0.2
STRAIGHT = FacePose(x=0.5, y=0.45, width=0.3, yaw=0.0)
YAW = {Step.CENTRE: 0.02, Step.LEFT: 0.3, Step.RIGHT: -0.3}
LEFT_RIGHT = Challenge((Step.LEFT, Step.RIGHT), (0.5, 0.5))


def looking(step: Step) -> FacePose:
    return replace(STRAIGHT, yaw=YAW[step])


def seen(at_s: float, pose: FacePose | None) -> Observation:
    return Observation(at_s, 0 if pose is None else 1, pose)


def obedient(progress: Progress, frames: int = 200) -> Progress:
    """A head that does what is asked, a little late."""
    at_s, asked = progress.began_at_s, progress.step
    for _ in range(frames):
        at_s += FRAME_S
        progress = observe(progress, seen(at_s, looking(asked)))
        asked = progress.step
        if progress.outcome is not None:
            break
    return progress


def acted(progress: Progress, poses: Sequence[FacePose | None]) -> Progress:
    at_s = progress.began_at_s
    for pose in poses:
        at_s += FRAME_S
        progress = observe(progress, seen(at_s, pose))
    return progress


@pytest.mark.parametrize("seed", range(12))
def test_a_head_that_turns_as_asked_passes(seed: int) -> None:
    passed = obedient(begin(draw(Random(seed)), 100.0))
    assert passed.outcome is ChallengeOutcome.PASSED
    assert passed.share == 1.0
    assert [kept.step for kept in passed.kept][::2] == [Step.CENTRE] * 5
    assert tuple(kept.step for kept in passed.kept)[1::2] == passed.challenge.turns


def test_what_is_drawn_turns_to_both_sides_and_differs() -> None:
    drawn = [draw(Random(seed)) for seed in range(400)]
    assert all({Step.LEFT, Step.RIGHT} == set(each.turns) for each in drawn)
    assert len({each.turns for each in drawn}) == 14
    low, high = LIMITS.hold_s
    assert all(low <= hold <= high for each in drawn for hold in each.holds_s)


def test_a_flat_picture_that_is_waved_never_passes() -> None:
    """Turned by 40° before a camera half a metre away, the nose of a picture moves by 0.02."""
    wave = [replace(STRAIGHT, x=0.5 + 0.02 * (i % 5), yaw=0.02 * (-1) ** i) for i in range(60)]
    progress = acted(begin(LEFT_RIGHT, 0.0), list(wave))
    assert progress.outcome is ChallengeOutcome.TOO_SLOW


def test_a_recording_of_other_turns_fails() -> None:
    """It turns right first, twice; left was asked for."""
    swing = [Step.CENTRE] * 3 + [Step.RIGHT] * 4 + [Step.CENTRE] * 3 + [Step.RIGHT] * 4
    progress = acted(begin(LEFT_RIGHT, 0.0), [looking(step) for step in swing])
    assert progress.outcome is ChallengeOutcome.WRONG_TURNS


def test_a_single_slip_is_forgiven() -> None:
    slip = [Step.CENTRE] * 3 + [Step.RIGHT] * 3 + [Step.CENTRE] * 2 + [Step.LEFT] * 4
    done = acted(begin(LEFT_RIGHT, 0.0), [looking(step) for step in slip])
    assert (done.wrong, done.turns_done, done.outcome) == (1, 1, None)


def test_a_turn_counts_only_once_it_was_held() -> None:
    brief = [Step.CENTRE] * 3 + [Step.LEFT] * 2
    progress = acted(begin(LEFT_RIGHT, 0.0), [looking(step) for step in brief])
    assert (progress.step, progress.turns_done) == (Step.LEFT, 0)
    held = acted(begin(LEFT_RIGHT, 0.0), [looking(step) for step in [*brief, *[Step.LEFT] * 2]])
    assert (held.step, held.turns_done) == (Step.CENTRE, 1)


@pytest.mark.parametrize(("yaw", "turned"), [(LIMITS.yaw_turned - 1e-6, 0), (LIMITS.yaw_turned, 1)])
def test_the_limit_of_a_turn_is_where_it_is_said_to_be(yaw: float, turned: int) -> None:
    poses: list[FacePose | None] = [STRAIGHT] * 3 + [replace(STRAIGHT, yaw=yaw)] * 5
    assert acted(begin(LEFT_RIGHT, 0.0), poses).turns_done == turned


def test_a_turn_counts_from_where_this_person_looks_ahead() -> None:
    """A nose that lies a little to one side neither helps nor hinders."""
    middle = replace(STRAIGHT, yaw=0.1)
    short, whole = (replace(STRAIGHT, yaw=0.1 + LIMITS.yaw_turned + step) for step in (-1e-6, 1e-6))
    assert acted(begin(LEFT_RIGHT, 0.0), [middle] * 3 + [short] * 5).turns_done == 0
    assert acted(begin(LEFT_RIGHT, 0.0), [middle] * 3 + [whole] * 5).turns_done == 1


def test_the_next_turn_is_told_only_after_looking_straight_ahead() -> None:
    turned = acted(begin(LEFT_RIGHT, 0.0), [STRAIGHT] * 3 + [looking(Step.LEFT)] * 6)
    assert turned.step is Step.CENTRE


def test_a_face_that_vanishes_starts_the_challenge_again_and_too_often_says_nothing() -> None:
    vanished: list[FacePose | None] = [STRAIGHT] * 3 + [looking(Step.LEFT)] * 4 + [None] * 7
    once = acted(begin(LEFT_RIGHT, 0.0), vanished)
    assert (once.restarts, once.turns_done, once.kept, once.outcome) == (1, 0, (), None)
    thrice = acted(begin(LEFT_RIGHT, 0.0), vanished * 3)
    assert thrice.outcome is ChallengeOutcome.FACE_LOST


def test_a_detector_that_loses_a_turned_head_for_a_moment_costs_nothing() -> None:
    gap: list[FacePose | None] = [STRAIGHT] * 3 + [None] * 4 + [looking(Step.LEFT)] * 4
    assert acted(begin(LEFT_RIGHT, 0.0), gap).turns_done == 1


@pytest.mark.parametrize(
    "other", [replace(STRAIGHT, x=0.8), replace(STRAIGHT, y=0.1), replace(STRAIGHT, width=0.15)]
)
def test_a_picture_held_up_in_between_starts_the_challenge_again(other: FacePose) -> None:
    poses = [STRAIGHT] * 3 + [looking(Step.LEFT)] * 4 + [other]
    assert acted(begin(LEFT_RIGHT, 0.0), poses).restarts == 1


def test_frames_that_stop_coming_end_the_challenge() -> None:
    progress = begin(LEFT_RIGHT, 10.0)
    assert timed_out(progress, 10.0 + LIMITS.step_s).outcome is None
    late = timed_out(progress, 10.0 + LIMITS.step_s + 0.01)
    assert late.outcome is ChallengeOutcome.TOO_SLOW
    assert observe(late, seen(30.0, STRAIGHT)) == late


def test_what_starts_again_asks_for_turns_that_nobody_has_seen_yet() -> None:
    """Otherwise the first try would tell a stand-in in which order to play the right film."""
    drawn = draw(Random(1))
    assert len(drawn.again) == LIMITS.restarts_max
    away: list[FacePose | None] = [STRAIGHT] * 3 + [None] * 12
    once = acted(begin(drawn, 0.0), away)
    assert once.restarts == 1
    assert once.challenge.turns == drawn.again[0].turns
    assert once.challenge.holds_s != drawn.holds_s
    assert once.challenge.written == drawn.again[0].written
    orders = {(each.turns, each.again[0].turns) for each in (draw(Random(at)) for at in range(99))}
    assert any(first != again for first, again in orders)
    assert all({Step.LEFT, Step.RIGHT} == set(again) for _, again in orders)
