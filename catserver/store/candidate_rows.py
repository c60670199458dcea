"""Rows of candidates, their photos and the templates computed from those."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from catserver.delivery.registry import (
    Candidate,
    Photo,
    PhotoKind,
    RosterEntry,
    RosterLoaded,
    Unknown,
)
from catserver.store.rows import Rows
from catserver.store.tables import candidate, photo, template

# SQLite takes 32,766 values in one statement (sqlite.org/limits.html, item 9).
NUMBERS_IN_ONE_QUERY_MAX = 10_000


class CandidateRows(Rows):
    async def load_roster(self, entries: Sequence[RosterEntry]) -> RosterLoaded:
        def work(connection: Connection) -> RosterLoaded:
            known = {row.number: _candidate(row) for row in connection.execute(select(candidate))}
            references = _reference_digests(connection)
            counts = {"added": 0, "updated": 0, "unchanged": 0, "photos": 0}
            for entry in entries:
                before = known.get(entry.candidate.number)
                counts[_enrol(connection, entry, before)] += 1
                if entry.photo and entry.photo.digest != references.get(entry.candidate.number):
                    _make_reference(connection, entry)
                    counts["photos"] += 1
            return RosterLoaded(**counts)

        return await self._write(work)

    async def candidate(self, number: str) -> Candidate | None:
        query = select(candidate).where(candidate.c.number == number)
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _candidate(row)

    async def candidates(self, numbers: Sequence[str] | None = None) -> tuple[Candidate, ...]:
        def work(connection: Connection) -> list[Row[Any]]:
            query = select(candidate).order_by(candidate.c.number)
            if numbers is None or len(numbers) > NUMBERS_IN_ONE_QUERY_MAX:
                return list(connection.execute(query))
            return list(connection.execute(query.where(candidate.c.number.in_(numbers))))

        rows = await self._read(work)
        wanted = None if numbers is None else set(numbers)
        return tuple(_candidate(row) for row in rows if wanted is None or row.number in wanted)

    async def find_candidates(self, query: str, limit: int) -> tuple[Candidate, ...]:
        text = query.strip().lower()
        statement = (
            select(candidate)
            .where(
                or_(
                    func.lower(candidate.c.number).contains(text, autoescape=True),
                    func.lower(candidate.c.name).contains(text, autoescape=True),
                )
            )
            .order_by(candidate.c.number)
            .limit(limit)
        )
        rows = await self._read(lambda connection: connection.execute(statement).all())
        return tuple(_candidate(row) for row in rows)

    async def count_candidates(self) -> int:
        query = select(func.count()).select_from(candidate)
        return await self._read(lambda connection: connection.scalar(query) or 0)

    async def add_photo(self, added: Photo, content: bytes) -> None:
        try:
            await self._write(lambda connection: _insert_photo(connection, added, content))
        except IntegrityError as error:
            raise Unknown(added.candidate) from error

    async def photo(self, photo_id: str) -> Photo | None:
        query = select(*_PHOTO_COLUMNS).where(photo.c.id == photo_id)
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _photo(row)

    async def photo_content(self, photo_id: str) -> bytes | None:
        query = select(photo.c.content).where(photo.c.id == photo_id)
        return await self._read(lambda connection: connection.scalar(query))

    async def photos_of(self, number: str) -> tuple[Photo, ...]:
        query = (
            select(*_PHOTO_COLUMNS)
            .where(photo.c.candidate == number)
            .order_by(photo.c.taken_at, photo.c.id)
        )
        rows = await self._read(lambda connection: connection.execute(query).all())
        return tuple(_photo(row) for row in rows)

    async def store_template(self, photo_id: str, engine: str, content: bytes) -> None:
        this_one = (template.c.photo == photo_id) & (template.c.engine == engine)

        def work(connection: Connection) -> None:
            connection.execute(delete(template).where(this_one))
            connection.execute(
                insert(template).values(photo=photo_id, engine=engine, content=content)
            )

        try:
            await self._write(work)
        except IntegrityError as error:
            raise Unknown(photo_id) from error

    async def template(self, photo_id: str, engine: str) -> bytes | None:
        query = select(template.c.content).where(
            template.c.photo == photo_id, template.c.engine == engine
        )
        return await self._read(lambda connection: connection.scalar(query))


def _enrol(connection: Connection, entry: RosterEntry, before: Candidate | None) -> str:
    if before is None:
        fresh = replace(entry.candidate, reference_photo=None)
        connection.execute(insert(candidate).values(asdict(fresh)))
        return "added"
    after = replace(entry.candidate, reference_photo=before.reference_photo)
    if after == before:
        return "unchanged"
    this_one = candidate.c.number == after.number
    connection.execute(update(candidate).where(this_one).values(asdict(after)))
    return "updated"


def _make_reference(connection: Connection, entry: RosterEntry) -> None:
    assert entry.photo is not None
    _insert_photo(connection, entry.photo, entry.content)
    connection.execute(
        update(candidate)
        .where(candidate.c.number == entry.candidate.number)
        .values(reference_photo=entry.photo.id)
    )


def _reference_digests(connection: Connection) -> dict[str, str]:
    query = select(candidate.c.number, photo.c.digest).join_from(
        candidate, photo, candidate.c.reference_photo == photo.c.id
    )
    return {row.number: row.digest for row in connection.execute(query)}


def _insert_photo(connection: Connection, added: Photo, content: bytes) -> None:
    connection.execute(
        insert(photo).values(asdict(added) | {"kind": added.kind.value, "content": content})
    )


_PHOTO_COLUMNS = tuple(column for column in photo.c if column.name != "content")


def _candidate(row: Row[Any]) -> Candidate:
    return Candidate(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def _photo(row: Row[Any]) -> Photo:
    return Photo(
        row.id, PhotoKind(row.kind), row.candidate, row.digest, row.media_type, row.taken_at
    )
