"""A PostgreSQL database cut into schemas, one for each room that `catserver bench` measures.

Nothing here touches a database that holds anything else.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy
from sqlalchemy import text

from catserver.store.engine import open_engine, reading, writing

TABLES = """
    SELECT count(*) FROM information_schema.tables
    WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
"""


class NotForMeasuring(Exception):
    """The database is none that may be filled and emptied."""


def require_empty(url: str) -> None:
    """Raises NotForMeasuring; ValueError and SQLAlchemyError where it cannot be looked at."""
    if sqlalchemy.make_url(url).get_backend_name() == "sqlite":
        raise NotForMeasuring("SQLite is measured without --store, in a folder of its own")
    engine = open_engine(url)
    try:
        with reading(engine) as connection:
            tables = connection.scalar(text(TABLES))
    finally:
        engine.dispose()
    if tables:
        raise NotForMeasuring(
            f"the database holds {tables} tables; measuring fills and drops its own, so give it an "
            "empty one (createdb catserver_bench)"
        )


@contextmanager
def own_schema(url: str | None, name: str) -> Iterator[str | None]:
    """The address of a fresh schema in that database, dropped afterwards; without one, none."""
    if url is None:
        yield None
        return
    _run(url, f'CREATE SCHEMA "{name}"')
    try:
        address = sqlalchemy.make_url(url)
        wished = {"options": f"-csearch_path={name}"}
        yield address.update_query_dict(wished).render_as_string(hide_password=False)
    finally:
        _run(url, f'DROP SCHEMA "{name}" CASCADE')


def _run(url: str, statement: str) -> None:
    engine = open_engine(url)
    try:
        with writing(engine) as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()
