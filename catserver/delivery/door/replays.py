"""The same photograph again: a picture of today that was taken before, or for somebody else.

A terminal's browser may be the candidate's own, and then it sends what it likes: the photo of this
morning, say, which matches. So each picture that was compared is held against those that its
template lies very near to, this candidate's and everybody's. It stands behind the desk and nobody
waits for it. What it finds is a referral; what it does not find leaves no trace.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, runtime_checkable

import numpy as np

from catserver.admission.errors import AdmissionRefused
from catserver.admission.events import AdmissionEvent, ProbeCompared, ProbeDeferred
from catserver.admission.same_picture import PictureSeenBefore, ReportSamePicture, TakenAs
from catserver.admission.state import Admission
from catserver.delivery.door.looks import BY_CANDIDATE
from catserver.delivery.door.templates import Gallery, TemplateStore, parted
from catserver.delivery.door.unsearched import Unsearched
from catserver.delivery.journal import JournalError
from catserver.delivery.machines import AdmissionDesk
from catserver.delivery.registry import Assignment, PhotoId, Registry
from catserver.delivery.sittings import Sittings
from proctoring.errors import ProctoringError, QueueFull
from proctoring.presentation.same_picture import NEAR_AT_MOST, is_same

logger = logging.getLogger(__name__)

LAID_OVER_MAX = 2
"""The nearest; a copy of a picture lies nearer to it than all but other copies. Each costs a worker
as much as a look does, and of who is looked at often there are many."""
REST_WHEN_FULL_S = 1.0
REST_SHARE = 2.0
"""Of the time a search took: it leaves two thirds of a worker, and of its core, to what people wait
for. Some 9,000 pictures an hour are still searched."""
SENT_AGAIN_WITHIN = timedelta(minutes=10)
"""A page of the staff sends its picture again where the answer was lost on the way."""


@runtime_checkable
class PictureComparer(Protocol):
    """The worker processes, behind everything else. Raises PoolError at once when they are full."""

    def same_picture(self, one: bytes, other: bytes) -> Future[float | None]:
        """How well two pictures lie over each other; None where that cannot be said."""
        ...


@dataclass(frozen=True, slots=True)
class Earlier:
    photo: PhotoId
    number: str
    taken_as: TakenAs
    distance: float


class Replays:
    """Without a `comparer` nothing is held against anything."""

    def __init__(
        self,
        registry: Registry,
        templates: TemplateStore,
        sittings: Sittings,
        admissions: AdmissionDesk,
        comparer: PictureComparer | None,
        make_wait: Callable[[Assignment], Awaitable[None]],
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`make_wait` stops whom the exam makes wait while a referral speaks against them.

        `rest` is called with seconds, between two searches.
        """
        self._registry = registry
        self._templates = templates
        self._sittings = sittings
        self._admissions = admissions
        self._comparer = comparer
        self._make_wait = make_wait
        self._rest = rest
        self._taken = Unsearched(
            "same_picture",
            lambda _: True,
            lambda event: event.probe if isinstance(event, PictureSeenBefore) else None,
        )
        if comparer is not None:
            admissions.observe(self._on_admission)

    @property
    def waiting(self) -> int:
        """Pictures that were compared and not held against others yet."""
        return len(self._taken)

    async def run(self) -> None:
        """Never ends. What fails is logged by its kind; the next one is looked at.

        What waited when the server stopped comes first.
        """
        if self._comparer is not None:
            await self._taken.recall(self._registry, self._sittings, self._admissions)
        while True:
            attempt, compared = await self._taken.next()
            began_s = time.monotonic()
            try:
                await self.look_at(attempt, compared)
            except QueueFull:
                self._taken.add(attempt, compared)
                await self._rest(REST_WHEN_FULL_S)
                continue
            except (ProctoringError, JournalError, AdmissionRefused) as error:
                logger.warning("a search for the same picture failed: %s", type(error).__name__)
            self._taken.done(compared)
            await self._taken.remember(self._registry)
            await self._rest(REST_SHARE * (time.monotonic() - began_s))

    async def look_at(self, attempt: str, compared: ProbeCompared) -> None:
        assignment, probe = self._sittings.assignment(attempt), compared.probe
        if assignment is None or probe is None:
            return
        found_there = parted(probe, await self._templates.arrivals(compared.engine))
        if found_there is None:
            return
        template, arrivals = found_there
        references = await self._templates.references(compared.engine)
        near = await asyncio.to_thread(_nearest, template, references, arrivals)
        content: bytes | None = None
        for each in (*near, *await self._counted_frames(assignment, compared)):
            if await self._is_sent_again(attempt, compared, each.photo):
                continue
            if await self._was_never_a_look(assignment, each):
                continue
            content = content or await self._registry.photo_content(probe)
            likeness = await self._likeness(content, each.photo)
            if likeness is not None and is_same(likeness):
                await self._report(assignment, compared, probe, each, likeness)
                return

    async def _counted_frames(
        self, assignment: Assignment, compared: ProbeCompared
    ) -> list[Earlier]:
        """Of this candidate's earlier looks, the newest few: they have no template of their own."""
        events = await self._admissions.events(assignment.attempt)
        looks = [each for each in events if isinstance(each, ProbeCompared)]
        photos = [
            frame.photo
            for each in reversed(looks)
            if each.probe != compared.probe and each.at <= compared.at
            for frame in each.frames
        ]
        number = assignment.candidate
        return [Earlier(PhotoId(photo), number, "arrival", 0.0) for photo in photos[:LAID_OVER_MAX]]

    async def _likeness(self, one: bytes | None, earlier: str) -> float | None:
        other = await self._registry.photo_content(earlier)
        if one is None or other is None or self._comparer is None:
            return None
        if one == other:
            return 1.0
        return await asyncio.wrap_future(self._comparer.same_picture(one, other))

    async def _report(
        self,
        assignment: Assignment,
        compared: ProbeCompared,
        probe: str,
        earlier: Earlier,
        likeness: float,
    ) -> None:
        seen = PictureSeenBefore(
            at=compared.at,
            gate=compared.gate,
            probe=probe,
            earlier=earlier.photo,
            number=earlier.number,
            taken_as=earlier.taken_as,
            likeness=round(likeness, 3),
        )
        await self._admissions.handle(assignment.attempt, ReportSamePicture(seen))
        await self._make_wait(assignment)

    async def _is_sent_again(self, attempt: str, compared: ProbeCompared, photo: str) -> bool:
        """By the same member of the staff at the same gate, a moment later."""
        if compared.by == BY_CANDIDATE:
            return False
        return any(
            isinstance(event, ProbeCompared)
            and photo in (event.probe, *(frame.photo for frame in event.frames))
            and (event.by, event.gate) == (compared.by, compared.gate)
            and compared.at - event.at <= SENT_AGAIN_WITHIN
            for event in await self._admissions.events(attempt)
        )

    async def _was_never_a_look(self, assignment: Assignment, earlier: Earlier) -> bool:
        """A picture of theirs that was kept, and the server stopped before it was recorded.

        Whoever sent it was not answered and sends it again; it vouched for nobody.
        """
        if earlier.number != assignment.candidate or earlier.taken_as != "arrival":
            return False
        for each in await self._registry.assignments_of(earlier.number):
            for event in await self._admissions.events(each.attempt):
                if isinstance(event, ProbeDeferred) and event.probe == earlier.photo:
                    return False
                if isinstance(event, ProbeCompared) and earlier.photo in (
                    event.probe,
                    *(frame.photo for frame in event.frames),
                ):
                    return False
        return True

    def _on_admission(self, name: str, _: Admission, events: Sequence[AdmissionEvent]) -> None:
        for event in events:
            if isinstance(event, ProbeCompared) and event.probe:
                self._taken.add(name, event)


def _nearest(probe: np.ndarray, references: Gallery, arrivals: Gallery) -> list[Earlier]:
    found: list[Earlier] = []
    places: tuple[tuple[TakenAs, Gallery], ...] = (
        ("registration", references),
        ("arrival", arrivals),
    )
    for taken_as, gallery in places:
        if not len(gallery) or gallery.matrix.shape[1] != len(probe):
            continue
        apart = np.linalg.norm(gallery.matrix - probe, axis=1)
        found += [
            Earlier(gallery.photos[row], gallery.numbers[row], taken_as, float(apart[row]))
            for row in np.flatnonzero(apart <= NEAR_AT_MOST)
        ]
    return sorted(found, key=lambda each: each.distance)[:LAID_OVER_MAX]
