"""The naive way to keep an answer: one ORM session and one commit each. For `catserver bench` only.

It exists to be measured beside the group commit on the same machine in the same run.
"""

from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session, registry

from catserver.store.tables import events

mapper = registry()


class NaiveEvent:
    """A row of `events` as an ORM object."""

    def __init__(self, stream: str, version: int, data: bytes) -> None:
        self.stream = stream
        self.version = version
        self.type = "ResponseRecorded"
        self.schema_version = 1
        self.at = datetime.now(UTC).isoformat()
        self.data = data
        self.hash = bytes(32)


mapper.map_imperatively(NaiveEvent, events)


def keep(engine: Engine, stream: str, version: int, data: bytes) -> None:
    """One answer, one session, one commit, with the same durability as the group commit."""
    with Session(engine.execution_options(catserver_writes=True)) as session:
        session.add(NaiveEvent(stream, version, data))
        session.commit()
