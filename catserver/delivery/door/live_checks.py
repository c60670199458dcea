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
from catserver.delivery.door.inspecting import FaceBox
from catserver.delivery.door.live_watch import LiveFrame, Watch, WatchKey, new_watch
from proctoring.errors import ProctoringError, QueueFull
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
ALONE_APART_S = 0.15
"""From a terminal, frames that come faster are not looked at."""
ALONE_TRIES_MAX = 3
"""Challenges a terminal may begin for one look; then a person comes."""
ALONE_REMEMBERED_MAX = 10_000
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
class WatchView:
    """What the page shows now. `asked` is the step of a challenge, None without one."""

    findings: tuple[Finding, ...]
    face: FaceBox | None
    asked: str | None
    share: float
    outcome: str | None
    noticed: tuple[str, ...]


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
    ) -> None:
        """`random` draws the turns; only tests give one."""
        self._alone_max = alone_max
        self._tries: dict[tuple[WatchKey, str], int] = {}
        self._inspector = inspector
        self._clock = clock
        self._random = random or SystemRandom()
        self._watches: dict[str, Watch] = {}

    def begin(self, key: WatchKey, policy: LivePolicy) -> str:
        """A look's name, known to the page that began it and nobody else."""
        return self._begin(key, policy, is_alone=False)

    def begin_alone(self, key: WatchKey, policy: LivePolicy, look: str) -> str:
        """At a terminal; `look` tells the gate's looks apart. Raises QueueFull, TriesOver."""
        tries = self._tries.get((key, look), 0)
        if policy is LivePolicy.CHALLENGE and tries >= ALONE_TRIES_MAX:
            raise TriesOver
        others = [watch for watch in self._watches.values() if watch.key != key]
        if sum(map(self._holds_a_place, others)) >= self._alone_max:
            raise QueueFull("other terminals are followed")
        self._tries[key, look] = tries + 1
        if len(self._tries) > ALONE_REMEMBERED_MAX:
            del self._tries[next(iter(self._tries))]
        before = [each for each, watch in self._watches.items() if watch.key == key]
        for name in [each for each in before if self._watches[each].is_alone]:
            del self._watches[name]
        return self._begin(key, policy, is_alone=True)

    def _holds_a_place(self, watch: Watch) -> bool:
        is_followed = watch.is_alone and not watch.is_taken
        return is_followed and self._now_s() - watch.seen_at_s < ALONE_IDLE_S

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
        return _view(self._watch(name, key), (), None)

    async def frame(
        self, name: str, key: WatchKey, content: bytes, camera: str, rules: IdentityRules
    ) -> WatchView:
        """One live frame. Raises WatchUnknown, PictureRefused, PoolError (then it is dropped)."""
        watch = self._watch(name, key)
        async with watch.turn:
            if watch.is_over(self._now_s()):
                return _view(watch, (), None)
            at_s = self._now_s()
            if watch.is_alone and watch.frames and at_s - watch.seen_at_s < ALONE_APART_S:
                return _view(watch, (), None)
            frame = await asyncio.wrap_future(self._inspector.look(content, watch.near))
            watch.see(content, frame, at_s, camera)
            await self._compare_faces(watch, rules)
            return _view(watch, watch.findings(frame), frame.face)

    async def take(self, name: str, key: WatchKey, content: bytes) -> Taken:
        """What the look came to; again, where a poor picture is then sent as it is.

        The challenge's own frame is taken, where there is one that passed. Raises WatchUnknown.
        """
        watch = self._watch(name, key)
        async with watch.turn:
            watch.is_taken = True
            watch.is_over(self._now_s())
            passed = watch.progress is not None and _outcome(watch) is ChallengeOutcome.PASSED
            picture = watch.neutral() if passed else content
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

    async def _compare_faces(self, watch: Watch, rules: IdentityRules) -> None:
        """Once, when the turns are done: are they the turns of one face?"""
        progress = watch.progress
        if progress is None or progress.outcome is not ChallengeOutcome.PASSED or watch.are_alike:
            return
        try:
            frames = watch.same_face_frames()
            distances = await asyncio.wrap_future(self._inspector.alike(frames))
        except ProctoringError:
            watch.progress = _ended(progress, ChallengeOutcome.FACE_LOST)
            return
        ahead, *turned = distances
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
    outcome = _outcome(watch)
    if outcome is ChallengeOutcome.PASSED:
        return "passed"
    return "failed" if outcome in FAILED else "not_judged"


def _outcome(watch: Watch) -> ChallengeOutcome | None:
    return None if watch.progress is None else watch.progress.outcome


def _ended(progress: Progress, outcome: ChallengeOutcome) -> Progress:
    return replace(progress, outcome=outcome)


def _written(progress: Progress | None) -> str:
    if progress is None:
        return ""
    outcome = "" if progress.outcome is None else f": {progress.outcome.value}"
    return f"{progress.challenge.written}{outcome}"


def _view(watch: Watch, findings: tuple[Finding, ...], face: FaceBox | None) -> WatchView:
    progress = watch.progress
    outcome = _outcome(watch)
    return WatchView(
        findings=findings,
        face=face,
        asked=None if progress is None or outcome is not None else progress.step.value,
        share=0.0 if progress is None else progress.share,
        outcome=None if outcome is None else outcome.value,
        noticed=tuple(cue.value for cue in watch.noticed()),
    )
