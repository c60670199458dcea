"""One look into the camera while somebody stands there: what its frames have told so far.

Kept in memory only, with few frames: a restart forgets it, and then nothing is said of it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from random import Random
from typing import Protocol

from catserver.admission.events import Gate
from catserver.delivery.door.inspecting import FaceBox
from proctoring.glasses import Rims
from proctoring.presentation.challenge import (
    ChallengeOutcome,
    Progress,
    Step,
    begin,
    draw,
    observe,
    timed_out,
)
from proctoring.presentation.cues import Cue, Repeats, is_program
from proctoring.presentation.pose import FacePose, Observation
from proctoring.quality import Finding, FindingCode, ails_face, to_put_right

SERIES_FRAMES_MAX = 6
"""Frames kept for what only several tell: how things moved. At most some 600 KB a look."""
SERIES_APART_S = 0.5
WHOLE_EVERY = 5
"""Every fifth frame is searched whole: somebody else may have stepped into the picture."""
BEST_MAX = 3
"""The picture to compare may be one of them; two then stand beside it."""
FOLLOWED_S_MAX = 90.0
"""Longer nobody stands before a camera, however busy the server is: twice a challenge's time."""
UNSEEN_S_MAX = 20.0
"""Nor so long where not one frame was looked at."""
EXCUSED_S = 1.0
"""A refused frame excuses as much of the time after it: the next one is sent sooner."""
LOOKED_AT_WITHIN_S = 0.5
"""A frame that takes longer was kept waiting."""
TURN_HIDES = frozenset({FindingCode.NOT_FRONTAL, FindingCode.BLURRED})
"""While a head turns, these are what was asked for."""


@dataclass(frozen=True, slots=True)
class WatchKey:
    """Whose face is looked at, where; a look answers for nobody else."""

    sitting: str
    number: str
    gate: Gate


class LiveFrame(Protocol):
    @property
    def faces(self) -> int: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...
    @property
    def face(self) -> FaceBox | None: ...
    @property
    def pose(self) -> FacePose | None: ...
    @property
    def worth(self) -> float:
        """What the face counts beside others of the same moment, 0 to 1."""
        ...

    @property
    def rims(self) -> Rims | None:
        """Of glasses; None where the frame does not tell."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A frame and what it counts."""

    worth: float
    at_s: float
    content: bytes = field(repr=False)


@dataclass(slots=True)
class Watch:
    """Changed by one request at a time: hold `turn` around everything."""

    key: WatchKey
    began_at_s: float
    progress: Progress | None
    """None where no challenge was asked for."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    frames: int = 0
    box: FaceBox | None = None
    faces: int = 0
    repeats: Repeats = field(default_factory=Repeats)
    has_program_name: bool = False
    kept: dict[int, tuple[bytes, bool]] = field(default_factory=dict)
    """The challenge's frames that are compared with one another; whether nothing ails them."""
    series: list[tuple[float, bytes]] = field(default_factory=list)
    best: list[Kept] = field(default_factory=list)
    """Frames that nothing ails, apart in time; the best of them, the best first."""
    is_alone: bool = False
    """At a terminal, with nobody of the staff beside it."""
    seen_at_s: float = 0.0
    is_taken: bool = False
    are_alike: bool | None = None
    """Whether the faces of the kept frames are; None before that was asked."""

    reference: str | None = None
    """The registration photo, once somebody asked for it; empty where there is none."""
    first_seen_at_s: float = 0.0
    waited_s: float = 0.0
    """What the server kept this look waiting; it counts against nobody."""
    refused_at_s: tuple[float, float] | None = None
    """When the first and the last frame since the one seen last were refused."""

    @property
    def outcome(self) -> ChallengeOutcome | None:
        return None if self.progress is None else self.progress.outcome

    @property
    def near(self) -> FaceBox | None:
        """Where to look first; None for the whole picture."""
        return None if self.frames % WHOLE_EVERY == 0 else self.box

    def see(self, content: bytes, frame: LiveFrame, at_s: float, camera: str) -> None:
        was_whole = self.near is None or frame.face is None
        if not self.frames:
            self._begin(at_s)
        self.waited_s, self.refused_at_s = self._waited_s(at_s), None
        self.frames += 1
        self.seen_at_s = at_s
        self.repeats.see(sha256(content).digest(), at_s)
        self.has_program_name = self.has_program_name or is_program(camera)
        self.faces = frame.faces if was_whole else max(self.faces, frame.faces)
        self.box = frame.face
        if frame.face is not None:
            self._remember(content, at_s)
            self._rank(content, frame, at_s)
        if self.progress is not None:
            seen = Observation(at_s - self.waited_s, self.faces, frame.pose)
            self.progress = observe(self.progress, seen)
            self._keep(content, frame)

    def is_over(self, at_s: float) -> bool:
        """The time of a challenge begins with its first frame: a camera may take long to open.

        What the server could not look at is not counted; where it is too much, nothing is said.
        """
        if self.progress is None:
            return False
        if self.frames:
            self.progress = timed_out(self.progress, at_s - self._waited_s(at_s))
        if self.progress.outcome is None and self._is_too_long(at_s):
            self.progress = replace(self.progress, outcome=ChallengeOutcome.TOO_BUSY)
        return self.progress.outcome is not None

    def refuse(self, at_s: float) -> None:
        """All workers are busy: this frame is not looked at."""
        first = at_s if self.refused_at_s is None else self.refused_at_s[0]
        self.refused_at_s = (first, at_s)
        self.seen_at_s = at_s

    def answered(self, after_s: float) -> None:
        """The frame seen last was in the workers' hands for so long."""
        self.waited_s += max(after_s - LOOKED_AT_WITHIN_S, 0.0)

    def _begin(self, at_s: float) -> None:
        self.first_seen_at_s = at_s
        self.waited_s, self.refused_at_s = 0.0, None
        if self.progress is not None:
            self.progress = begin(self.progress.challenge, at_s)

    def _is_too_long(self, at_s: float) -> bool:
        if self.frames:
            return at_s - self.first_seen_at_s > FOLLOWED_S_MAX
        return self.refused_at_s is not None and at_s - self.refused_at_s[0] > UNSEEN_S_MAX

    def _waited_s(self, at_s: float) -> float:
        if self.refused_at_s is None:
            return self.waited_s
        first, last = self.refused_at_s
        return self.waited_s + min(at_s, last + EXCUSED_S) - first

    def findings(self, frame: LiveFrame) -> tuple[Finding, ...]:
        """What to say of this frame now."""
        found = frame.findings
        if self.faces > 1 and all(each.code is not FindingCode.SEVERAL_FACES for each in found):
            found = (Finding(FindingCode.SEVERAL_FACES, self.faces, 1), *found)
        if self.progress is None:
            return found
        return tuple(each for each in found if each.code not in TURN_HIDES)

    def noticed(self) -> tuple[Cue, ...]:
        """What the frames told besides their faces."""
        repeated = (Cue.FRAME_REPEATED,) if self.repeats.found else ()
        named = (Cue.VIRTUAL_CAMERA,) if self.has_program_name else ()
        return (*repeated, *named)

    def same_face_frames(self) -> tuple[bytes, ...]:
        """First ahead, last ahead, and the first turn to each side."""
        assert self.progress is not None
        ahead = [each.frame for each in self.progress.kept if each.step is Step.CENTRE]
        turned = [
            next(each.frame for each in self.progress.kept if each.step is side)
            for side in (Step.LEFT, Step.RIGHT)
        ]
        return tuple(self.kept[frame][0] for frame in (ahead[0], ahead[-1], *turned))

    def neutral(self) -> bytes:
        """The challenge's own frame of a face that looks ahead: the first that nothing ails.

        Of those in `same_face_frames` only: a frame between the turns was held against nothing, and
        could show somebody else.
        """
        assert self.progress is not None
        ahead = [self.kept[each.frame] for each in self.progress.kept if each.step is Step.CENTRE]
        first_and_last = (ahead[0], ahead[-1])
        return next((content for content, is_sound in first_and_last if is_sound), ahead[0][0])

    def _keep(self, content: bytes, frame: LiveFrame) -> None:
        assert self.progress is not None
        wanted = {each.frame for each in self.progress.kept}
        if self.progress.frames in wanted:
            self.kept[self.progress.frames] = (content, not to_put_right(frame.findings))
        self.kept = {number: held for number, held in self.kept.items() if number in wanted}

    def _remember(self, content: bytes, at_s: float) -> None:
        """The newest few, apart in time."""
        if self.series and at_s - self.series[-1][0] < SERIES_APART_S:
            return
        self.series = [*self.series, (at_s, content)][-SERIES_FRAMES_MAX:]

    def _rank(self, content: bytes, frame: LiveFrame, at_s: float) -> None:
        """One frame of each moment: what lies apart has more to cancel."""
        if ails_face(frame.findings) or self.faces > 1 or frame.worth <= 0:
            return
        near = [each for each in self.best if at_s - each.at_s < SERIES_APART_S]
        if any(each.worth >= frame.worth for each in near):
            return
        others = [each for each in self.best if each not in near]
        ranked = sorted([*others, Kept(frame.worth, at_s, content)], key=lambda each: -each.worth)
        self.best = ranked[:BEST_MAX]

    def beside(self, picture: bytes) -> tuple[bytes, ...]:
        """The best frames besides the picture that is compared."""
        return tuple(each.content for each in self.best if each.content != picture)

    def series_contents(self) -> Sequence[bytes]:
        return [content for _, content in self.series]


def new_watch(
    key: WatchKey, at_s: float, random: Random | None, *, is_alone: bool = False
) -> Watch:
    """With something to draw turns with, a challenge."""
    progress = None if random is None else begin(draw(random), at_s)
    return Watch(key, at_s, progress, is_alone=is_alone, seen_at_s=at_s)
