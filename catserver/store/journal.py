"""The journal on SQL, with group commit: one writer thread, one transaction for all that waits.

Appends gather on the event loop. When the writer is free, all that gathered in this turn of the
loop goes to it as one group; what arrives meanwhile is the next group. There is no timer: an idle
journal commits at once, a busy one commits larger groups. A group crosses between the two threads
once each way, because every crossing costs more than a row.

On SQLite the write-ahead log is folded back by a second connection in the background, so that no
commit pays for it.
"""

import asyncio
import logging
import queue
import sqlite3
import threading
from collections.abc import Sequence
from itertools import chain
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
from catserver.store.tables import events

logger = logging.getLogger(__name__)

APPENDS_PER_COMMIT_MAX = 4096
"""Bounds one transaction; at 25,000 answers a second a group is a few hundred."""

ROWS_PER_STATEMENT_MAX = 4000
"""A group goes out as one statement, which is its own transaction (SQLite takes 32,766 values).

Each statement gives the interpreter's lock away and must ask for it again, and beside a busy event
loop each asking waits milliseconds: `executemany`, or BEGIN and COMMIT, cost a group 30 ms.
"""

CHECKPOINT_EVERY_S = 1.0


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
        mark = "%s" if engine.dialect.paramstyle in {"format", "pyformat"} else "?"
        self._insert_row = f"({', '.join([mark] * len(Row._fields))})"
        self._insert_head = f"INSERT INTO {events.name} ({', '.join(Row._fields)}) VALUES "  # noqa: S608
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
        with reading(self._engine) as connection:
            return connection.execute(query).all()

    # ── the writer thread ────────────────────────────────────────────────────────────────────
    def _write(self) -> None:
        connection: Connection | None = None
        while (group := self._groups.get()) is not None:
            settled: list[tuple[Settle, JournalError | None]] = []
            connection = self._commit_group(connection, group, settled)
            self._settle(settled)
        if connection is not None:
            connection.close()

    def _commit_group(
        self,
        connection: Connection | None,
        group: list[Append],
        settled: list[tuple[Settle, JournalError | None]],
    ) -> Connection | None:
        """Commit a group and note what each of it is to be told; the connection still usable."""
        error: JournalError | None
        try:
            connection = connection or self._connect()
            self._commit(connection, [row for append in group for row in append.rows])
            error = None
        except exc.SQLAlchemyError as failure:
            error = _meaning(failure)
        if isinstance(error, JournalConflict) and len(group) > 1:
            # One stream of the group was not where its writer thought: find it, keep the others.
            for append in group:
                connection = self._commit_group(connection, [append], settled)
            return connection
        settled.extend((append.settle, error) for append in group)
        if error is None:
            self._committed.set()
            return connection
        logger.error("the journal refused %d appends: %s", len(group), type(error).__name__)
        if isinstance(error, JournalUnavailable) and connection is not None:
            # After a failed fsync the page cache may lie: nothing goes on over this connection.
            connection.invalidate()
            connection.close()
            return None
        return connection

    def _connect(self) -> Connection:
        connection = self._engine.connect().execution_options(
            isolation_level="AUTOCOMMIT", catserver_autocommit=True
        )
        if self._engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_autocheckpoint=0")
        return connection

    def _commit(self, connection: Connection, rows: list[Row]) -> None:
        """One statement is one transaction; only more rows than fit need one around them."""
        if len(rows) <= ROWS_PER_STATEMENT_MAX:
            self._insert(connection, rows)
            return
        connection.exec_driver_sql("BEGIN")
        try:
            for start in range(0, len(rows), ROWS_PER_STATEMENT_MAX):
                self._insert(connection, rows[start : start + ROWS_PER_STATEMENT_MAX])
            connection.exec_driver_sql("COMMIT")
        except exc.SQLAlchemyError:
            connection.exec_driver_sql("ROLLBACK")
            raise

    def _insert(self, connection: Connection, rows: list[Row]) -> None:
        statement = self._insert_head + ", ".join([self._insert_row] * len(rows))
        connection.exec_driver_sql(statement, tuple(chain.from_iterable(rows)))

    def _settle(self, settled: list[tuple[Settle, JournalError | None]]) -> None:
        def on_loop() -> None:
            for settle, error in settled:
                try:
                    settle(error)
                except Exception:
                    logger.exception("a commit could not be settled")
            self._hand_over()

        try:
            self._loop.call_soon_threadsafe(on_loop)
        except RuntimeError:
            logger.warning("the loop ended before %d commits were settled", len(settled))

    # ── the checkpoint thread ────────────────────────────────────────────────────────────────
    def _checkpoint(self) -> None:
        while not self._stopping.is_set():
            self._committed.wait()
            self._stopping.wait(CHECKPOINT_EVERY_S)
            self._committed.clear()
            try:
                with self._engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
            except exc.SQLAlchemyError:
                logger.warning("the write-ahead log could not be folded back; trying again")


def _meaning(failure: exc.SQLAlchemyError) -> JournalError:
    """What a driver's error means for the caller. Unknown means: read again before deciding."""
    if isinstance(failure, exc.IntegrityError):
        return JournalConflict()
    cause = getattr(failure, "orig", None)
    name = getattr(cause, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL" or getattr(cause, "sqlstate", None) == "53100":
        return JournalFull()
    if isinstance(cause, sqlite3.Error):
        logger.error("SQLite reports %s", name or type(cause).__name__)
    return JournalUnavailable()
