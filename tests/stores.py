"""The stores that a contract is held on: SQLite, PostgreSQL where there is one, and in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from catserver.store.engine import open_engine, sqlite_url
from catserver.store.migration import migrate

STORES = ("sqlite", "postgresql", "memory")


@contextmanager
def a_store(request: pytest.FixtureRequest, folder: Path) -> Iterator[Engine | None]:
    """The empty store that the fixture's parameter names; None for the one in memory."""
    if request.param == "memory":
        yield None
        return
    if request.param == "postgresql":
        address = request.getfixturevalue("postgresql").a_database()
    else:
        address = sqlite_url(folder / "site.sqlite3")
    engine = open_engine(address)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()
