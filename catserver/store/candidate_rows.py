"""Rows of candidates, and of the roster that brings them with their photos."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from sqlalchemy import Connection, Executable, Row, bindparam, func, insert, or_, select, update

from catserver.delivery.photos import ExamEventId
from catserver.delivery.registry import (
    Candidate,
    Photo,
    PhotoId,
    RegistryAway,
    RosterEntry,
    RosterLoaded,
)
from catserver.store.photo_rows import (
    PhotoRows,
    insert_content,
    open_event,
    photo_values,
    reference_digests,
)
from catserver.store.staging import clear, clear_left_behind, settle, stage, steps
from catserver.store.tables import candidate, photo, staged_content

# SQLite takes 32,766 values in one statement (sqlite.org/limits.html, item 9).
NUMBERS_IN_ONE_QUERY_MAX = 10_000
BETWEEN_STEPS_S = 0.02
"""SQLite's waiting writers look again after milliseconds, and after a tenth at most."""

THIS_ONE = candidate.c.number == bindparam("this_one")
ONE = select(candidate).where(THIS_ONE)


class CandidateRows(PhotoRows):
    async def load_roster(self, entries: Sequence[RosterEntry]) -> RosterLoaded:
        """Photos first, in steps between which answers are saved; then all of it at once."""
        staged: set[str] = set()
        try:
            event = await self._stage(entries, staged)
            return await self._enrol_all(entries, event, staged)
        except BaseException:
            left = staged_content.c.photo.in_(list(staged)[:NUMBERS_IN_ONE_QUERY_MAX])
            with suppress(RegistryAway):  # then the next load clears them
                await self._write(lambda connection: clear(connection, left))
            raise

    async def _stage(self, entries: Sequence[RosterEntry], staged: set[str]) -> ExamEventId:
        event = (await self.open_event()).id
        references = await self.reference_digests()
        new = [
            each
            for each in entries
            if each.photo and each.photo.digest != references.get(each.candidate.number)
        ]
        await self._write(clear_left_behind)
        key = await self.event_key() if new else None
        for group in steps(new):
            assert key is not None
            await self._write(partial(stage, group=group, event=event, key=key))
            staged.update(each.photo.id for each in group if each.photo)
            await asyncio.sleep(BETWEEN_STEPS_S)
        return event

    async def _enrol_all(
        self, entries: Sequence[RosterEntry], staged_in: ExamEventId, staged: set[str]
    ) -> RosterLoaded:
        def work(connection: Connection) -> RosterLoaded:
            event = open_event(connection, self._keys)
            here = staged if event == staged_in else set[str]()
            known = {row.number: _candidate(row) for row in connection.execute(select(candidate))}
            references = reference_digests(connection, self._keys)
            fresh: list[dict[str, Any]] = []
            changed: list[dict[str, Any]] = []
            photos: list[Photo] = []
            counts = {"added": 0, "updated": 0, "unchanged": 0, "photos": 0}
            for entry in entries:
                before = known.get(entry.candidate.number)
                after = replace(entry.candidate, reference_photo=_reference(before))
                kind = "added" if before is None else "unchanged" if after == before else "updated"
                counts[kind] += 1
                if entry.photo and entry.photo.digest != references.get(entry.candidate.number):
                    photos.append(entry.photo)
                    after = replace(after, reference_photo=entry.photo.id)
                    if entry.photo.id not in here:
                        insert_content(connection, entry.photo, entry.content, event, self._keys)
                if before is None:
                    fresh.append(asdict(after))
                elif after != before:
                    changed.append(asdict(after) | {"this_one": after.number})
            many(connection, insert(candidate), fresh)
            many(connection, update(candidate).where(THIS_ONE), changed)
            many(connection, insert(photo), photo_values(connection, photos, event, self._keys))
            settle(connection, [each.id for each in photos if each.id in here])
            return RosterLoaded(**counts | {"photos": len(photos)})

        return await self._write(work)

    async def candidate(self, number: str) -> Candidate | None:
        this_one = {"this_one": number}
        row = await self._read(lambda connection: connection.execute(ONE, this_one).one_or_none())
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


def _reference(before: Candidate | None) -> PhotoId | None:
    return before.reference_photo if before else None


def many(connection: Connection, statement: Executable, values: list[dict[str, Any]]) -> None:
    """One statement run for all of them: a statement each would hold the write lock for seconds."""
    if values:
        connection.execute(statement, values)


def _candidate(row: Row[Any]) -> Candidate:
    return Candidate(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
