"""What is held of whom: rows of each class, of an event or of one person.

A selection says whose; each function here finds the rows. What lets them go is `forgetting.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Select, exists, func, select

from catserver.custody.events import DataClass
from catserver.delivery.photos import ExamEvent, ExamEventId
from catserver.store.engine import reading
from catserver.store.tables import (
    assignment,
    candidate,
    events,
    exam_event,
    photo,
    photo_content,
    sitting,
    template,
    watched,
)

AT_ONCE = 5_000
"""Names in one statement: SQLite takes 32,766."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is meant: of these events; of one candidate alone where `number` is given."""

    events: tuple[ExamEventId, ...]
    number: str | None = None


def exam_events(engine: Engine) -> tuple[ExamEvent, ...]:
    with reading(engine) as connection:
        rows = connection.execute(select(exam_event).order_by(exam_event.c.opened_at))
        return tuple(ExamEvent(**row._mapping) for row in rows)  # noqa: SLF001 - SQLAlchemy's name


def last_use(engine: Engine, event: ExamEvent) -> datetime:
    """From when the time of keeping counts: the event's close, or its last sitting's start."""
    with reading(engine) as connection:
        mine = sittings_of(connection, Selection((event.id,)))
        starts = select(sitting.c.start_at).where(sitting.c.id.in_(mine))
        known = [event.opened_at, *connection.scalars(starts)]
    ends: list[datetime] = known if event.closed_at is None else [*known, event.closed_at]
    return max(ends)


def survey(engine: Engine, chosen: Selection) -> dict[DataClass, int]:
    """How many rows of each class are held."""
    with reading(engine) as connection:
        return counted(connection, chosen)


def counted(connection: Connection, chosen: Selection) -> dict[DataClass, int]:
    return {
        "registration_photos": count(connection, contents(chosen, "registration")),
        "arrival_photos": count(connection, contents(chosen, "arrival")),
        "templates": count(connection, templates(chosen)),
        "watch_list": count(connection, entries(chosen)),
        "person": len(people(connection, chosen)),
        "journal": journal_rows(connection, chosen),
    }


def photos(chosen: Selection, kind: str | None = None) -> Select[tuple[str]]:
    query = select(photo.c.id).where(photo.c.event.in_(chosen.events))
    if chosen.number is not None:
        query = query.where(photo.c.candidate == chosen.number)
    return query if kind is None else query.where(photo.c.kind == kind)


def contents(chosen: Selection, kind: str) -> Select[tuple[str]]:
    return select(photo_content.c.photo).where(photo_content.c.photo.in_(photos(chosen, kind)))


def templates(chosen: Selection) -> Select[tuple[int]]:
    return select(template.c.sequence).where(template.c.photo.in_(photos(chosen)))


def entries(chosen: Selection) -> Select[tuple[str]]:
    """An entry of the watch list is nobody's who is registered here."""
    mine = watched.c.event.in_(chosen.events if chosen.number is None else ())
    return select(watched.c.id).where(mine)


def people(connection: Connection, chosen: Selection) -> list[str]:
    """Whose name is still held: the one, or everybody of these events who is in no other."""
    named = candidate.c.name != ""
    if chosen.number is not None:
        query = select(candidate.c.number).where(named, candidate.c.number == chosen.number)
        return list(connection.scalars(query))
    elsewhere = exists().where(
        photo.c.candidate == candidate.c.number, photo.c.event.not_in(chosen.events)
    )
    sittings = sittings_of(connection, chosen)
    here = candidate.c.number.in_(
        select(photo.c.candidate).where(photo.c.event.in_(chosen.events))
    ) | candidate.c.number.in_(
        select(assignment.c.candidate).where(assignment.c.sitting.in_(sittings))
    )
    return list(connection.scalars(select(candidate.c.number).where(named, here, ~elsewhere)))


def sittings_of(connection: Connection, chosen: Selection) -> list[str]:
    """A sitting belongs to the event that was open at its start, or to the first there was."""
    opened = connection.execute(
        select(exam_event.c.id, exam_event.c.opened_at).order_by(exam_event.c.opened_at)
    ).all()
    found = []
    for row in connection.execute(select(sitting.c.id, sitting.c.start_at)):
        before = [each.id for each in opened if each.opened_at <= row.start_at]
        belongs = before[-1] if before else (opened[0].id if opened else None)
        if belongs in chosen.events:
            found.append(row.id)
    return found


def streams(connection: Connection, chosen: Selection) -> list[str]:
    sittings = sittings_of(connection, chosen)
    attempts = select(assignment.c.attempt).where(assignment.c.sitting.in_(sittings))
    return [
        *(f"sitting/{each}" for each in sittings),
        *(
            f"{kind}/{each}"
            for each in connection.scalars(attempts)
            for kind in ("attempt", "admission")
        ),
    ]


def journal_rows(connection: Connection, chosen: Selection) -> int:
    """Events; those of one candidate alone do not go: a sitting's account is one piece."""
    if chosen.number is not None:
        return 0
    return sum(
        connection.scalar(
            select(func.count()).select_from(events).where(events.c.stream.in_(names))
        )
        or 0
        for names in batches(streams(connection, chosen))
    )


def count(connection: Connection, rows: Select[tuple[str]] | Select[tuple[int]]) -> int:
    return connection.scalar(select(func.count()).select_from(rows.subquery())) or 0


def holds_sealed(connection: Connection, event: ExamEventId) -> bool:
    """Whether anything is left that the event's key opens."""
    whole = Selection((event,))
    kinds = (contents(whole, "registration"), contents(whole, "arrival"), templates(whole))
    return any(count(connection, each) for each in (*kinds, entries(whole)))


def batches(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE))
