"""Writes down who was shown, handed out or rid the site of personal data, and who signed in.

Views are gathered and written every half minute: a page of two hundred faces is one event. What was
shown within the last half minute before a power cut is not in the journal.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from catserver.custody import codec, machine
from catserver.custody.events import (
    AccountChanged,
    CustodyEvent,
    PhotosViewed,
    ResultsExported,
    StaffSignedIn,
)
from catserver.custody.machine import Custody, Record
from catserver.delivery.clock import Clock
from catserver.delivery.desk import Desk
from catserver.delivery.journal import Journal, JournalError

logger = logging.getLogger(__name__)

SITE = "site"
WRITE_EVERY_S = 30.0
TOLD_AGAIN_AFTER = timedelta(hours=1)


class CustodyMachine:
    kind = "custody"
    schema_version = codec.SCHEMA_VERSION

    def blank(self, name: str) -> Custody:
        return Custody(name)

    def decide(self, state: Custody, command: Record, now: datetime) -> Sequence[CustodyEvent]:
        return machine.decide(state, command, now)

    def evolve(self, state: Custody, event: CustodyEvent) -> Custody:
        return machine.evolve(state, event)

    def encode(self, event: CustodyEvent) -> bytes:
        return codec.encode(event)

    def decode(self, schema_version: int, data: bytes) -> CustodyEvent:
        return codec.decode(schema_version, data)


class Custodian:
    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._desk: Desk[Custody, Record, CustodyEvent] = Desk(CustodyMachine(), journal, clock)
        self._clock = clock
        self._told: dict[tuple[str, str], datetime] = {}
        self._viewed: dict[str, list[str]] = {}
        self._signed_in: list[StaffSignedIn] = []
        self._since = clock.now()

    def viewed(self, by: str, photo: str) -> None:
        now = self._clock.now()
        told_at = self._told.get((by, photo))
        if told_at is None or now - told_at >= TOLD_AGAIN_AFTER:
            self._told[by, photo] = now
            self._viewed.setdefault(by, []).append(photo)

    async def results_exported(self, by: str, sitting: str, form: str) -> None:
        await self.record(ResultsExported(self._clock.now(), by, sitting, form))

    async def signed_in(self, by: str, address: str) -> None:
        """Where the disk is full nobody of the staff is kept out; it is written when it can be."""
        event = StaffSignedIn(self._clock.now(), by, address)
        try:
            await self.record(event)
        except JournalError as error:
            logger.warning("a sign-in is written down later: %s", type(error).__name__)
            self._signed_in.append(event)

    async def record(self, event: CustodyEvent) -> None:
        await self._desk.handle(SITE, Record(event))

    async def passwords(self) -> Mapping[str, AccountChanged]:
        """By account: who set its password last, and when; only what a page was asked for."""
        return (await self._desk.state(SITE)).passwords

    async def events(self) -> list[CustodyEvent]:
        return await self._desk.events(SITE)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(WRITE_EVERY_S)
            await self.write()

    async def write(self) -> None:
        """What was viewed since the last time, and late sign-ins; also when the site closes."""
        while self._signed_in:
            await self.record(self._signed_in[0])
            del self._signed_in[0]
        now = self._clock.now()
        self._told = {key: at for key, at in self._told.items() if now - at < TOLD_AGAIN_AFTER}
        for by, photos in list(self._viewed.items()):
            told = tuple(photos)
            await self.record(PhotosViewed(now, by, self._since, told))
            self._written(by, len(told))  # not before: where the store is away they wait
        self._since = now

    def _written(self, by: str, count: int) -> None:
        """Others may have been viewed while it was written."""
        later = self._viewed.pop(by)[count:]
        if later:
            self._viewed[by] = later

    async def close(self) -> None:
        """A store that is gone does not keep the site from closing."""
        try:
            await self.write()
        except JournalError as error:
            logger.warning("views of photos could not be written down: %s", type(error).__name__)
