"""Which registration photos will cause trouble on the day, found out weeks before it.

Every candidate's photo is looked at as the desk would, one after another and only while no worker
has anything better to do. What was found is kept in memory: a server that starts anew looks again
when it is asked.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from catserver.delivery.door.inspecting import Inspector
from catserver.delivery.registry import Candidate, CandidateNumber, Registry
from proctoring.errors import (
    JobTimedOut,
    NotAPicture,
    PictureRefused,
    ProctoringError,
    WorkerDied,
)
from proctoring.quality import FindingCode

NO_PHOTO = "no_photo"
NO_CODES: tuple[str, ...] = ()
HARMLESS = frozenset(
    {
        FindingCode.OFF_CENTRE,
        FindingCode.TOO_LARGE,
        FindingCode.BUSY_BEHIND,
        FindingCode.GLARE_BEHIND,
    }
)
"""A studio's framing, and what hangs on its wall; the comparison does not mind."""
BUSY_S = 0.1
TRIES_MAX = 3
"""A photo that ends its worker each time would be looked at for ever."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A candidate whose photo will not do, and why: codes of findings, or what it is instead."""

    number: CandidateNumber
    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewState:
    candidates: int
    checked: int
    running: bool
    troubles: tuple[Trouble, ...]


class PhotoReview:
    def __init__(self, registry: Registry, inspector: Inspector, busy_s: float = BUSY_S) -> None:
        self._registry = registry
        self._inspector = inspector
        self._busy_s = busy_s
        self._found: dict[str, tuple[str, ...]] = {}
        self._wanted = asyncio.Event()
        self._running = False

    def start(self) -> None:
        """Look at what was not looked at yet. Asked twice, it is done once."""
        self._running = True
        self._wanted.set()

    async def run(self) -> None:
        """As long as the server lives."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            await self.review()
            self._running = self._wanted.is_set()

    async def review(self) -> None:
        for candidate in await self._registry.candidates():
            photo = candidate.reference_photo
            if photo is not None and photo not in self._found:
                codes = await self._look(photo)
                if codes is not None:
                    self._found[photo] = codes

    async def state(self) -> ReviewState:
        """So far; candidates ordered by number."""
        candidates = await self._registry.candidates()
        codes = [(each, self._codes(each)) for each in candidates]
        return ReviewState(
            candidates=len(candidates),
            checked=sum(found is not None for _, found in codes),
            running=self._running,
            troubles=tuple(
                Trouble(each.number, each.name, found) for each, found in codes if found
            ),
        )

    def _codes(self, candidate: Candidate) -> tuple[str, ...] | None:
        """None where nobody has looked yet."""
        if candidate.reference_photo is None:
            return (NO_PHOTO,)
        return self._found.get(candidate.reference_photo)

    async def _look(self, photo: str) -> tuple[str, ...] | None:
        """None where the photo was forgotten meanwhile."""
        content = await self._registry.photo_content(photo)
        if content is None:
            return None
        failed = 0
        while True:
            try:
                seen = await asyncio.wrap_future(self._inspector.hints(content))
                if any(each.code is FindingCode.NO_FACE for each in seen.findings):
                    # The desk would look again, more thoroughly.
                    seen = await asyncio.wrap_future(self._inspector.inspect(content))
            except PictureRefused as error:
                return (error.code,)
            except (WorkerDied, JobTimedOut):
                failed += 1
                if self._found and failed >= TRIES_MAX:  # an engine that looks at others' photos
                    return (NotAPicture.code,)
                await asyncio.sleep(self._busy_s)
            except ProctoringError:
                await asyncio.sleep(self._busy_s)  # the desk goes first
            else:
                return _trouble([each.code for each in seen.findings])


def _trouble(codes: Sequence[FindingCode]) -> tuple[str, ...]:
    return tuple(each.value for each in codes if each not in HARMLESS) or NO_CODES
