"""Pictures that a search has not come to yet, in line; and from when on, so that a restart goes on.

What finds nothing leaves no trace in the journal, so it cannot say what was searched. One instant
beside it does: everything compared before was. It is written a few times a minute at most; what
was searched since is then searched twice, which changes nothing.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from catserver.admission.events import AdmissionEvent, ProbeCompared
from catserver.delivery.journal import JournalError
from catserver.delivery.machines import AdmissionDesk
from catserver.delivery.registry import Registry
from catserver.delivery.sittings import Sittings

logger = logging.getLogger(__name__)

WRITTEN_EVERY_S = 10.0
"""A look costs one write; these must not make it two."""
Look = tuple[str, ProbeCompared]


class Unsearched:
    """`name` keeps the instant; `belongs` says of which looks pictures are searched.

    `told` names the picture that an event reports a finding of, None for other events.
    """

    def __init__(
        self,
        name: str,
        belongs: Callable[[ProbeCompared], bool],
        told: Callable[[AdmissionEvent], str | None],
    ) -> None:
        self._key = f"unsearched/{name}"
        self._belongs = belongs
        self._told = told
        self._line: asyncio.Queue[Look] = asyncio.Queue()
        self._open: dict[str, datetime] = {}
        self._until: datetime | None = None
        self._written: str | None = None
        self._written_s = 0.0

    def __len__(self) -> int:
        """Those in hand too, each picture once."""
        return len(self._open)

    @property
    def in_line(self) -> int:
        return self._line.qsize()

    def add(self, attempt: str, compared: ProbeCompared) -> None:
        """Also once more, where a search has to be made again."""
        if compared.probe is not None and self._belongs(compared):
            self._open[compared.probe] = compared.at
            self._line.put_nowait((attempt, compared))

    async def next(self) -> Look:
        return await self._line.get()

    def done(self, compared: ProbeCompared) -> None:
        if compared.probe is not None and self._open.pop(compared.probe, None) is not None:
            after = compared.at + timedelta(microseconds=1)
            self._until = after if self._until is None else max(self._until, after)

    @property
    def since(self) -> datetime | None:
        """Everything compared before this was searched; None where nothing was yet."""
        return min(self._open.values(), default=self._until)

    async def remember(self, registry: Registry) -> None:
        """Now and then. A store that is away keeps nothing from being searched."""
        since = None if self.since is None else self.since.isoformat()
        if since in {None, self._written} or time.monotonic() - self._written_s < WRITTEN_EVERY_S:
            return
        self._written_s = time.monotonic()
        try:
            await registry.set_site_value(self._key, str(since))
        except JournalError:
            return
        self._written = since

    async def recall(
        self, registry: Registry, sittings: Sittings, admissions: AdmissionDesk
    ) -> None:
        """After a start: what waited when the server stopped, the oldest first."""
        kept = await registry.site_value(self._key)
        since = None if kept is None else datetime.fromisoformat(kept)
        found: list[Look] = []
        for sitting in sittings.in_use():
            for assignment in sittings.assignments(sitting).values():
                admission = admissions.known(assignment.attempt)
                looked = max(admission.looked.values(), default=None) if admission else None
                if looked is None or (since is not None and looked < since):
                    continue
                try:
                    events = await admissions.events(assignment.attempt)
                except JournalError as error:
                    logger.warning("an account could not be read: %s", type(error).__name__)
                    continue
                told = {self._told(each) for each in events}
                found += [
                    (assignment.attempt, each)
                    for each in events
                    if isinstance(each, ProbeCompared)
                    and (since is None or each.at >= since)
                    and each.probe not in told
                    and each.probe not in self._open
                ]
        for attempt, compared in sorted(found, key=lambda each: each[1].at):
            self.add(attempt, compared)
