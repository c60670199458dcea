"""How the journal writes, by dialect: the one place where SQLite and PostgreSQL differ for it.

Either way a group of rows is one statement, and one statement is its own transaction. Each
statement gives the interpreter's lock away and must ask for it again, and beside a busy event loop
each asking waits milliseconds: `executemany`, or BEGIN and COMMIT, cost a group 30 ms.
"""

import time
from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain, repeat
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from catserver.delivery.journal import Row
from catserver.store.postgresql import RUNNING
from catserver.store.tables import events

COLUMNS = ", ".join(Row._fields)
OUR_TURN_WITHIN_S = 5.0
"""A killed server's session ends within moments; PostgreSQL needs them to notice."""


class StoreHeld(SQLAlchemyError):
    """Another server writes to this database; two would not see each other's events."""


class Writer(Protocol):
    def connect(self) -> Connection:
        """A connection of the journal's own. Raises StoreHeld.

        It ends by `invalidate`: given back to the pool it would keep its settings and its lock.
        """
        ...

    def insert(self, connection: Connection, rows: Sequence[Row]) -> None: ...


def writer_for(engine: Engine) -> Writer:
    return SqliteWriter(engine) if engine.dialect.name == "sqlite" else PostgresqlWriter(engine)


SIZES = (1, 2, 4, 8, 16, 32, *(step << k for k in range(4, 11) for step in (3, 4)))
"""Rows of a prepared statement, up to 4,096 (SQLite takes 32,766 values): 1, 2, 4 … 48, 64, 96 …"""
NO_ROW = (None,) * len(Row._fields)


class SqliteWriter:
    """Values one by one. A group goes into the next larger statement, the rest of it left empty.

    Reading a statement of a new length costs SQLite two thirds of what the rows themselves cost, so
    there are twenty lengths, and the driver keeps them all prepared.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        row = f"({', '.join('?' * len(Row._fields))})"
        self._statements = {
            size: f"INSERT INTO {events.name} ({COLUMNS}) SELECT * FROM"  # noqa: S608
            f" (VALUES {', '.join([row] * size)}) WHERE column1 IS NOT NULL"
            for size in SIZES
        }

    def connect(self) -> Connection:
        connection = _autocommitting(self._engine)
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint=0")
        return connection

    def insert(self, connection: Connection, rows: Sequence[Row]) -> None:
        size = SIZES[bisect_left(SIZES, len(rows))]
        left_empty = repeat(NO_ROW, size - len(rows))
        values = tuple(chain.from_iterable(chain(rows, left_empty)))
        connection.exec_driver_sql(self._statements[size], values)


class PostgresqlWriter:
    """One array per column: the statement is always the same, and stays prepared.

    The connection holds the lock of the running server. Whoever lost the connection has lost the
    lock with it and must take it again before the next write.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        types = ("text", "int", "text", "int", "text", "bytea", "bytea")
        arrays = ", ".join(f"%b::{each}[]" for each in types)
        self._statement = f"INSERT INTO {events.name} ({COLUMNS}) SELECT * FROM unnest({arrays})"  # noqa: S608

    def connect(self) -> Connection:
        connection = _autocommitting(self._engine)
        ends = time.monotonic() + OUR_TURN_WITHIN_S
        while not connection.exec_driver_sql(RUNNING).scalar_one():
            if time.monotonic() > ends:
                connection.close()
                raise StoreHeld
            time.sleep(0.05)
        return connection

    def insert(self, connection: Connection, rows: Sequence[Row]) -> None:
        connection.exec_driver_sql(self._statement, tuple(map(list, zip(*rows, strict=True))))


def _autocommitting(engine: Engine) -> Connection:
    return engine.connect().execution_options(
        isolation_level="AUTOCOMMIT", catserver_autocommit=True
    )


def is_full(cause: object) -> bool:
    """Whether a driver's error says that there was no room, and so nothing was written."""
    return (
        getattr(cause, "sqlite_errorname", None) == "SQLITE_FULL"
        or getattr(cause, "sqlstate", None) == "53100"
    )
