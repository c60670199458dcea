"""Rows of candidates, and of the roster that brings them with their photos."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from catserver.delivery.registry import Candidate, RosterEntry, RosterLoaded
from catserver.delivery.vault import EventKeys
from catserver.store.photo_rows import PhotoRows, insert_photo, reference_digests
from catserver.store.tables import candidate

# SQLite takes 32,766 values in one statement (sqlite.org/limits.html, item 9).
NUMBERS_IN_ONE_QUERY_MAX = 10_000


class CandidateRows(PhotoRows):
    async def load_roster(self, entries: Sequence[RosterEntry]) -> RosterLoaded:
        def work(connection: Connection) -> RosterLoaded:
            known = {row.number: _candidate(row) for row in connection.execute(select(candidate))}
            references = reference_digests(connection, self._keys)
            counts = {"added": 0, "updated": 0, "unchanged": 0, "photos": 0}
            for entry in entries:
                before = known.get(entry.candidate.number)
                counts[_enrol(connection, entry, before)] += 1
                if entry.photo and entry.photo.digest != references.get(entry.candidate.number):
                    _make_reference(connection, entry, self._keys)
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


def _make_reference(connection: Connection, entry: RosterEntry, keys: EventKeys) -> None:
    assert entry.photo is not None
    insert_photo(connection, entry.photo, entry.content, keys)
    connection.execute(
        update(candidate)
        .where(candidate.c.number == entry.candidate.number)
        .values(reference_photo=entry.photo.id)
    )


def _candidate(row: Row[Any]) -> Candidate:
    return Candidate(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
