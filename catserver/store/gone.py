"""What went and is not written down yet: a note in the same transaction that let it go.

The rows and the journal are two transactions, and a machine may lose its power between them. So the
deletion leaves a note beside itself, which holds no personal data either. Whoever next opens the
store to write ends what the note says and takes it away (`catserver/forgotten.py`).
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy import Connection, Engine, delete, insert, select

from catserver.custody.events import DataClass, Scope
from catserver.delivery.photos import ExamEventId
from catserver.store.engine import reading, writing
from catserver.store.tables import site

PREFIX = "gone/"


class Gone(msgspec.Struct, frozen=True):
    """As in `DataForgotten`; `events_ended` are those of which nothing sealed is left."""

    name: str
    at: datetime
    by: str
    scope: Scope
    events: tuple[ExamEventId, ...]
    counts: Mapping[DataClass, int]
    events_ended: tuple[ExamEventId, ...]
    keys: tuple[ExamEventId, ...]
    """Of the events ended, those whose key was there."""
    sittings: tuple[str, ...]


def new_name() -> str:
    return secrets.token_hex(9)


def note(connection: Connection, gone: Gone) -> None:
    value = msgspec.json.encode(gone).decode()
    connection.execute(insert(site).values(key=PREFIX + gone.name, value=value))


def notes(engine: Engine) -> tuple[Gone, ...]:
    """Oldest first."""
    query = select(site.c.value).where(site.c.key.startswith(PREFIX, autoescape=True))
    with reading(engine) as connection:
        found = [msgspec.json.decode(each, type=Gone) for each in connection.scalars(query)]
    return tuple(sorted(found, key=lambda each: each.at))


def take_away(engine: Engine, gone: Gone) -> None:
    with writing(engine) as connection:
        connection.execute(delete(site).where(site.c.key == PREFIX + gone.name))
