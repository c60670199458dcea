"""Opens the database: SQLite made durable and patient, or PostgreSQL by its URL.

Two ways in: `reading(engine)` for a look, `writing(engine)` for a change. A change takes the write
lock at its first statement, so that read-then-write never fails half-way; on PostgreSQL that is an
advisory lock, which the journal does not wait for. When SQLite's write-ahead log is folded back is
left to the journal, which knows when nobody waits.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, event

from catserver.store.postgresql import open_postgresql

# A writer waits for another's commit this long. A group commit takes milliseconds; a slow disk
# under fsync may take seconds, and an answer that waits is better than one that is refused.
BUSY_TIMEOUT_MS = 10_000

# Readers run in threads of the default executor; each holds a connection for one short read.
POOL_SIZE = 8

# Pages of the write-ahead log from which a commit would fold it back by itself. A server's journal
# does that sooner, beside the commits (`write_ahead_log.py`); a command that loads much does not.
FOLDED_BY_A_COMMIT_PAGES = 32_768

# The journal writes statements of twenty lengths (`writer.py`).
STATEMENTS_CACHED = 32


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def open_engine(url: str) -> Engine:
    """The engine for `url`; for a SQLite file its folder is made if it is missing.

    Raises ValueError for an address that cannot be a store.
    """
    address = sqlalchemy.make_url(url)
    if address.get_backend_name() != "sqlite":
        if address.get_backend_name() not in {"postgresql", "postgres"}:
            raise ValueError("the store is SQLite or PostgreSQL: sqlite:///… or postgresql://…")
        return open_postgresql(address, POOL_SIZE)
    if not address.database or address.database == ":memory:":
        raise ValueError("the store needs a file: a database in memory is lost with the process")
    file = Path(address.database)
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):  # it is there already, or SQLite will say what is wrong
        os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))  # names are in it: nobody else reads
    engine = sqlalchemy.create_engine(
        address,
        pool_size=POOL_SIZE,
        hide_parameters=True,  # an error is logged, and its values are names and hashes
        connect_args={"cached_statements": STATEMENTS_CACHED},
    )
    engine.update_execution_options(catserver_turn=threading.Lock())
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent look; nothing is kept of what is written in it."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            yield connection
        else:
            yield connection.execution_options(isolation_level="REPEATABLE READ")


@contextmanager
def asking(engine: Engine) -> Iterator[Connection]:
    """A look by one statement. On PostgreSQL the transaction around it would cost four times it."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            yield connection
        else:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it on leaving, nothing of it on an exception."""
    with (
        engine.connect() as connection,
        in_turn(engine),
        connection.execution_options(catserver_writes=True).begin(),
    ):
        yield connection


@contextmanager
def writing_ahead(engine: Engine) -> Iterator[Connection]:
    """As `writing`, of what the journal is about to name: a photo before the event that has it.

    On SQLite both are in one log, and the journal's commit brings all of that to the disk. So this
    one does not wait for the disk itself, and no answer waits behind it. Until then a power cut may
    undo it, as if it had not been written yet.
    """
    if engine.dialect.name != "sqlite":
        with writing(engine) as connection:
            yield connection
        return
    with engine.connect() as connection:
        connection.execution_options(catserver_writes=True)
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA synchronous=NORMAL")
        try:
            with in_turn(engine), connection.begin():
                yield connection
        finally:
            driver.execute("PRAGMA synchronous=FULL")


@contextmanager
def in_turn(engine: Engine) -> Iterator[None]:
    """The threads of this process write to SQLite one after the other.

    They would anyway. But who finds the file locked sleeps and looks again, 1, 2, 5, 10 ms and
    longer, and so an answer would wait many times as long as the photo that was written just then.
    """
    turn: threading.Lock | None = engine.get_execution_options().get("catserver_turn")
    if turn is None:  # PostgreSQL lets many write
        yield
        return
    ours = turn.acquire(timeout=BUSY_TIMEOUT_MS / 1000)
    try:
        yield
    finally:
        if ours:
            turn.release()


def _prepare_sqlite(dbapi_connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: `_begin_sqlite` does.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # acknowledged means on disk
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten in the file
    cursor.execute(f"PRAGMA wal_autocheckpoint={FOLDED_BY_A_COMMIT_PAGES}")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("catserver_autocommit", False):
        return  # the journal's writer: each statement is a transaction of its own
    writes = connection.get_execution_options().get("catserver_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
