"""The active challenge: turns of the head, drawn at random and judged frame by frame.

The rule of this file: what counts is how far the nose moves between the eyes, from where it lies
when this person looks ahead. On a head it moves, on a flat picture that is turned hardly; how far
each does, and which pictures pass all the same, is measured in docs/live-person.md. Looking up is
not asked for: a picture tilted backwards looks up. Nor is blinking: five landmarks do not show it.

Each turn starts from looking straight ahead, and the next turn is drawn and told only then. Between
the frames the face must not vanish or jump: another head, or a picture held up in between, starts
the challenge again, with other turns than those that are known by now. The shell compares the
faces of the frames named in ``kept``.
"""

from dataclasses import dataclass, field, replace
from enum import Enum
from random import Random

from proctoring.presentation.pose import FacePose, Observation


class Step(Enum):
    """What the candidate is asked for. Left and right are the candidate's own."""

    CENTRE = "centre"
    LEFT = "left"
    RIGHT = "right"


class ChallengeOutcome(Enum):
    PASSED = "passed"
    WRONG_TURNS = "wrong_turns"
    """Other turns than those asked for, more often than a slip."""
    TOO_SLOW = "too_slow"
    FACE_LOST = "face_lost"
    """The face vanished or jumped too often: nothing can be said."""
    TOO_BUSY = "too_busy"
    """The frames could not be looked at; said by the shell. It speaks against nobody."""
    OTHER_FACE = "other_face"
    """The faces of the kept frames are not alike; said by the shell, which compares them."""


@dataclass(frozen=True, slots=True)
class ChallengeLimits:
    turns: int = 4
    """With at least one to each side there are 14 orders of four."""
    yaw_turned: float = 0.15
    """From the person's own middle, in eye distances: a head turned by some 30°."""
    yaw_back: float = 0.08
    yaw_centre_max: float = 0.12
    """Where nobody's middle is known yet."""
    hold_s: tuple[float, float] = (0.35, 0.9)
    """How long a turn is held, drawn anew for each."""
    frames_held_min: int = 2
    step_s: float = 7.0
    total_s: float = 45.0
    wrong_max: int = 1
    """Left and right are confused under stress; once is no sign of anything."""
    restarts_max: int = 2
    gap_s: float = 1.0
    """A face may be missing so long: the detector loses a turned head for a frame or two."""
    jump_widths: float = 0.8
    width_ratio_max: float = 1.6
    gap_frames_s: float = 2.5
    """Without a frame for so long the line is at fault; the face is not followed across it."""


DEFAULT_CHALLENGE_LIMITS = ChallengeLimits()


@dataclass(frozen=True, slots=True)
class Challenge:
    """What was drawn."""

    turns: tuple[Step, ...]
    holds_s: tuple[float, ...]
    again: tuple["Challenge", ...] = ()
    """For each time it starts again, the next: whoever saw these turns knows nothing of those."""

    @property
    def written(self) -> str:
        """For the record: ``left right right left``."""
        return " ".join(turn.value for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Kept:
    """A frame whose face the shell compares with the others'."""

    step: Step
    frame: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A challenge under way, folded from its observations."""

    challenge: Challenge
    began_at_s: float
    step_at_s: float
    turns_done: int = 0
    step: Step = Step.CENTRE
    held_from_s: float | None = None
    frames_held: int = 0
    wrong: int = 0
    is_wrong_now: bool = False
    restarts: int = 0
    frames: int = 0
    seen: Observation | None = None
    """The last frame with a face."""
    middle: float | None = None
    """This person's yaw when they look ahead; None before the first step is done."""
    kept: tuple[Kept, ...] = field(default=())
    outcome: ChallengeOutcome | None = None

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        if self.outcome is ChallengeOutcome.PASSED:
            return 1.0
        steps = 2 * len(self.challenge.turns) + 1
        return (2 * self.turns_done + (self.step is not Step.CENTRE)) / steps


def draw(random: Random, limits: ChallengeLimits = DEFAULT_CHALLENGE_LIMITS) -> Challenge:
    """At least one turn to each side; anew for each time that it may start again."""
    first, *again = (_drawn(random, limits) for _ in range(1 + limits.restarts_max))
    return replace(first, again=tuple(again))


def _drawn(random: Random, limits: ChallengeLimits) -> Challenge:
    turns = [Step.LEFT, Step.RIGHT]
    while len(turns) < limits.turns:
        turns.append(random.choice((Step.LEFT, Step.RIGHT)))
    random.shuffle(turns)
    low, high = limits.hold_s
    return Challenge(tuple(turns), tuple(random.uniform(low, high) for _ in turns))


def begin(challenge: Challenge, at_s: float) -> Progress:
    return Progress(challenge, began_at_s=at_s, step_at_s=at_s)


def observe(
    progress: Progress, seen: Observation, limits: ChallengeLimits = DEFAULT_CHALLENGE_LIMITS
) -> Progress:
    """One frame further. After an outcome nothing changes any more."""
    if progress.outcome is not None:
        return progress
    progress = replace(progress, frames=progress.frames + 1)
    if _is_too_late(progress, seen.at_s, limits):
        return replace(progress, outcome=ChallengeOutcome.TOO_SLOW)
    if _is_broken(progress, seen, limits):
        return _restarted(progress, seen, limits)
    if seen.pose is None:
        return replace(progress, held_from_s=None, frames_held=0)
    return _stepped(replace(progress, seen=seen), seen.pose, seen.at_s, limits)


def timed_out(
    progress: Progress, at_s: float, limits: ChallengeLimits = DEFAULT_CHALLENGE_LIMITS
) -> Progress:
    """For the shell, where no frame comes any more."""
    if progress.outcome is None and _is_too_late(progress, at_s, limits):
        return replace(progress, outcome=ChallengeOutcome.TOO_SLOW)
    return progress


def _is_too_late(progress: Progress, at_s: float, limits: ChallengeLimits) -> bool:
    return at_s - progress.step_at_s > limits.step_s or at_s - progress.began_at_s > limits.total_s


def _is_broken(progress: Progress, seen: Observation, limits: ChallengeLimits) -> bool:
    """Whether the face before and the face now need not be one."""
    last = progress.seen
    if last is None or last.pose is None:
        return False
    apart_s = seen.at_s - last.at_s
    if seen.pose is None:
        return apart_s > limits.gap_s
    if apart_s > limits.gap_frames_s:
        return True
    return not _is_near(last.pose, seen.pose, limits)


def _is_near(before: FacePose, now: FacePose, limits: ChallengeLimits) -> bool:
    widest, narrowest = max(before.width, now.width), min(before.width, now.width)
    far = max(abs(now.x - before.x), abs(now.y - before.y)) > limits.jump_widths * widest
    return not far and widest <= limits.width_ratio_max * narrowest


def _restarted(progress: Progress, seen: Observation, limits: ChallengeLimits) -> Progress:
    if progress.restarts >= limits.restarts_max:
        return replace(progress, outcome=ChallengeOutcome.FACE_LOST)
    was = progress.challenge
    return Progress(
        challenge=replace(was.again[0], again=was.again[1:]) if was.again else was,
        began_at_s=progress.began_at_s,
        step_at_s=seen.at_s,
        wrong=progress.wrong,
        restarts=progress.restarts + 1,
        frames=progress.frames,
        seen=seen if seen.pose is not None else None,
    )


def _stepped(progress: Progress, pose: FacePose, at_s: float, limits: ChallengeLimits) -> Progress:
    looks = _direction(pose.yaw, progress.middle, limits)
    if progress.step is not Step.CENTRE and looks not in {progress.step, Step.CENTRE, None}:
        return _wrong(progress, limits)
    if looks is not progress.step:
        return replace(progress, held_from_s=None, frames_held=0, is_wrong_now=False)
    held_from_s = at_s if progress.held_from_s is None else progress.held_from_s
    held = replace(
        progress,
        held_from_s=held_from_s,
        frames_held=progress.frames_held + 1,
        is_wrong_now=False,
    )
    needed_s = 0.0
    if held.step is not Step.CENTRE:
        needed_s = held.challenge.holds_s[held.turns_done]
    if held.frames_held < limits.frames_held_min or at_s - held_from_s < needed_s:
        return held
    return _done(held, pose, at_s)


def _direction(yaw: float, middle: float | None, limits: ChallengeLimits) -> Step | None:
    """None between centre and turned. A head turned to its own left shows its nose on the right."""
    beside = yaw - (middle or 0.0)
    if abs(beside) <= (limits.yaw_centre_max if middle is None else limits.yaw_back):
        return Step.CENTRE
    if abs(beside) < limits.yaw_turned:
        return None
    return Step.LEFT if beside > 0 else Step.RIGHT


def _wrong(progress: Progress, limits: ChallengeLimits) -> Progress:
    """One wrong turn counts once, however long it is held."""
    wrong = progress.wrong if progress.is_wrong_now else progress.wrong + 1
    return replace(
        progress,
        wrong=wrong,
        is_wrong_now=True,
        held_from_s=None,
        frames_held=0,
        outcome=ChallengeOutcome.WRONG_TURNS if wrong > limits.wrong_max else None,
    )


def _done(progress: Progress, pose: FacePose, at_s: float) -> Progress:
    """The step is done: its frame is kept, and the next one begins."""
    kept = (*progress.kept, Kept(progress.step, progress.frames))
    turns = progress.challenge.turns
    done = progress.turns_done + (progress.step is not Step.CENTRE)
    if progress.step is Step.CENTRE and done == len(turns):
        return replace(progress, kept=kept, outcome=ChallengeOutcome.PASSED)
    return replace(
        progress,
        kept=kept,
        turns_done=done,
        middle=pose.yaw if progress.middle is None else progress.middle,
        step=turns[done] if progress.step is Step.CENTRE else Step.CENTRE,
        step_at_s=at_s,
        held_from_s=None,
        frames_held=0,
        is_wrong_now=False,
    )
