"""What is held of whom, and its end: rows by class, overwritten in the file as they go.

Deletion here is by whole things only. A photo goes with its content; of the journal a sitting goes
with every stream of its candidates, so that what is left of the journal still holds along its
chains. SQLite overwrites what it deletes (`secure_delete`); `compact` then gives the room back and
empties the write-ahead log. A database administrator's copies are beyond this file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Select, delete, exists, func, select, update

from catserver.custody.events import DataClass
from catserver.delivery.photos import ExamEvent, ExamEventId
from catserver.store.engine import reading, writing
from catserver.store.staging import clear
from catserver.store.tables import (
    assignment,
    candidate,
    events,
    exam_event,
    photo,
    photo_content,
    site,
    sitting,
    staged_content,
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
        mine = _sittings(connection, Selection((event.id,)))
        starts = select(sitting.c.start_at).where(sitting.c.id.in_(mine))
        known = [event.opened_at, *connection.scalars(starts)]
    ends: list[datetime] = known if event.closed_at is None else [*known, event.closed_at]
    return max(ends)


def survey(engine: Engine, chosen: Selection) -> dict[DataClass, int]:
    """How many rows of each class are held."""
    with reading(engine) as connection:
        return {
            "registration_photos": _count(connection, _contents(chosen, "registration")),
            "arrival_photos": _count(connection, _contents(chosen, "arrival")),
            "templates": _count(connection, _templates(chosen)),
            "watch_list": _count(connection, _watched(chosen)),
            "person": len(_people(connection, chosen)),
            "journal": _journal(connection, chosen),
        }


def forget(engine: Engine, chosen: Selection, classes: Iterable[DataClass]) -> dict[DataClass, int]:
    """One transaction. Returns how many rows of each class are gone."""
    wanted = set(classes)
    before = survey(engine, chosen)
    with writing(engine) as connection:
        if "registration_photos" in wanted:
            _delete_contents(connection, chosen, "registration")
        if "arrival_photos" in wanted:
            _delete_contents(connection, chosen, "arrival")
        if "templates" in wanted:
            rows = _templates(chosen)
            connection.execute(delete(template).where(template.c.sequence.in_(rows)))
            _delete_site_values(connection, [f"doubles/{each}" for each in chosen.events])
        if "watch_list" in wanted:
            connection.execute(delete(watched).where(watched.c.id.in_(_watched(chosen))))
        if "person" in wanted:
            _blank(connection, _people(connection, chosen))
        if "journal" in wanted:
            _delete_journal(connection, chosen)
        _delete_empty_photos(connection, chosen)
    return {name: count for name, count in before.items() if name in wanted}


def sittings_of(engine: Engine, chosen: Selection) -> tuple[str, ...]:
    """Whose journal goes with `chosen`."""
    with reading(engine) as connection:
        return tuple(sorted(_sittings(connection, chosen)))


def holds_sealed(engine: Engine, event: ExamEventId) -> bool:
    """Whether anything is left that the event's key opens."""
    whole = Selection((event,))
    with reading(engine) as connection:
        kinds = (_contents(whole, "registration"), _contents(whole, "arrival"), _templates(whole))
        return any(_count(connection, each) for each in (*kinds, _watched(whole)))


def mark_forgotten(engine: Engine, event: ExamEventId, at: datetime) -> None:
    """Closed with it: what comes later belongs to another event, under another key."""
    with writing(engine) as connection:
        connection.execute(
            update(exam_event).where(exam_event.c.id == event).values(forgotten_at=at)
        )
        is_open = (exam_event.c.id == event) & exam_event.c.closed_at.is_(None)
        connection.execute(update(exam_event).where(is_open).values(closed_at=at))


def compact(engine: Engine) -> None:
    """Give back what was freed; on PostgreSQL that is the administrator's VACUUM FULL."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect().execution_options(catserver_autocommit=True) as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _photos(chosen: Selection, kind: str | None = None) -> Select[tuple[str]]:
    query = select(photo.c.id).where(photo.c.event.in_(chosen.events))
    if chosen.number is not None:
        query = query.where(photo.c.candidate == chosen.number)
    return query if kind is None else query.where(photo.c.kind == kind)


def _contents(chosen: Selection, kind: str) -> Select[tuple[str]]:
    return select(photo_content.c.photo).where(photo_content.c.photo.in_(_photos(chosen, kind)))


def _templates(chosen: Selection) -> Select[tuple[int]]:
    return select(template.c.sequence).where(template.c.photo.in_(_photos(chosen)))


def _watched(chosen: Selection) -> Select[tuple[str]]:
    """An entry of the watch list is nobody's who is registered here."""
    mine = watched.c.event.in_(chosen.events if chosen.number is None else ())
    return select(watched.c.id).where(mine)


def _people(connection: Connection, chosen: Selection) -> list[str]:
    """Whose name is still held: the one, or everybody of these events who is in no other."""
    named = candidate.c.name != ""
    if chosen.number is not None:
        query = select(candidate.c.number).where(named, candidate.c.number == chosen.number)
        return list(connection.scalars(query))
    elsewhere = exists().where(
        photo.c.candidate == candidate.c.number, photo.c.event.not_in(chosen.events)
    )
    sittings = _sittings(connection, chosen)
    here = candidate.c.number.in_(
        select(photo.c.candidate).where(photo.c.event.in_(chosen.events))
    ) | candidate.c.number.in_(
        select(assignment.c.candidate).where(assignment.c.sitting.in_(sittings))
    )
    return list(connection.scalars(select(candidate.c.number).where(named, here, ~elsewhere)))


def _sittings(connection: Connection, chosen: Selection) -> list[str]:
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


def _streams(connection: Connection, chosen: Selection) -> list[str]:
    sittings = _sittings(connection, chosen)
    attempts = select(assignment.c.attempt).where(assignment.c.sitting.in_(sittings))
    return [
        *(f"sitting/{each}" for each in sittings),
        *(
            f"{kind}/{each}"
            for each in connection.scalars(attempts)
            for kind in ("attempt", "admission")
        ),
    ]


def _journal(connection: Connection, chosen: Selection) -> int:
    """Events; those of one candidate alone do not go: a sitting's account is one piece."""
    if chosen.number is not None:
        return 0
    return sum(
        connection.scalar(
            select(func.count()).select_from(events).where(events.c.stream.in_(names))
        )
        or 0
        for names in _batches(_streams(connection, chosen))
    )


def _delete_journal(connection: Connection, chosen: Selection) -> None:
    if chosen.number is not None:
        return
    for names in _batches(_streams(connection, chosen)):
        connection.execute(delete(events).where(events.c.stream.in_(names)))
    sittings = _sittings(connection, chosen)
    connection.execute(delete(assignment).where(assignment.c.sitting.in_(sittings)))
    connection.execute(delete(sitting).where(sitting.c.id.in_(sittings)))
    for purpose in ("draw_seed", "form_seal"):
        _delete_site_values(connection, [f"{purpose}/{each}" for each in sittings])


def _delete_contents(connection: Connection, chosen: Selection, kind: str) -> None:
    if chosen.number is None:
        clear(connection, staged_content.c.event.in_(chosen.events))
    rows = _contents(chosen, kind)
    connection.execute(delete(photo_content).where(photo_content.c.photo.in_(rows)))


def _delete_empty_photos(connection: Connection, chosen: Selection) -> None:
    """A photo's own row says when somebody was photographed: it goes with the last of it."""
    kept = exists().where(photo_content.c.photo == photo.c.id)
    known = exists().where(template.c.photo == photo.c.id)
    empty: list[str] = list(connection.scalars(_photos(chosen).where(~kept, ~known)))
    for names in _batches(empty):
        connection.execute(
            update(candidate)
            .where(candidate.c.reference_photo.in_(names))
            .values(reference_photo=None)
        )
        connection.execute(delete(photo).where(photo.c.id.in_(names)))


def _blank(connection: Connection, numbers: Sequence[str]) -> None:
    """The number stays, for the journal and the results name nobody else by it."""
    nothing = {"name": "", "birth_date": None, "formation": "", "accommodation": None}
    for names in _batches(numbers):
        connection.execute(update(candidate).where(candidate.c.number.in_(names)).values(**nothing))


def _delete_site_values(connection: Connection, keys: Sequence[str]) -> None:
    for names in _batches(keys):
        connection.execute(delete(site).where(site.c.key.in_(names)))


def _count(connection: Connection, rows: Select[tuple[str]] | Select[tuple[int]]) -> int:
    return connection.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _batches(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE))
