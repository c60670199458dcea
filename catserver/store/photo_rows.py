"""Rows of photos and of the templates computed from them, sealed with the key of their event.

Whose a photo is stands in `photo`; what is on it, and what an engine made of it, stand in tables
that know an opaque id and nothing else. Every photo belongs to the event that is open when it
comes; where none is, the first one begins. What cannot be unsealed any more is as if it were gone.
"""

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from catserver.delivery.keeping.vault import EventKey, EventKeys, SealedAway
from catserver.delivery.photos import ExamEvent, ExamEventId, MadeTemplate
from catserver.delivery.registry import (
    CandidateNumber,
    Photo,
    PhotoId,
    PhotoKind,
    StoredTemplate,
    Unknown,
)
from catserver.store.event_key import sealing_key
from catserver.store.rows import Rows
from catserver.store.tables import candidate, exam_event, photo, photo_content, template

EVENT_ID_BYTES = 9
OPEN_EVENT = (
    select(exam_event.c.id)
    .where(exam_event.c.closed_at.is_(None))
    .order_by(exam_event.c.opened_at.desc())
    .limit(1)
)


class PhotoRows(Rows):
    def __init__(self, engine: Engine, keys: EventKeys) -> None:
        super().__init__(engine)
        self._keys = keys

    async def open_event(self) -> ExamEvent:
        return await self._write(lambda connection: _open(connection, self._keys))

    async def event_key(self) -> EventKey:
        """The open event's. Raises KeyUnusable."""
        return await self._write(
            lambda connection: sealing_key(
                connection, self._keys, open_event(connection, self._keys)
            )
        )

    async def begin_event(self, title: str, at: datetime) -> ExamEvent:
        def work(connection: Connection) -> ExamEvent:
            is_open = exam_event.c.closed_at.is_(None)
            connection.execute(update(exam_event).where(is_open).values(closed_at=at))
            return _begin(connection, self._keys, title, at)

        return await self._write(work)

    async def exam_events(self) -> tuple[ExamEvent, ...]:
        query = select(exam_event).order_by(exam_event.c.opened_at, exam_event.c.id)
        rows = await self._read(lambda connection: connection.execute(query).all())
        return tuple(map(_event, rows))

    async def add_photo(
        self, added: Photo, content: bytes, made: MadeTemplate | None = None
    ) -> None:
        def work(connection: Connection) -> None:
            event = open_event_id(connection) or open_event(connection, self._keys)
            key = sealing_key(connection, self._keys, event)
            connection.execute(insert(photo), _photo_values(added, event, key))
            connection.execute(insert(photo_content), _content_values(added, content, key))
            if made is not None:
                connection.execute(insert(template), _template_values(added.id, made, key))

        try:
            await self._write(work, ahead=True)
        except IntegrityError as error:
            raise Unknown(added.candidate) from error

    async def photo(self, photo_id: str) -> Photo | None:
        query = select(photo).where(photo.c.id == photo_id)
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else self._photo(row)

    async def photo_content(self, photo_id: str) -> bytes | None:
        query = (
            select(photo.c.event, photo_content.c.content)
            .join_from(photo, photo_content, photo.c.id == photo_content.c.photo)
            .where(photo.c.id == photo_id)
        )
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else unsealed(self._keys, row.event, photo_id, row.content)

    async def photos_of(self, number: str) -> tuple[Photo, ...]:
        query = (
            select(photo).where(photo.c.candidate == number).order_by(photo.c.taken_at, photo.c.id)
        )
        rows = await self._read(lambda connection: connection.execute(query).all())
        return tuple(map(self._photo, rows))

    async def reference_digests(self) -> dict[CandidateNumber, str]:
        return await self._read(lambda connection: reference_digests(connection, self._keys))

    async def store_template(self, photo_id: str, engine: str, content: bytes) -> None:
        this_one = (template.c.photo == photo_id) & (template.c.engine == engine)

        def work(connection: Connection) -> None:
            event = connection.scalar(select(photo.c.event).where(photo.c.id == photo_id))
            key = None if event is None else self._keys.key(event)
            if key is None:
                raise Unknown(photo_id)
            connection.execute(delete(template).where(this_one))
            made = MadeTemplate(engine, content)
            connection.execute(insert(template), _template_values(photo_id, made, key))

        await self._write(work, ahead=True)

    async def template(self, photo_id: str, engine: str) -> bytes | None:
        query = (
            select(photo.c.event, template.c.content)
            .join_from(photo, template)
            .where(template.c.photo == photo_id, template.c.engine == engine)
        )
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        if row is None:
            return None
        return unsealed(self._keys, row.event, _template_row(photo_id, engine), row.content)

    async def templates_since(
        self, engine: str, kind: PhotoKind, after: int
    ) -> tuple[StoredTemplate, ...]:
        def work(connection: Connection) -> tuple[StoredTemplate, ...]:
            event = open_event_id(connection)
            key = None if event is None else self._keys.key(event)
            if key is None:
                return ()
            rows = connection.execute(_templates_query(event, engine, kind, after))
            return tuple(each for row in rows if (each := _stored(key, engine, row)))

        return await self._read(work)

    async def photos_without_template(self, engine: str, most: int) -> tuple[PhotoId, ...]:
        def work(connection: Connection) -> tuple[PhotoId, ...]:
            made = select(template.c.photo).where(template.c.engine == engine)
            query = (
                select(photo.c.id)
                .join_from(candidate, photo, candidate.c.reference_photo == photo.c.id)
                .join(photo_content, photo_content.c.photo == photo.c.id)
                .where(photo.c.event == open_event_id(connection), photo.c.id.not_in(made))
                .order_by(photo.c.id)
                .limit(most)
            )
            return tuple(connection.scalars(query))

        return await self._read(work)

    async def engines(self) -> tuple[str, ...]:
        query = select(template.c.engine).distinct().order_by(template.c.engine)
        return await self._read(lambda connection: tuple(connection.scalars(query)))

    def _photo(self, row: Row[Any]) -> Photo:
        digest = unsealed(self._keys, row.event, _digest_row(row.id), row.digest)
        return Photo(
            row.id,
            PhotoKind(row.kind),
            row.candidate,
            "" if digest is None else digest.decode(),
            row.media_type,
            row.taken_at,
        )


def photo_values(
    connection: Connection, photos: Iterable[Photo], event: ExamEventId, keys: EventKeys
) -> list[dict[str, Any]]:
    """The rows of photos of one event, without what is on them."""
    photos = list(photos)
    if not photos:
        return []
    key = sealing_key(connection, keys, event)
    return [_photo_values(each, event, key) for each in photos]


def insert_content(
    connection: Connection, added: Photo, content: bytes, event: ExamEventId, keys: EventKeys
) -> None:
    key = sealing_key(connection, keys, event)
    connection.execute(insert(photo_content), _content_values(added, content, key))


def open_event(connection: Connection, keys: EventKeys) -> ExamEventId:
    return _open(connection, keys).id


def reference_digests(connection: Connection, keys: EventKeys) -> dict[CandidateNumber, str]:
    """Of the registration photos of the open event that count now."""
    query = (
        select(candidate.c.number, photo.c.id, photo.c.event, photo.c.digest)
        .join_from(candidate, photo, candidate.c.reference_photo == photo.c.id)
        .where(photo.c.event == open_event_id(connection))
    )
    found = {}
    for row in connection.execute(query):
        digest = unsealed(keys, row.event, _digest_row(row.id), row.digest)
        if digest is not None:
            found[row.number] = digest.decode()
    return found


def unsealed(keys: EventKeys, event: ExamEventId, bound_to: str, sealed: bytes) -> bytes | None:
    key = keys.key(event)
    try:
        return None if key is None else key.unseal(bound_to, sealed)
    except SealedAway:
        return None


def open_event_id(connection: Connection) -> ExamEventId | None:
    return connection.scalar(OPEN_EVENT)


def _open(connection: Connection, keys: EventKeys) -> ExamEvent:
    """Begins the first event where none is open."""
    known = open_event_id(connection)
    if known is None:
        return _begin(connection, keys, "", datetime.now(UTC))
    row = connection.execute(select(exam_event).where(exam_event.c.id == known)).one()
    return _event(row)


def _begin(connection: Connection, keys: EventKeys, title: str, at: datetime) -> ExamEvent:
    """The key is made first: an event without one would lose what came to it."""
    begun = ExamEvent(ExamEventId(secrets.token_hex(EVENT_ID_BYTES)), title, at)
    keys.make(begun.id)
    connection.execute(insert(exam_event).values(asdict(begun)))
    return begun


def _templates_query(event: ExamEventId | None, engine: str, kind: PhotoKind, after: int) -> Any:
    query = (
        select(template.c.sequence, template.c.content, photo.c.id, photo.c.candidate)
        .join_from(photo, template)
        .where(
            photo.c.event == event,
            photo.c.kind == kind.value,
            template.c.engine == engine,
            template.c.sequence > after,
        )
    )
    if kind is PhotoKind.REGISTRATION:
        query = query.join(candidate, candidate.c.reference_photo == photo.c.id)
    return query.order_by(template.c.sequence)


def _photo_values(added: Photo, event: ExamEventId, key: EventKey) -> dict[str, Any]:
    return asdict(added) | {
        "event": event,
        "kind": added.kind.value,
        "digest": key.seal(_digest_row(added.id), added.digest.encode()),
    }


def _content_values(added: Photo, content: bytes, key: EventKey) -> dict[str, Any]:
    return {"photo": added.id, "content": key.seal(added.id, content)}


def _template_values(photo_id: str, made: MadeTemplate, key: EventKey) -> dict[str, Any]:
    sealed = key.seal(_template_row(photo_id, made.engine), made.content)
    return {"photo": photo_id, "engine": made.engine, "content": sealed}


def _stored(key: EventKey, engine: str, row: Row[Any]) -> StoredTemplate | None:
    try:
        content = key.unseal(_template_row(row.id, engine), row.content)
    except SealedAway:
        return None
    return StoredTemplate(row.sequence, row.candidate, row.id, content)


def _event(row: Row[Any]) -> ExamEvent:
    return ExamEvent(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def _digest_row(photo_id: str) -> str:
    return f"digest {photo_id}"


def _template_row(photo_id: str, engine: str) -> str:
    return f"template {photo_id} {engine}"
