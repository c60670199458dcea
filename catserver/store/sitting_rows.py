"""Rows of sittings and of who sits where in them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from catserver.delivery.registry import Assignment, SeatTaken, Sitting, Unknown
from catserver.store.rows import Rows
from catserver.store.tables import assignment, candidate, sitting


class SittingRows(Rows):
    async def add_sitting(self, added: Sitting) -> None:
        statement = insert(sitting).values(asdict(added))
        try:
            await self._write(lambda connection: connection.execute(statement))
        except IntegrityError as error:
            raise Unknown(f"{added.exam} or {added.bank} in that version") from error

    async def sitting(self, sitting_id: str) -> Sitting | None:
        query = select(sitting).where(sitting.c.id == sitting_id)
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _sitting(row)

    async def sittings(self) -> tuple[Sitting, ...]:
        query = select(sitting).order_by(sitting.c.start_at, sitting.c.room, sitting.c.id)
        rows = await self._read(lambda connection: connection.execute(query).all())
        return tuple(_sitting(row) for row in rows)

    async def assign(self, assignments: Sequence[Assignment]) -> None:
        def work(connection: Connection) -> None:
            _require_known(connection, assignments)
            # Seats are vacated first: two candidates may change places in one go.
            for each in assignments:
                _seat(connection, each, None)
            for each in assignments:
                if _seat(connection, each, each.seat) == 0:
                    connection.execute(insert(assignment).values(asdict(each)))

        try:
            await self._write(work)
        except IntegrityError as error:
            raise SeatTaken from error

    async def unassign(self, sitting_id: str, numbers: Sequence[str]) -> None:
        statement = delete(assignment).where(
            assignment.c.sitting == sitting_id, assignment.c.candidate.in_(numbers)
        )
        await self._write(lambda connection: connection.execute(statement))

    async def assignment(self, attempt: str) -> Assignment | None:
        query = select(assignment).where(assignment.c.attempt == attempt)
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _assignment(row)

    async def assignment_counts(self) -> Mapping[str, int]:
        query = (
            select(sitting.c.id, func.count(assignment.c.attempt))
            .join_from(sitting, assignment, isouter=True)
            .group_by(sitting.c.id, sitting.c.start_at)
            .order_by(sitting.c.start_at, sitting.c.id)
        )
        rows = await self._read(lambda connection: connection.execute(query).all())
        return {row[0]: row[1] for row in rows}

    async def assignments(self, sitting_id: str) -> tuple[Assignment, ...]:
        return await self._assignments(
            select(assignment)
            .where(assignment.c.sitting == sitting_id)
            .order_by(assignment.c.candidate)
        )

    async def assignments_of(self, number: str) -> tuple[Assignment, ...]:
        return await self._assignments(
            select(assignment)
            .join_from(assignment, sitting)
            .where(assignment.c.candidate == number)
            .order_by(sitting.c.start_at, sitting.c.id)
        )

    async def _assignments(self, query: Select[Any]) -> tuple[Assignment, ...]:
        rows = await self._read(lambda connection: connection.execute(query).all())
        return tuple(_assignment(row) for row in rows)


def _require_known(connection: Connection, assignments: Sequence[Assignment]) -> None:
    sittings = set(connection.scalars(select(sitting.c.id)))
    numbers = set(connection.scalars(select(candidate.c.number)))
    for each in assignments:
        if each.sitting not in sittings or each.candidate not in numbers:
            raise Unknown(f"{each.candidate} in {each.sitting}")


def _seat(connection: Connection, each: Assignment, seat: str | None) -> int:
    statement = (
        update(assignment)
        .where(assignment.c.sitting == each.sitting, assignment.c.candidate == each.candidate)
        .values(seat=seat)
    )
    return connection.execute(statement).rowcount


def _sitting(row: Row[Any]) -> Sitting:
    return Sitting(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def _assignment(row: Row[Any]) -> Assignment:
    return Assignment(row.attempt, row.sitting, row.candidate, row.seat)
