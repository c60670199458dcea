"""The end of what is held of whom: rows by class, overwritten in the file as they go.

Deletion here is by whole things only. A photo goes with its content; of the journal a sitting goes
with every stream of its candidates, so that what is left of the journal still holds along its
chains. SQLite overwrites what it deletes (`secure_delete`); `compact` then gives the room back and
empties the write-ahead log. A database administrator's copies are beyond this file.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, exists, update

from catserver.custody.events import DataClass, Scope
from catserver.delivery.photos import ExamEventId
from catserver.store.engine import writing
from catserver.store.gone import Gone, new_name, note
from catserver.store.held import (
    Selection,
    batches,
    contents,
    counted,
    entries,
    holds_sealed,
    people,
    photos,
    sittings_of,
    streams,
    templates,
)
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

SEALED: frozenset[DataClass] = frozenset(
    {"registration_photos", "arrival_photos", "templates", "watch_list"}
)


@dataclass(frozen=True, slots=True)
class Part:
    """What goes of a selection."""

    chosen: Selection
    classes: tuple[DataClass, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """Who lets it go, when and why. `has_key` says whether an event's key is here."""

    by: str
    at: datetime
    scope: Scope
    has_key: Callable[[ExamEventId], bool]


def forget(engine: Engine, parts: Sequence[Part], order: Order) -> Gone:
    """One transaction, with a note of what went in it.

    An event of which nothing sealed is left is closed for good: what comes later belongs to
    another, under another key.
    """
    with writing(engine) as connection:
        counts: Counter[DataClass] = Counter()
        sittings: list[str] = []
        for part in parts:
            held = counted(connection, part.chosen)
            counts.update({name: held[name] for name in part.classes})
            if "journal" in part.classes:
                sittings += sorted(sittings_of(connection, part.chosen))
            _forget(connection, part.chosen, set(part.classes))
        touched = tuple(dict.fromkeys(each for part in parts for each in part.chosen.events))
        ended = tuple(
            event
            for part in parts
            if part.chosen.number is None and SEALED.intersection(part.classes)
            for event in part.chosen.events
            if not holds_sealed(connection, event)
        )
        for event in ended:
            _close_for_good(connection, event, order.at)
        keys = tuple(event for event in ended if order.has_key(event))
        gone = Gone(
            new_name(),
            order.at,
            order.by,
            order.scope,
            touched,
            dict(counts),
            ended,
            keys,
            tuple(sittings),
        )
        note(connection, gone)
    return gone


def _forget(connection: Connection, chosen: Selection, wanted: AbstractSet[DataClass]) -> None:
    if "registration_photos" in wanted:
        _delete_contents(connection, chosen, "registration")
    if "arrival_photos" in wanted:
        _delete_contents(connection, chosen, "arrival")
    if "templates" in wanted:
        rows = templates(chosen)
        connection.execute(delete(template).where(template.c.sequence.in_(rows)))
        _delete_site_values(connection, [f"doubles/{each}" for each in chosen.events])
    if "watch_list" in wanted:
        connection.execute(delete(watched).where(watched.c.id.in_(entries(chosen))))
    if "person" in wanted:
        _blank(connection, people(connection, chosen))
    if "journal" in wanted:
        _delete_journal(connection, chosen)
    _delete_empty_photos(connection, chosen)


def _close_for_good(connection: Connection, event: ExamEventId, at: datetime) -> None:
    this = exam_event.c.id == event
    connection.execute(update(exam_event).where(this).values(forgotten_at=at))
    is_open = this & exam_event.c.closed_at.is_(None)
    connection.execute(update(exam_event).where(is_open).values(closed_at=at))


def compact(engine: Engine) -> None:
    """Give back what was freed; on PostgreSQL that is the administrator's VACUUM FULL."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect().execution_options(catserver_autocommit=True) as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _delete_journal(connection: Connection, chosen: Selection) -> None:
    if chosen.number is not None:
        return
    for names in batches(streams(connection, chosen)):
        connection.execute(delete(events).where(events.c.stream.in_(names)))
    sittings = sittings_of(connection, chosen)
    connection.execute(delete(assignment).where(assignment.c.sitting.in_(sittings)))
    connection.execute(delete(sitting).where(sitting.c.id.in_(sittings)))
    for purpose in ("draw_seed", "form_seal"):
        _delete_site_values(connection, [f"{purpose}/{each}" for each in sittings])


def _delete_contents(connection: Connection, chosen: Selection, kind: str) -> None:
    if chosen.number is None:
        clear(connection, staged_content.c.event.in_(chosen.events))
    rows = contents(chosen, kind)
    connection.execute(delete(photo_content).where(photo_content.c.photo.in_(rows)))


def _delete_empty_photos(connection: Connection, chosen: Selection) -> None:
    """A photo's own row says when somebody was photographed: it goes with the last of it."""
    kept = exists().where(photo_content.c.photo == photo.c.id)
    known = exists().where(template.c.photo == photo.c.id)
    empty: list[str] = list(connection.scalars(photos(chosen).where(~kept, ~known)))
    for names in batches(empty):
        connection.execute(
            update(candidate)
            .where(candidate.c.reference_photo.in_(names))
            .values(reference_photo=None)
        )
        connection.execute(delete(photo).where(photo.c.id.in_(names)))


def _blank(connection: Connection, numbers: Sequence[str]) -> None:
    """The number stays, for the journal and the results name nobody else by it."""
    nothing = {"name": "", "birth_date": None, "formation": "", "accommodation": None}
    for names in batches(numbers):
        connection.execute(update(candidate).where(candidate.c.number.in_(names)).values(**nothing))


def _delete_site_values(connection: Connection, keys: Sequence[str]) -> None:
    for names in batches(keys):
        connection.execute(delete(site).where(site.c.key.in_(names)))
