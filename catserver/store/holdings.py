"""Whose data are held in which classes, and who was signed in: what a breach report asks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select

from catserver.store.engine import reading
from catserver.store.tables import (
    assignment,
    candidate,
    photo,
    photo_content,
    staff_session,
    template,
)


@dataclass(frozen=True, slots=True)
class Holding:
    """One candidate, and what is held besides the number."""

    number: str
    name: str
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignIn:
    staff: str
    at: datetime


def holdings(engine: Engine) -> tuple[Holding, ...]:
    with reading(engine) as connection:
        names = {
            row.number: row.name
            for row in connection.execute(select(candidate.c.number, candidate.c.name))
        }
        classes: dict[str, set[str]] = {number: set() for number in names}
        with_content = select(photo.c.candidate, photo.c.kind).join_from(
            photo, photo_content, photo.c.id == photo_content.c.photo
        )
        for row in connection.execute(with_content):
            classes[row.candidate].add(f"{row.kind}_photos")
        for number in connection.scalars(select(photo.c.candidate).join_from(photo, template)):
            classes[number].add("templates")
        for number in connection.scalars(select(assignment.c.candidate)):
            classes[number].add("journal")
    return tuple(
        Holding(number, name, tuple(sorted(classes[number] | ({"person"} if name else set()))))
        for number, name in sorted(names.items())
    )


def owners(engine: Engine, photos: Collection[str]) -> dict[str, str]:
    """Whose these photos are; a forgotten photo is nobody's."""
    with reading(engine) as connection:
        rows = connection.execute(select(photo.c.id, photo.c.candidate))
        return {row.id: row.candidate for row in rows if row.id in photos}


def sign_ins(engine: Engine, since: datetime, until: datetime) -> tuple[SignIn, ...]:
    """Of sign-ins that have not expired; older ones are no longer held."""
    query = (
        select(staff_session.c.staff, staff_session.c.created_at)
        .where(staff_session.c.created_at >= since, staff_session.c.created_at <= until)
        .order_by(staff_session.c.created_at)
    )
    with reading(engine) as connection:
        return tuple(SignIn(row.staff, row.created_at) for row in connection.execute(query))
