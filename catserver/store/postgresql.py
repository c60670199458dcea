"""PostgreSQL as the store: an engine whose commits are on disk, and whose writers take turns.

Everything a session must have is asked for as it connects, so that it also holds after the
database was away. Connect without a pooler in between: locks and settings belong to the session.
"""

from typing import Any

import sqlalchemy
from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import SQLAlchemyError

DRIVER = "postgresql+psycopg"

CONNECT_WITHIN_S = 5
STATEMENT_WITHIN_S = 30
"""A statement of ours takes milliseconds; one that takes this long stands in a queue for ever."""
LINE_DEAD_AFTER_MS = 10_000
"""A database whose machine lost its power says nothing: what was sent waits this long."""

SESSION = {
    "synchronous_commit": "on",  # acknowledged means on disk
    "statement_timeout": f"{STATEMENT_WITHIN_S}s",
    # The lock of a server that lost its power must end before the next one asks in vain.
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}

CATSERVER = 0x63617473  # "cats": the first half of our advisory locks' keys
WRITING = f"SELECT pg_advisory_xact_lock({CATSERVER + 1}, hashtext(current_schema()))"
RUNNING = f"SELECT pg_try_advisory_lock({CATSERVER}, hashtext(current_schema()))"


class NotDurable(SQLAlchemyError):
    """The database's own settings let it lose what it has confirmed."""


def open_postgresql(address: URL, pool_size: int) -> Engine:
    """Raises ValueError where the driver is not installed. Connects at the first use.

    Connecting raises NotDurable.
    """
    try:
        engine = sqlalchemy.create_engine(
            address.set(drivername=DRIVER),
            pool_size=pool_size,
            pool_pre_ping=True,
            hide_parameters=True,
            pool_recycle=-1,
            connect_args={
                "options": _options(address),
                "connect_timeout": CONNECT_WITHIN_S,
                "tcp_user_timeout": LINE_DEAD_AFTER_MS,
                "application_name": "catserver",
            },
        )
    except ModuleNotFoundError as error:
        raise ValueError(
            "PostgreSQL needs its driver: python -m pip install 'catserver[postgresql]'"
        ) from error
    event.listen(engine, "connect", _require_durable)
    event.listen(engine, "begin", _begin)
    return engine


def _options(address: URL) -> str:
    """What the address asks for itself (a `search_path`, say), then what we insist on."""
    asked = address.query.get("options", ())
    return " ".join(
        [
            *((asked,) if isinstance(asked, str) else asked),
            *(f"-c {name}={value}" for name, value in SESSION.items()),
        ]
    )


def _require_durable(dbapi_connection: Any, _record: object) -> None:
    with dbapi_connection.cursor() as cursor:
        for setting in ("fsync", "full_page_writes"):
            (value,) = cursor.execute(f"SHOW {setting}").fetchone()
            if value != "on":
                raise NotDurable(
                    f"PostgreSQL runs with {setting}={value}: answers it has confirmed may be lost "
                    f"with the power. Set {setting} = on in postgresql.conf and restart it."
                )
    dbapi_connection.rollback()


def _begin(connection: Connection) -> None:
    """A change waits for the one before it, as on SQLite: read-then-write never goes wrong."""
    if connection.get_execution_options().get("catserver_writes", False):
        connection.exec_driver_sql(WRITING)
