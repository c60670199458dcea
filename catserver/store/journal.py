"""The journal on SQL, with group commit: one writer thread, one transaction for all that waits.

Appends gather on the event loop. When the writer is free, all that gathered in this turn of the
loop goes to it as one group; what arrives meanwhile is the next group. There is no timer: an idle
journal commits at once, a busy one commits larger groups. A group crosses between the two threads
once each way, because every crossing costs more than a row.

On SQLite the write-ahead log is folded back by a second connection in the background, so that no
commit pays for it.

After a fault of unknown outcome (an fsync that failed) nothing is believed until the store was
opened anew and brought to the disk: no commit is tried and no stream is read before that.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain, count
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, exc, select

from catserver.delivery.journal import (
    JournalConflict,
    JournalError,
    JournalFull,
    JournalUnavailable,
    PlacedRow,
    Row,
    Settle,
)
from catserver.store.engine import reading
from catserver.store.postgresql import NotDurable
from catserver.store.tables import events
from catserver.store.writer import StoreHeld, is_full, writer_for

logger = logging.getLogger(__name__)

APPENDS_PER_COMMIT_MAX = 4096
"""Bounds one transaction; at 25,000 answers a second a group is a few hundred."""

ROWS_PER_STATEMENT_MAX = 4000
"""A group goes out as one statement (SQLite takes 32,766 values)."""

CHECKPOINT_EVERY_S = 1.0

KNOWN_OUTCOMES = frozenset({"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_CONSTRAINT"})
"""Nothing was written, and what was written before is as safe as it was."""


class StoreBusy(exc.SQLAlchemyError):
    """Somebody else holds the store; whether it is sound cannot be known yet."""


class Append(NamedTuple):
    rows: Sequence[Row]
    settle: Settle


class SqlJournal:
    """Must be made inside the running loop that its callers live on; ended by `close`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._loop = asyncio.get_running_loop()
        self._gathered: list[Append] = []
        self._resting = asyncio.Event()
        self._resting.set()
        self._groups: queue.SimpleQueue[list[Append] | None] = queue.SimpleQueue()
        self._way = writer_for(engine)
        self._connection: Connection | None = None
        self._faults = count(1)
        self._newest_fault = self._mended_fault = 0
        self._reopening = threading.Lock()
        self._stopping = threading.Event()
        self._committed = threading.Event()
        self._writer = threading.Thread(target=self._write, name="journal-writer", daemon=True)
        self._writer.start()
        self._checkpointer: threading.Thread | None = None
        if engine.dialect.name == "sqlite":
            self._checkpointer = threading.Thread(
                target=self._checkpoint, name="journal-checkpoint", daemon=True
            )
            self._checkpointer.start()

    def hold(self) -> None:
        """Connect before the first append, so that on PostgreSQL nobody else writes from now on.

        Blocks, and belongs before any `append`. Raises StoreHeld.
        """
        self._connection = self._way.connect()

    def append(self, rows: Sequence[Row], settle: Settle) -> None:
        self._gathered.append(Append(rows, settle))
        if self._resting.is_set():
            self._resting.clear()
            self._loop.call_soon(self._hand_over)

    def _hand_over(self) -> None:
        """On the loop: the writer is free; give it what gathered, or note that it rests."""
        group = self._gathered[:APPENDS_PER_COMMIT_MAX]
        del self._gathered[:APPENDS_PER_COMMIT_MAX]
        if group:
            self._groups.put(group)
        else:
            self._resting.set()

    async def read(self, stream: str) -> Sequence[Row]:
        columns = [events.c[name] for name in Row._fields]
        query = select(*columns).where(events.c.stream == stream).order_by(events.c.version)
        found = await asyncio.to_thread(self._fetch, query)
        return [Row(*row) for row in found]

    async def read_after(self, position: int, limit: int) -> Sequence[PlacedRow]:
        columns = [events.c.position, *(events.c[name] for name in Row._fields)]
        query = (
            select(*columns)
            .where(events.c.position > position)
            .order_by(events.c.position)
            .limit(limit)
        )
        found = await asyncio.to_thread(self._fetch, query)
        return [PlacedRow(row[0], Row(*row[1:])) for row in found]

    async def streams(self, kind: str) -> Sequence[str]:
        query = (
            select(events.c.stream)
            .where(events.c.stream.startswith(f"{kind}/", autoescape=True))
            .where(events.c.version == 1)
            .order_by(events.c.position)
        )
        found = await asyncio.to_thread(self._fetch, query)
        return [row[0] for row in found]

    async def close(self) -> None:
        await self._resting.wait()
        self._groups.put(None)
        await asyncio.to_thread(self._writer.join)
        self._stopping.set()
        self._committed.set()
        if self._checkpointer:
            await asyncio.to_thread(self._checkpointer.join)

    def _fetch(self, query: Any) -> Sequence[Any]:
        """Raises JournalError: what cannot be read cannot be decided on."""
        try:
            self._make_sound()
            with reading(self._engine) as connection:
                return connection.execute(query).all()
        except exc.SQLAlchemyError as failure:
            raise self._meaning(failure) from failure

    # ── after a fault, in whichever thread comes first ───────────────────────────────────────
    def _sound(self) -> bool:
        return self._newest_fault == self._mended_fault

    def _make_sound(self) -> None:
        """After a failed fsync the page cache may lie about what is on the disk.

        So every connection is given up, and what the store then says was committed is written to
        the disk once more before anybody may read it or build on it. Raises SQLAlchemyError.
        """
        if self._sound():
            return
        with self._reopening:
            if self._sound():
                return
            fault = self._newest_fault
            self._engine.dispose()
            with self._engine.connect().execution_options(
                isolation_level="AUTOCOMMIT", catserver_autocommit=True
            ) as connection:
                if self._engine.dialect.name == "sqlite":
                    _fold_all(connection)
                else:
                    connection.exec_driver_sql("SELECT 1")
            self._mended_fault = fault
            logger.warning("the store was opened anew after a fault")

    def _meaning(failure: Exception) -> JournalError:
    """What a driver's error means for the caller. Unknown means: read again before deciding."""
    if isinstance(failure, exc.IntegrityError):
        return JournalConflict()
    cause = getattr(failure, "orig", None)
    if is_full(cause):
        return JournalFull()
    logger.error("the store reports %s", _said(cause or failure))
    return JournalUnavailable()


def _said(cause: object) -> str:
    """The kind of fault, and never the statement with its rows."""
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return f"{type(cause).__name__} {code or ''}".rstrip()
