"""Puts the transparency log of a site together: the part of the composition root it needs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Protocol

from catserver.config import Settings
from catserver.delivery.clock import Clock
from catserver.delivery.journal import Journal
from catserver.delivery.machines import AttemptDesk, SittingDesk
from catserver.delivery.material import Cabinet
from catserver.delivery.registry import Registry
from catserver.delivery.sittings import Sittings
from catserver.event_keys import FolderKeys
from catserver.site_secret import site_secret
from catserver.store.engine import open_engine
from catserver.store.journal import SqlJournal
from catserver.store.log_rows import SqlLogBook
from catserver.store.registry import SqlRegistry
from catserver.store.restored import restored_from
from catserver.transparency.book import LogBook
from catserver.transparency.commitment import Salts
from catserver.transparency.keeper import Keeper
from catserver.transparency.log import Log
from catserver.transparency.opening import open_log
from catserver.transparency.site_check import SiteData


class LogNeeds(Protocol):
    """What the log is fed from, as `app.Desks` has it."""

    @property
    def log_book(self) -> LogBook: ...
    @property
    def registry(self) -> Registry: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def cabinet(self) -> Cabinet: ...
    @property
    def sitting_desk(self) -> SittingDesk: ...
    @property
    def attempts(self) -> AttemptDesk: ...
    @property
    def sittings(self) -> Sittings: ...
    @property
    def clock(self) -> Clock: ...


async def open_site_log(settings: Settings, needs: LogNeeds) -> Log:
    """`away` where a person must look first; a site whose data were restored is."""
    restored = restored_from(settings.data_dir)
    return await open_log(
        needs.log_book,
        needs.registry,
        settings.data_dir,
        needs.clock.now,
        restored_at=restored.restored_at if restored else None,
        origin=settings.log.origin,
    )


async def open_keeper(settings: Settings, needs: LogNeeds) -> Keeper:
    """The log, and who keeps it: draws are committed before a sitting opens from here on."""
    keeper = Keeper(
        await open_site_log(settings, needs),
        needs.registry,
        needs.cabinet,
        needs.sittings,
        needs.sitting_desk,
        needs.attempts,
        needs.journal,
        salts_of(settings),
        needs.clock,
    )
    needs.sittings.before_opening = keeper.commit_draw
    return keeper


def salts_of(settings: Settings) -> Salts:
    return Salts(site_secret(settings.data_dir))


@asynccontextmanager
async def open_site_data(settings: Settings) -> AsyncIterator[SiteData]:
    """For a check: nothing is folded, so that what is broken is found and not stumbled over."""
    engine = open_engine(settings.store_url)
    journal: SqlJournal | None = None
    try:
        journal = SqlJournal(engine)
        registry = SqlRegistry(engine, FolderKeys(settings.data_dir))
        yield SiteData(registry, journal, Cabinet(registry), salts_of(settings))
    finally:
        if journal is not None:
            await journal.close()
        engine.dispose()


@asynccontextmanager
async def looked_at(settings: Settings) -> AsyncIterator[Log]:
    """The log for reading, also while a server runs: nothing is made, signed or cut off."""
    restored = restored_from(settings.data_dir)
    engine = open_engine(settings.store_url)
    try:
        yield await open_log(
            SqlLogBook(engine),
            SqlRegistry(engine, FolderKeys(settings.data_dir)),
            settings.data_dir,
            lambda: datetime.now(UTC),
            restored_at=restored.restored_at if restored else None,
            writing=False,
        )
    finally:
        engine.dispose()
