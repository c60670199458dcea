"""The newest instant in the journal, which no clock may go behind."""

from datetime import datetime

from sqlalchemy import Engine, select

from catserver.store.engine import reading
from catserver.store.tables import events

ROWS_LOOKED_AT = 10_000
"""Instants grow with the position but for what was decided at the same moment: a few commits."""


def newest_instant(engine: Engine) -> datetime | None:
    """None for an empty journal."""
    query = select(events.c.at).order_by(events.c.position.desc()).limit(ROWS_LOOKED_AT)
    with reading(engine) as connection:
        found = connection.execute(query).scalars().all()
    return max(map(datetime.fromisoformat, found), default=None)
