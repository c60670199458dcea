"""The journal on SQL, with group commit: one writer thread, one transaction for all that waits.

Appends wait in one queue. Whenever the writer is free it takes all that is there as one group; what
arrives meanwhile is the next. There is no timer: an idle journal commits at once, a busy one
commits larger groups, and the loop goes on deciding while the disk works. A group is settled in one
crossing back to the loop, because every crossing costs more than a row.

On SQLite the write-ahead log is folded back beside it (`write_ahead_log.py`).

After a fault of unknown outcome (an fsync that failed) nothing is believed until the store was
opened anew and brought to the disk: no commit is tried and no stream is read before that.
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import count
from typing import Any

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
from catserver.delivery.trouble import Trouble
from catserver.store.engine import asking, in_turn
from catserver.store.streams import STREAMS_PER_QUERY_MAX, rows_of
from catserver.store.tables import events
from catserver.store.write_ahead_log import WriteAheadLog, fold_all
from catserver.store.writer import SIZES, is_full, writer_for

logger = logging.getLogger(__name__)

APPENDS_PER_COMMIT_MAX = 4096
"""Bounds one transaction; at 25,000 answers a second a group is a few hundred."""

ROWS_PER_STATEMENT_MAX = SIZES[-1]
"""A group goes out as one statement."""

KNOWN_OUTCOMES = frozenset({"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_CONSTRAINT"})
"""Nothing was written, and what was written before is as safe as it was."""


Append = tuple[Sequence[Row], Settle]


class SqlJournal:
    """Must be made inside the running loop that its callers live on; ended by `close`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._loop = asyncio.get_running_loop()
        self._waiting: queue.SimpleQueue[Append | None] = queue.SimpleQueue()
        self._way = writer_for(engine)
        self._connection: Connection | None = None
        self._faults = count(1)
        self._newest_fault = self._mended_fault = 0
        self._reopening = threading.Lock()
        self.trouble = Trouble()
        sqlite = engine.dialect.name == "sqlite"
        self._log = WriteAheadLog(engine, failed=self._meaning) if sqlite else None
        self._writer = threading.Thread(target=self._write, name="journal-writer", daemon=True)
        self._writer.start()

    def hold(self) -> None:
        """Connect before the first append, so that on PostgreSQL nobody else writes from now on.

        Blocks, and belongs before any `append`. Raises StoreHeld.
        """
        self._connection = self._way.connect()

    def append(self, rows: Sequence[Row], settle: Settle) -> None:
        self._waiting.put((rows, settle))

    async def read(self, stream: str) -> Sequence[Row]:
        return (await self.read_each([stream]))[stream]

    async def read_each(self, streams: Sequence[str]) -> Mapping[str, Sequence[Row]]:
        found: dict[str, list[Row]] = {stream: [] for stream in streams}
        for start in range(0, len(streams), STREAMS_PER_QUERY_MAX):
            query = rows_of(streams[start : start + STREAMS_PER_QUERY_MAX])
            for row in await asyncio.to_thread(self._fetch, query):
                found[row[0]].append(Row(*row))
        return found

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
        self._waiting.put(None)
        await asyncio.to_thread(self._writer.join)
        if self._log:
            await asyncio.to_thread(self._log.close)

    def _fetch(self, query: Any) -> Sequence[Any]:
        """Raises JournalError: what cannot be read cannot be decided on."""
        try:
            self._make_sound()
            with asking(self._engine) as connection:
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
                    fold_all(connection)
                else:
                    connection.exec_driver_sql("SELECT 1")
            self._mended_fault = fault
            logger.warning("the store was opened anew after a fault")

    def _meaning(self, failure: Exception) -> JournalError:
        """What a driver's error means for the caller. Unknown means: read again before deciding."""
        if isinstance(failure, exc.IntegrityError):
            return JournalConflict()
        cause = getattr(failure, "orig", None) or failure
        if is_full(cause):
            return JournalFull()
        code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""
        if "_".join(code.split("_")[:2]) not in KNOWN_OUTCOMES:
            self._newest_fault = next(self._faults)
        # The kind of fault, and never the statement with its rows.
        logger.error("the store reports %s", f"{type(cause).__name__} {code}".rstrip())
        return JournalUnavailable()

    # ── the writer thread ────────────────────────────────────────────────────────────────────
    def _write(self) -> None:
        while group := self._next_group():
            settled: list[tuple[Settle, JournalError | None]] = []
            self._commit_group(group, settled)
            self._settle(settled)
            self._finish_log()
        self._give_up_connection()

    def _next_group(self) -> list[Append]:
        """All that waits, once there is something; nothing when the journal is being closed."""
        group: list[Append] = []
        append = self._waiting.get()
        while append is not None:
            group.append(append)
            if len(group) == APPENDS_PER_COMMIT_MAX:
                return group
            try:
                append = self._waiting.get_nowait()
            except queue.Empty:
                return group
        if group:
            self._waiting.put(None)  # first these, then the end
        return group

    def _commit_group(
        self, group: list[Append], settled: list[tuple[Settle, JournalError | None]]
    ) -> None:
        """Commit a group and note what each of it is to be told."""
        error: JournalError | None = None
        began_s = time.monotonic()
        try:
            self._commit([row for rows, _ in group for row in rows])
        except Exception as failure:  # noqa: BLE001 - a writer that dies leaves everybody waiting
            error = self._meaning(failure)
        if isinstance(error, JournalConflict) and len(group) > 1:
            # One stream of the group was not where its writer thought: find it, keep the others.
            for append in group:
                self._commit_group([append], settled)
            return
        self.trouble.committed(began_s, failed=isinstance(error, JournalFull | JournalUnavailable))
        settled.extend((settle, error) for _, settle in group)
        if error is None:
            if self._log:
                self._log.committed()
            return
        logger.error("the journal refused %d appends: %s", len(group), type(error).__name__)
        if isinstance(error, JournalUnavailable):
            self._give_up_connection()

    def _commit(self, rows: list[Row]) -> None:
        if not self._sound():  # a reader or the folding met the fault
            self._give_up_connection()
        self._make_sound()
        connection = self._connection = self._connection or self._way.connect()
        with in_turn(self._engine):
            self._insert(connection, rows)

    def _insert(self, connection: Connection, rows: list[Row]) -> None:
        """One statement is one transaction; only more rows than fit need one around them."""
        if len(rows) <= ROWS_PER_STATEMENT_MAX:
            self._way.insert(connection, rows)
            return
        connection.exec_driver_sql("BEGIN")
        try:
            for start in range(0, len(rows), ROWS_PER_STATEMENT_MAX):
                self._way.insert(connection, rows[start : start + ROWS_PER_STATEMENT_MAX])
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            # SQLite itself rolls back where the disk is full, and then refuses to do it again.
            with suppress(exc.SQLAlchemyError):
                connection.exec_driver_sql("ROLLBACK")
            raise

    def _finish_log(self) -> None:
        """With everybody told, and before the next group."""
        if self._log is None or self._connection is None:
            return
        try:
            self._log.finish_if_long(self._connection)
        except Exception as failure:  # noqa: BLE001 - the next group opens the store anew
            self._meaning(failure)
            self._give_up_connection()

    def _give_up_connection(self) -> None:
        """Nothing goes on over a connection that saw a fault."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(exc.SQLAlchemyError):
                connection.invalidate()
            with suppress(exc.SQLAlchemyError):
                connection.close()

    def _settle(self, settled: list[tuple[Settle, JournalError | None]]) -> None:
        def on_loop() -> None:
            for settle, error in settled:
                try:
                    settle(error)
                except Exception:
                    logger.exception("a commit could not be settled")

        try:
            self._loop.call_soon_threadsafe(on_loop)
        except RuntimeError:
            logger.warning("the loop ended before %d commits were settled", len(settled))
