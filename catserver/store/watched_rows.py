"""Rows of the watch list, every field that could name or show somebody sealed."""

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from catserver.delivery.keeping.vault import EventKey, SealedAway
from catserver.delivery.photos import ExamEventId
from catserver.delivery.watch_list import Watched
from catserver.store.event_key import sealing_key
from catserver.store.photo_rows import PhotoRows, open_event, open_event_id
from catserver.store.tables import watched


class WatchedRows(PhotoRows):
    """Implements `catserver.delivery.watch_list.WatchList`."""

    async def watch(self, entry: Watched) -> None:
        def work(connection: Connection) -> None:
            event = open_event(connection, self._keys)
            key = sealing_key(connection, self._keys, event)
            values = {
                "id": entry.id,
                "event": event,
                "label": key.seal(f"label {entry.id}", entry.label.encode()),
                "media_type": entry.media_type,
                "content": key.seal(f"watched {entry.id}", entry.content),
                "engine": entry.engine,
                "template": key.seal(f"watched template {entry.id}", entry.template),
                "added_at": entry.added_at,
                "added_by": entry.added_by,
            }
            connection.execute(insert(watched).values(values))

        await self._write(work)

    async def unwatch(self, entry_id: str) -> bool:
        statement = delete(watched).where(watched.c.id == entry_id)
        return await self._write(lambda connection: connection.execute(statement).rowcount > 0)

    async def watched(self) -> tuple[Watched, ...]:
        def work(connection: Connection) -> tuple[Watched, ...]:
            columns = [each for each in watched.c if each.name != "content"]
            query = select(*columns).where(watched.c.event == open_event_id(connection))
            rows = connection.execute(query.order_by(watched.c.added_at, watched.c.id))
            return tuple(each for row in rows if (each := self._entry(row)))

        return await self._read(work)

    async def watched_photo(self, entry_id: str) -> Watched | None:
        query = select(watched).where(watched.c.id == entry_id)
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else self._entry(row, row.content)

    def _entry(self, row: Row[Any], content: bytes | None = None) -> Watched | None:
        key = self._keys.key(ExamEventId(row.event))
        try:
            return None if key is None else _unsealed(key, row, content)
        except SealedAway:
            return None


def _unsealed(key: EventKey, row: Row[Any], content: bytes | None) -> Watched:
    return Watched(
        id=row.id,
        label=key.unseal(f"label {row.id}", row.label).decode(),
        media_type=row.media_type,
        content=b"" if content is None else key.unseal(f"watched {row.id}", content),
        engine=row.engine,
        template=key.unseal(f"watched template {row.id}", row.template),
        added_at=row.added_at,
        added_by=row.added_by,
    )
