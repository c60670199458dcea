"""Comparisons that follow: who was let go on while the queue was long is compared behind the line.

What waits is read from the journal's folds, so a server that was started again goes on with it.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from catserver.admission.events import AdmissionEvent, ProbeDeferred
from catserver.admission.state import Admission
from catserver.delivery.door.looks import Looks
from catserver.delivery.journal import JournalError
from catserver.delivery.machines import AdmissionDesk
from catserver.delivery.sittings import Sittings
from proctoring.errors import QueueFull

logger = logging.getLogger(__name__)

REST_WHEN_FULL_S = 1.0
"""The desk's pictures go before; it gets through some of them in a second."""


class Later:
    """`run` compares, the longest waiting first, as many at once as there are workers."""

    def __init__(self, looks: Looks, sittings: Sittings, admissions: AdmissionDesk) -> None:
        self._looks = looks
        self._sittings = sittings
        self._admissions = admissions
        self._taken: set[str] = set()
        self._woken = asyncio.Event()
        admissions.observe(self._on_admission)

    @property
    def waiting(self) -> int:
        """Pictures that were kept and are not compared yet."""
        return len(self._deferred())

    @property
    def since(self) -> datetime | None:
        """When the one that waits longest was taken."""
        return min((deferred.at for _, deferred in self._deferred()), default=None)

    async def run(self) -> None:
        """Until cancelled. What fails is tried again."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._looks.queue.workers):
                group.create_task(self._work())

    async def _work(self) -> None:
        while True:
            self._woken.clear()
            found = min(self._free(), key=lambda each: each[1].at, default=None)
            if found is None:
                await self._woken.wait()
                continue
            attempt, deferred = found
            self._taken.add(attempt)
            try:
                await self._compare(attempt, deferred)
            finally:
                self._taken.discard(attempt)

    async def _compare(self, attempt: str, deferred: ProbeDeferred) -> None:
        assignment = self._sittings.assignment(attempt)
        assert assignment is not None
        try:
            await self._looks.compare_deferred(assignment, deferred)
        except QueueFull:
            await asyncio.sleep(REST_WHEN_FULL_S)
        except JournalError as error:
            logger.warning("a deferred comparison could not be recorded: %r", error)
            await asyncio.sleep(REST_WHEN_FULL_S)

    def _free(self) -> Sequence[tuple[str, ProbeDeferred]]:
        return [each for each in self._deferred() if each[0] not in self._taken]

    def _deferred(self) -> Sequence[tuple[str, ProbeDeferred]]:
        return [
            (assignment.attempt, admission.deferred)
            for sitting in self._sittings.in_use()
            for assignment in self._sittings.assignments(sitting).values()
            if (admission := self._admissions.known(assignment.attempt)) and admission.deferred
        ]

    def _on_admission(
        self, _: str, admission: Admission, _events: Sequence[AdmissionEvent]
    ) -> None:
        if admission.deferred is not None:
            self._woken.set()
