"""Looks into the camera: begun, fed frame by frame, and taken with the picture to compare.

What a look ends in goes with the comparison it belongs to and into the record. A machine's doubt
is a referral at most.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from random import Random, SystemRandom
from secrets import token_urlsafe
from typing import Protocol, runtime_checkable

from catserver.admission.events import LiveCheck, Liveness
from catserver.delivery.clock import Clock
from catserver.delivery.door.glasses import Glasses
from catserver.delivery.door.inspecting import FaceBox
from catserver.delivery.door.line import Line
from catserver.delivery.door.live_view import WatchView, view_of
from catserver.delivery.door.live_watch import LiveFrame, Watch, WatchKey, new_watch
from proctoring.errors import PoolError, ProctoringError, QueueFull
from proctoring.presentation.challenge import ChallengeOutcome, Progress
from proctoring.presentation.cues import HINTS_ONLY, Cue, SeriesMeasures, cues
from proctoring.quality import Finding
from question_bank.exam import IdentityRules, LivePolicy

WATCHES_MAX = 64
"""Some desks and hand-held pages at once, 4 MB each at most; the oldest is forgotten."""
WATCH_S_MAX = 300.0
ALONE_MAX = 8
"""Terminals that are followed at once, where the site says no other number: a room that sits down
together would send more frames than all its answers."""
ALONE_IDLE_S = 10.0
"""A terminal that sent nothing for so long has left its place to another."""
ALONE_OPENS_S = 20.0
"""So long a place is kept until the first frame: the browser may ask before it opens the camera."""
ALONE_APART_S = 0.15
"""From a terminal, frames that come faster are not looked at."""
ALONE_TRIES_MAX = 3
"""Challenges a terminal may begin for one look; then a person comes."""
ALONE_REMEMBERED_MAX = 10_000
REFUSED_COUNTS = 0.05
"""Of the share of refused frames: the last forty or so tell. The more are refused, the fewer
terminals are followed at once, so that those few are followed well."""
FAILED = {
    ChallengeOutcome.WRONG_TURNS,
    ChallengeOutcome.TOO_SLOW,
    ChallengeOutcome.OTHER_FACE,
}


@runtime_checkable
class LiveInspector(Protocol):
    """The worker processes. All raise PoolError at once when they are full."""

    def look(self, content: bytes, near: FaceBox | None) -> Future[LiveFrame]:
        """One frame; refused while anything more urgent waits."""
        ...

    def alike(self, contents: Sequence[bytes]) -> Future[Sequence[float | None]]:
        """How far each but the first is from the first."""
        ...

    def series(self, contents: Sequence[bytes]) -> Future[SeriesMeasures]:
        """What several frames tell together; the last is the one that is compared."""
        ...


class TriesOver(Exception):
    """The terminal has had its challenges for this look."""


class WatchUnknown(Exception):
    """No such look, or one for somebody else, or one of long ago."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The picture to compare, what is to be recorded with it, and good frames from before it."""

    content: bytes
    live: LiveCheck
    frames: tuple[bytes, ...] = ()


class LiveChecks:
    def __init__(
        self,
        inspector: LiveInspector,
        clock: Clock,
        random: Random | None = None,
        alone_max: int = ALONE_MAX,
        glasses: Glasses | None = None,
        engine: str | None = None,
    ) -> None:
        """`random` draws the turns; only tests give one. `engine` is the site's, where known."""
        self._engine = engine
        self._glasses = glasses
        self._alone_max = alone_max
        self._tries: dict[tuple[WatchKey, str], int] = {}
        self._inspector = inspector
        self._clock = clock
        self._random = random or SystemRandom()
        self._watches: dict[str, Watch] = {}
        self._line = Line()
        self._refused = 0.0
        """The share of frames, of late, that no worker had time for."""

    def begin(self, key: WatchKey, policy: LivePolicy) -> str:
        """A look's name, known to the page that began it and nobody else."""
        return self._begin(key, policy, is_alone=False)

    def begin_alone(self, key: WatchKey, policy: LivePolicy, look: str) -> str:
        """At a terminal; `look` tells the gate's looks apart. Raises QueueFull, TriesOver.

        Where turns are asked for, the longest waiting has the next free place; whoever has one
        keeps it.
        """
        tries = self._tries.get((key, look), 0)
        if policy is LivePolicy.CHALLENGE and self.is_last(key, look):
            raise TriesOver
        if not self._has_place_for(key, policy):
            raise QueueFull("other terminals are followed")
        self._line.leave(key)
        self._tries[key, look] = tries + 1
        if len(self._tries) > ALONE_REMEMBERED_MAX:
            del self._tries[next(iter(self._tries))]
        before = [each for each, watch in self._watches.items() if watch.key == key]
        for name in [each for each in before if self._watches[each].is_alone]:
            del self._watches[name]
        return self._begin(key, policy, is_alone=True)

    def is_last(self, key: WatchKey, look: str) -> bool:
        """Whether a terminal has begun as many challenges for this look as it may."""
        return self._tries.get((key, look), 0) >= ALONE_TRIES_MAX

    def _has_place_for(self, key: WatchKey, policy: LivePolicy) -> bool:
        followed = [watch.key for watch in self._watches.values() if self._holds_a_place(watch)]
        most = max(1, round(self._alone_max * (1 - self._refused)))
        free = most - len({each for each in followed if each != key})
        if key in followed:
            return True
        if policy is not LivePolicy.CHALLENGE:
            return free > 0
        return self._line.ahead_of(key, self._now_s()) < free

    def _holds_a_place(self, watch: Watch) -> bool:
        is_followed = watch.is_alone and not watch.is_taken
        idle_s = ALONE_IDLE_S if watch.frames else ALONE_OPENS_S
        return is_followed and self._now_s() - watch.seen_at_s < idle_s

    def _begin(self, key: WatchKey, policy: LivePolicy, *, is_alone: bool) -> str:
        now_s = self._now_s()
        watches = self._watches.items()
        for name in [each for each, watch in watches if now_s - watch.began_at_s > WATCH_S_MAX]:
            del self._watches[name]
        while len(self._watches) >= WATCHES_MAX:
            del self._watches[next(iter(self._watches))]
        name = token_urlsafe(18)
        asks = policy is LivePolicy.CHALLENGE
        self._watches[name] = new_watch(
            key, now_s, self._random if asks else None, is_alone=is_alone
        )
        return name

    def view(self, name: str, key: WatchKey) -> WatchView:
        """Before the first frame. Raises WatchUnknown."""
        return view_of(self._watch(name, key), (), None)

    async def frame(
        self, name: str, key: WatchKey, content: bytes, camera: str, rules: IdentityRules
    ) -> WatchView:
        """One live frame. Raises WatchUnknown, PictureRefused, PoolError (then it is dropped)."""
        watch = self._watch(name, key)
        async with watch.turn:
            if watch.is_over(self._now_s()):
                return view_of(watch, (), None)
            at_s = self._now_s()
            if watch.is_alone and watch.frames and at_s - watch.seen_at_s < ALONE_APART_S:
                return view_of(watch, (), None)
            frame = await self._looked_at(watch, content, at_s)
            watch.see(content, frame, at_s, camera)
            watch.answered(self._now_s() - at_s)
            await self._compare_faces(watch, rules)
            found = (*watch.findings(frame), *await self._about_glasses(watch, frame))
            return view_of(watch, found, frame.face)

    async def _about_glasses(self, watch: Watch, frame: LiveFrame) -> tuple[Finding, ...]:
        if self._glasses is None or frame.rims is None:
            return ()
        if watch.reference is None:
            watch.reference = await self._glasses.photo_of(watch.key.number, watch.key.gate)
        return await self._glasses.live(watch.reference, frame.rims)

    async def _looked_at(self, watch: Watch, content: bytes, at_s: float) -> LiveFrame:
        """Raises PictureRefused, PoolError."""
        try:
            frame = await asyncio.wrap_future(self._inspector.look(content, watch.near))
        except PoolError:
            watch.refuse(at_s)
            self._refused += REFUSED_COUNTS * (1 - self._refused)
            raise
        self._refused -= REFUSED_COUNTS * self._refused
        return frame

    async def take(self, name: str, key: WatchKey, content: bytes) -> Taken:
        """What the look came to; again, where a poor picture is then sent as it is.

        The challenge's own frame is taken, where there is one that passed. Raises WatchUnknown.
        """
        watch = self._watch(name, key)
        async with watch.turn:
            watch.is_taken = True
            watch.is_over(self._now_s())
            picture = watch.neutral() if _has_passed(watch) else content
            measures = await self._measured([*watch.series_contents(), picture])
            seen = () if measures is None else cues(measures)
            noticed = (*seen, *watch.noticed())
            score = None if measures is None else measures.model_score
            live = LiveCheck(
                outcome=_liveness(watch, noticed, is_measured=measures is not None),
                cues=tuple(cue.value for cue in noticed),
                challenge=_written(watch.progress),
                model_score=None if score is None else round(score, 4),
            )
            return Taken(picture, live, watch.beside(picture))

    def end(self, name: str) -> None:
        """Its picture was recorded. Another look takes another one, or it would vouch for both."""
        self._watches.pop(name, None)

    async def _compare_faces(self, watch: Watch, rules: IdentityRules) -> None:
        """Once, when the turns are done: are they the turns of one face?"""
        progress = watch.progress
        if progress is None or progress.outcome is not ChallengeOutcome.PASSED or watch.are_alike:
            return
        if self._engine not in {None, rules.engine}:  # thresholds of another mean nothing here
            watch.progress = _ended(progress, ChallengeOutcome.FACE_LOST)
            return
        try:
            frames = watch.same_face_frames()
            distances = await asyncio.wrap_future(self._inspector.alike(frames))
        except ProctoringError:
            watch.progress = _ended(progress, ChallengeOutcome.FACE_LOST)
            return
        ahead, *turned = distances
        if all(each is None for each in turned):  # somebody turned, and nobody knows who
            watch.progress = _ended(progress, ChallengeOutcome.FACE_LOST)
            return
        # A turned head is farther from itself: only a strong difference counts there.
        watch.are_alike = (
            ahead is not None
            and ahead <= rules.match_at_most
            and all(each is None or each < rules.strong_non_match_from for each in turned)
        )
        if not watch.are_alike:
            watch.progress = _ended(progress, ChallengeOutcome.OTHER_FACE)

    async def _measured(self, contents: Sequence[bytes]) -> SeriesMeasures | None:
        """None where the engine is away or the picture none: nothing is said, nobody stopped."""
        try:
            return await asyncio.wrap_future(self._inspector.series(contents))
        except ProctoringError:
            return None

    def _watch(self, name: str, key: WatchKey) -> Watch:
        watch = self._watches.get(name)
        if watch is None or watch.key != key:
            raise WatchUnknown(name)
        return watch

    def _now_s(self) -> float:
        return self._clock.now().timestamp()


def _liveness(watch: Watch, noticed: Sequence[Cue], *, is_measured: bool) -> Liveness:
    if any(cue not in HINTS_ONLY for cue in noticed):
        return "suspected"
    if watch.progress is None:
        return "nothing_seen" if is_measured else "not_judged"
    if _has_passed(watch):
        return "passed"
    return "failed" if watch.outcome in FAILED else "not_judged"


def _has_passed(watch: Watch) -> bool:
    """The turns were made, and by one face: what was cut off in between vouches for nobody."""
    return watch.outcome is ChallengeOutcome.PASSED and watch.are_alike is True


def _ended(progress: Progress, outcome: ChallengeOutcome) -> Progress:
    return replace(progress, outcome=outcome)


def _written(progress: Progress | None) -> str:
    if progress is None:
        return ""
    outcome = "" if progress.outcome is None else f": {progress.outcome.value}"
    return f"{progress.challenge.written}{outcome}"
