"""The store, and the desks over it: what a server and an operator's verb have in common."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from filelock import FileLock, Timeout

from catserver.config import Settings
from catserver.delivery.clock import Clock, SteadyClock
from catserver.delivery.desk import Desk
from catserver.delivery.journal import Journal
from catserver.delivery.keeping.custodian import Custodian
from catserver.delivery.machines import (
    AdmissionDesk,
    AdmissionMachine,
    AttemptDesk,
    AttemptMachine,
    SittingDesk,
    SittingMachine,
)
from catserver.delivery.material import Cabinet
from catserver.delivery.pulse import (
    PULSE_FILE,
    PulseFile,
    instant_at_start,
    say_if_stepped,
    uptime,
)
from catserver.delivery.sittings import Sittings
from catserver.event_keys import FolderKeys
from catserver.forgotten import end_forgetting
from catserver.store.engine import open_engine
from catserver.store.forgetting import compact
from catserver.store.journal import SqlJournal
from catserver.store.journal_end import newest_instant
from catserver.store.log_rows import SqlLogBook
from catserver.store.migration import migrate
from catserver.store.registry import SqlRegistry
from catserver.store.writer import StoreHeld, writer_for
from catserver.transparency.book import LogBook

LOCK_FILE = "running.lock"


class AlreadyRunning(Exception):
    """Another process holds this data folder or database.

    Two would not see each other's events.
    """


@dataclass(frozen=True, slots=True)
class Desks:
    """The store and the desks over it: what a server and an operator's verb have in common.

    `alive_at` is when a server was last alive here.
    """

    clock: Clock
    alive_at: datetime | None
    registry: SqlRegistry
    journal: Journal
    cabinet: Cabinet
    sitting_desk: SittingDesk
    attempts: AttemptDesk
    admissions: AdmissionDesk
    sittings: Sittings
    log_book: LogBook


def folder_is_free(settings: Settings) -> bool:
    """Whether no other process holds this data folder now."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(settings.data_dir / LOCK_FILE)
    try:
        with lock.acquire(timeout=0):
            return True
    except Timeout:
        return False


def store_is_free(settings: Settings) -> bool:
    """Whether no other server holds this database now; a file is held by its folder's lock."""
    engine = open_engine(settings.store_url)
    try:
        writer_for(engine).connect().invalidate()
    except StoreHeld:
        return False
    finally:
        engine.dispose()
    return True


async def _hold(journal: SqlJournal) -> None:
    try:
        await asyncio.to_thread(journal.hold)
    except StoreHeld:
        raise AlreadyRunning("another server writes to this database") from None


@asynccontextmanager
async def open_desks(
    settings: Settings, *, writing: bool = True, closed: bool = True, clock: Clock | None = None
) -> AsyncIterator[Desks]:
    """Open the store and fold the journal into memory. Raises AlreadyRunning when writing."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(settings.data_dir / LOCK_FILE)
    if writing:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise AlreadyRunning(str(settings.data_dir)) from None
    engine = open_engine(settings.store_url)
    journal: SqlJournal | None = None
    try:
        journal = SqlJournal(engine)
        if writing:
            await _hold(journal)
        await asyncio.to_thread(migrate, engine)
        beat = PulseFile(settings.data_dir / PULSE_FILE).read()
        newest_at = await asyncio.to_thread(newest_instant, engine)
        if clock is None:
            wall_at = datetime.now(UTC)
            start_at = instant_at_start(wall_at, newest_at, beat, uptime())
            say_if_stepped(start_at, wall_at)
            clock = SteadyClock(start_at)
        keys = FolderKeys(settings.data_dir)
        if writing and await end_forgetting(engine, keys, Custodian(journal, clock)):
            await asyncio.to_thread(compact, engine)
        registry = SqlRegistry(engine, keys)
        cabinet = Cabinet(registry)
        attempts = Desk(AttemptMachine(cabinet), journal, clock)
        admissions = Desk(AdmissionMachine(), journal, clock)
        sitting_desk = Desk(SittingMachine(), journal, clock)
        sittings = Sittings(registry, cabinet, sitting_desk, attempts, admissions, clock)
        await sittings.recover(closed=closed)
        yield Desks(
            clock,
            beat.at if beat else newest_at,
            registry,
            journal,
            cabinet,
            sitting_desk,
            attempts,
            admissions,
            sittings,
            SqlLogBook(engine),
        )
    finally:
        if journal is not None:
            await journal.close()
        engine.dispose()
        lock.release()
