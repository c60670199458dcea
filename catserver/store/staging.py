"""Contents of photos that are in the store before their photo is: brought there in small steps.

Thousands of photos in one transaction hold SQLite's write lock for seconds, and no answer is saved
meanwhile. So their sealed bytes come first, a few at a time, each noted as staged. The roster that
names them is then one short transaction. What a load left behind that did not come to its end is
cleared by the next one, and goes with its event.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from catserver.delivery.keeping.vault import EventKey
from catserver.delivery.photos import ExamEventId
from catserver.delivery.registry import RosterEntry
from catserver.store.tables import photo_content, staged_content

BYTES_A_STEP = 2 * 1024 * 1024
PHOTOS_A_STEP = 200
LEFT_BEHIND_AFTER = timedelta(hours=1)
"""No load takes so long; the file of one is five thousand photos."""


def steps(entries: Sequence[RosterEntry]) -> Iterator[Sequence[RosterEntry]]:
    """Those with a photo, in groups of a bounded size."""
    group: list[RosterEntry] = []
    size = 0
    for entry in entries:
        group.append(entry)
        size += len(entry.content)
        if size >= BYTES_A_STEP or len(group) == PHOTOS_A_STEP:
            yield group
            group, size = [], 0
    if group:
        yield group


def stage(
    connection: Connection, group: Sequence[RosterEntry], event: ExamEventId, key: EventKey
) -> None:
    now = datetime.now(UTC)
    photos = [entry.photo.id for entry in group if entry.photo is not None]
    contents = [key.seal(name, each.content) for name, each in zip(photos, group, strict=True)]
    connection.execute(
        insert(photo_content),
        [{"photo": n, "content": c} for n, c in zip(photos, contents, strict=True)],
    )
    connection.execute(
        insert(staged_content),
        [{"photo": name, "event": event, "staged_at": now} for name in photos],
    )


def settle(connection: Connection, photos: Sequence[str]) -> None:
    """They are staged no longer: their photos are there."""
    for start in range(0, len(photos), PHOTOS_A_STEP):
        these = staged_content.c.photo.in_(photos[start : start + PHOTOS_A_STEP])
        connection.execute(delete(staged_content).where(these))


def clear_left_behind(connection: Connection) -> None:
    clear(connection, staged_content.c.staged_at < datetime.now(UTC) - LEFT_BEHIND_AFTER)


def clear(connection: Connection, which: ColumnElement[bool]) -> None:
    """Take staged contents out again."""
    photos = list(connection.scalars(select(staged_content.c.photo).where(which)))
    settle(connection, photos)
    for start in range(0, len(photos), PHOTOS_A_STEP):
        these = photo_content.c.photo.in_(photos[start : start + PHOTOS_A_STEP])
        connection.execute(delete(photo_content).where(these))
