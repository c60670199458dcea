"""A large roster comes in steps, between which others write, and is there whole or not at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, Table, func, select, update
from sqlalchemy.exc import IntegrityError

from catserver.delivery.registry import (
    Candidate,
    CandidateNumber,
    Photo,
    PhotoId,
    PhotoKind,
    RosterEntry,
)
from catserver.event_keys import FolderKeys
from catserver.store import staging
from catserver.store.engine import open_engine, reading, sqlite_url, writing
from catserver.store.migration import migrate
from catserver.store.registry import SqlRegistry
from catserver.store.tables import photo, photo_content, staged_content

NOON = datetime(2024, 10, 16, 5, tzinfo=UTC)
PEOPLE = 30


@asynccontextmanager
async def a_store(folder: Path) -> AsyncIterator[tuple[SqlRegistry, Engine]]:
    engine = open_engine(sqlite_url(folder / "site.sqlite3"))
    migrate(engine)
    yield SqlRegistry(engine, FolderKeys(folder)), engine
    engine.dispose()


def an_entry(place: int) -> RosterEntry:
    number = CandidateNumber(f"{place:03d}")
    candidate = Candidate(number, f"Peserta {place}", "Analis", "general")
    taken = Photo(
        PhotoId(f"p{place}"), PhotoKind.REGISTRATION, number, f"d{place}", "image/png", NOON
    )
    return RosterEntry(candidate, taken, b"face %d" % place)


def count(engine: Engine, table: Table) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


async def test_others_write_between_the_steps_of_a_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "PHOTOS_A_STEP", 2)
    async with a_store(tmp_path) as (registry, engine):
        load = asyncio.create_task(registry.load_roster(list(map(an_entry, range(PEOPLE)))))
        seen: list[int] = []
        while not load.done():
            await registry.set_site_value("answer", str(len(seen)))
            seen.append(await registry.count_candidates())
        assert (await load).photos == PEOPLE
        assert len(seen) > 2
        assert set(seen) <= {0, PEOPLE}  # nobody ever sees a part of it
        assert (count(engine, photo_content), count(engine, staged_content)) == (PEOPLE, 0)
        assert await registry.photo_content("p7") == b"face 7"


async def test_a_load_that_fails_leaves_neither_rows_nor_pictures(tmp_path: Path) -> None:
    twice = [*map(an_entry, range(PEOPLE)), replace(an_entry(0), photo=None)]
    async with a_store(tmp_path) as (registry, engine):
        with pytest.raises(IntegrityError):
            await registry.load_roster(twice)
        assert await registry.count_candidates() == 0
        left = [count(engine, each) for each in (photo, photo_content, staged_content)]
        assert left == [0, 0, 0]


async def test_what_a_killed_load_left_behind_goes_with_the_next_load(tmp_path: Path) -> None:
    async with a_store(tmp_path) as (registry, engine):
        event = await registry.open_event()
        key = FolderKeys(tmp_path).make(event.id)
        with writing(engine) as connection:
            staging.stage(connection, [an_entry(1), an_entry(2)], event.id, key)
        await registry.load_roster([an_entry(3)])
        assert count(engine, photo_content) == 3  # it may be another's that goes on
        with writing(engine) as connection:
            connection.execute(update(staged_content).values(staged_at=NOON))
        await registry.load_roster([an_entry(4)])
        assert (count(engine, photo_content), count(engine, staged_content)) == (2, 0)
