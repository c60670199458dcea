"""The key of an event as rows need it: never a second one where something is sealed already.

A key that is missing is put back from beside a backup, or it is lost. A new one under the same name
would hide that from everybody, and would then seal things that the old key, put back, cannot open.
"""

from sqlalchemy import Connection, select

from catserver.delivery.keeping.vault import EventKey, EventKeys, KeyMissing, KeyUnusable
from catserver.delivery.photos import ExamEventId
from catserver.store.tables import photo, staged_content, watched


def sealing_key(connection: Connection, keys: EventKeys, event: ExamEventId) -> EventKey:
    """What new photos are sealed with. Raises KeyUnusable."""
    trouble = key_trouble(connection, keys, event)
    if trouble is not None:
        raise trouble
    return keys.make(event)


def key_trouble(connection: Connection, keys: EventKeys, event: ExamEventId) -> KeyUnusable | None:
    """Why the event's key cannot be used; None where it can, or may still be made."""
    if keys.key(event) is not None:
        return None
    if keys.has(event):
        try:
            keys.make(event)
        except KeyUnusable as trouble:
            return trouble
        return None
    return KeyMissing(event) if _has_sealed(connection, event) else None


def _has_sealed(connection: Connection, event: ExamEventId) -> bool:
    return any(
        connection.scalar(select(table.c.event).where(table.c.event == event).limit(1)) is not None
        for table in (photo, watched, staged_content)
    )
