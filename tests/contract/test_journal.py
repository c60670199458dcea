"""What every journal promises, on SQLite, PostgreSQL and in memory; then what only disks can do."""

import asyncio
import itertools
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from catserver.delivery.journal import (
    CHAIN_START,
    Journal,
    JournalConflict,
    JournalError,
    JournalFull,
    JournalUnavailable,
    Row,
    chain,
)
from catserver.delivery.memory_journal import MemoryJournal
from catserver.store import journal as sql_journal
from catserver.store import write_ahead_log
from catserver.store.engine import open_engine, reading, sqlite_url, writing
from catserver.store.journal import SqlJournal
from catserver.store.migration import migrate
from catserver.store.tables import events
from tests.faulty_store import FailingFsync
from tests.postgresql import Cluster

AT = "2024-10-16T01:00:00.000000Z"


@asynccontextmanager
async def on_disk(folder: Path) -> AsyncIterator[tuple[SqlJournal, Engine]]:
    async with on_store(sqlite_url(folder / "site.sqlite3")) as both:
        yield both


@asynccontextmanager
async def on_store(url: str) -> AsyncIterator[tuple[SqlJournal, Engine]]:
    engine = open_engine(url)
    migrate(engine)
    journal = SqlJournal(engine)
    try:
        yield journal, engine
    finally:
        await journal.close()
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store, on a disk."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "site.sqlite3")
    cluster: Cluster = request.getfixturevalue("postgresql")
    return cluster.a_database()


@pytest.fixture(params=["sqlite", "postgresql", "memory"])
async def journal(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Journal]:
    if request.param == "memory":
        yield MemoryJournal()
        return
    address = sqlite_url(tmp_path / "site.sqlite3")
    if request.param == "postgresql":
        address = request.getfixturevalue("postgresql").a_database()
    async with on_store(address) as (journal, _):
        yield journal


def rows(stream: str, *versions: int, word: str = "x") -> list[Row]:
    made = []
    for version in versions:
        data = f"{word}{version}".encode()
        made.append(Row(stream, version, "Said", 1, AT, data, chain(CHAIN_START, data)))
    return made


def appended(journal: Journal, said: list[Row]) -> asyncio.Future[JournalError | None]:
    """What the append is told, once."""
    told: asyncio.Future[JournalError | None] = asyncio.get_running_loop().create_future()
    journal.append(said, told.set_result)
    return told


async def test_rows_are_read_as_they_were_appended(journal: Journal) -> None:
    assert await appended(journal, rows("attempt/a", 1, 2)) is None
    assert await appended(journal, rows("attempt/b", 1)) is None
    assert await appended(journal, rows("attempt/a", 3)) is None
    assert list(await journal.read("attempt/a")) == rows("attempt/a", 1, 2, 3)
    assert list(await journal.read("attempt/c")) == []


async def test_many_streams_are_read_with_one_look(journal: Journal) -> None:
    for stream in ("attempt/b", "attempt/a", "admission/a"):
        await appended(journal, rows(stream, 1, 2))
    found = await journal.read_each(["attempt/a", "attempt/b", "attempt/none"])
    assert {stream: list(each) for stream, each in found.items()} == {
        "attempt/a": rows("attempt/a", 1, 2),
        "attempt/b": rows("attempt/b", 1, 2),
        "attempt/none": [],
    }


@pytest.mark.parametrize("kept", [(1, 2, 4, 5), (2, 3), (1, 9)])
async def test_a_stream_with_an_event_missing_does_not_pass_for_a_shorter_one(
    journal: Journal, kept: tuple[int, ...]
) -> None:
    for stream in ("attempt/a", "attempt/b"):
        for version in kept:
            assert await appended(journal, rows(stream, version)) is None
    assert {row.version for row in await journal.read("attempt/a")} & set(range(kept[-2] + 1, 99))


async def test_an_append_is_settled_later_and_on_the_loop(journal: Journal) -> None:
    told: list[threading.Thread] = []
    done = asyncio.Event()

    def settle(_: JournalError | None) -> None:
        told.append(threading.current_thread())
        done.set()

    journal.append(rows("attempt/a", 1), settle)
    assert told == []
    async with asyncio.timeout(5):
        await done.wait()
    assert told == [threading.current_thread()]


async def test_a_version_is_given_once(journal: Journal) -> None:
    assert await appended(journal, rows("attempt/a", 1)) is None
    assert isinstance(await appended(journal, rows("attempt/a", 1, word="other")), JournalConflict)
    assert list(await journal.read("attempt/a")) == rows("attempt/a", 1)


async def test_an_append_is_kept_whole_or_not_at_all(journal: Journal) -> None:
    assert await appended(journal, rows("attempt/a", 2)) is None
    assert isinstance(await appended(journal, rows("attempt/a", 1, 2)), JournalConflict)
    assert [row.version for row in await journal.read("attempt/a")] == [2]


async def test_who_comes_too_late_does_not_hold_up_others_of_the_same_commit(
    journal: Journal,
) -> None:
    assert await appended(journal, rows("attempt/a", 1)) is None
    told = await asyncio.gather(
        appended(journal, rows("attempt/b", 1)),
        appended(journal, rows("attempt/a", 1, word="late")),
        appended(journal, rows("attempt/c", 1)),
    )
    assert [type(each) for each in told] == [type(None), JournalConflict, type(None)]
    assert list(await journal.read("attempt/b")) == rows("attempt/b", 1)
    assert list(await journal.read("attempt/c")) == rows("attempt/c", 1)


async def test_the_journal_is_read_on_from_a_position(journal: Journal) -> None:
    for stream in ("attempt/a", "admission/a", "attempt/b"):
        assert await appended(journal, rows(stream, 1, 2)) is None
    first = await journal.read_after(0, 4)
    rest = await journal.read_after(first[-1].position, 100)
    assert [each.row.stream for each in (*first, *rest)] == [
        *("attempt/a", "attempt/a", "admission/a", "admission/a", "attempt/b", "attempt/b")
    ]
    positions = [each.position for each in (*first, *rest)]
    assert positions == sorted(set(positions))
    assert await journal.read_after(positions[-1], 10) == []


async def test_the_streams_of_a_kind_are_its_own(journal: Journal) -> None:
    for stream in ("attempt/a", "attempts/x", "att_mpt/y", "sitting/s", "attempt/b"):
        assert await appended(journal, rows(stream, 1, 2)) is None
    assert list(await journal.streams("attempt")) == ["attempt/a", "attempt/b"]
    assert list(await journal.streams("att_mpt")) == ["att_mpt/y"]


async def test_what_was_appended_before_the_end_is_on_disk(url: str) -> None:
    async with on_store(url) as (journal, _):
        told = [appended(journal, rows(f"attempt/{name}", 1)) for name in range(50)]
    assert await asyncio.gather(*told) == [None] * 50
    async with on_store(url) as (journal, _):
        assert len(await journal.read_after(0, 100)) == 50


async def test_a_caller_that_goes_away_does_not_take_its_append_along(journal: Journal) -> None:
    told: list[JournalError | None] = []
    settled = asyncio.Event()

    def settle(error: JournalError | None) -> None:
        told.append(error)
        settled.set()

    async def caller() -> None:
        journal.append(rows("attempt/a", 1), settle)
        await asyncio.Event().wait()

    calling = asyncio.create_task(caller())
    await asyncio.sleep(0)
    calling.cancel()
    async with asyncio.timeout(5):
        await settled.wait()
    assert told == [None]
    assert list(await journal.read("attempt/a")) == rows("attempt/a", 1)


async def test_appends_are_settled_in_their_order(journal: Journal) -> None:
    told: list[int] = []
    every = asyncio.Event()

    def settle(place: int, error: JournalError | None) -> None:
        assert error is None
        told.append(place)
        if len(told) == 200:
            every.set()

    for place in range(200):
        journal.append(rows(f"attempt/{place}", 1), partial(settle, place))
    async with asyncio.timeout(5):
        await every.wait()
    assert told == list(range(200))
    kept = await journal.read_after(0, 1000)
    assert [each.row.stream for each in kept] == [f"attempt/{place}" for place in range(200)]


async def test_a_database_that_is_away_is_found_again_by_itself(postgresql: Cluster) -> None:
    async with on_store(postgresql.a_database()) as (journal, _):
        assert await appended(journal, rows("attempt/a", 1)) is None
        await asyncio.to_thread(postgresql.crash)
        try:
            assert isinstance(await appended(journal, rows("attempt/a", 2)), JournalUnavailable)
            with pytest.raises(JournalUnavailable):
                await journal.read("attempt/a")
        finally:
            await asyncio.to_thread(postgresql.start)
        assert await appended(journal, rows("attempt/a", 2)) is None
        assert list(await journal.read("attempt/a")) == rows("attempt/a", 1, 2)


async def test_more_rows_than_a_statement_takes_are_one_commit(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_journal, "ROWS_PER_STATEMENT_MAX", 3)
    async with on_store(url) as (journal, _):
        assert await appended(journal, rows("attempt/a", *range(1, 11))) is None
        late = [*rows("attempt/b", *range(1, 10)), *rows("attempt/a", 10)]
        assert isinstance(await appended(journal, late), JournalConflict)
        assert list(await journal.read("attempt/b")) == []
        assert len(await journal.read("attempt/a")) == 10
        assert await appended(journal, rows("attempt/b", 1)) is None


def writers(engine: Engine) -> list[sqlite3.Connection]:
    """Connections made from now on; the journal's own is made with its first commit."""
    made: list[sqlite3.Connection] = []

    def note(connection: Any, _record: object) -> None:
        made.append(connection)

    event.listen(engine, "connect", note)
    engine.dispose()
    return made


async def test_a_full_disk_is_said_and_nothing_of_the_append_is_kept(tmp_path: Path) -> None:
    async with on_disk(tmp_path) as (journal, engine):
        made = writers(engine)
        assert await appended(journal, rows("attempt/a", 1)) is None
        (writer,) = made
        (pages,) = writer.execute("PRAGMA page_count").fetchone()
        writer.execute(f"PRAGMA max_page_count={pages}")
        large = rows("attempt/a", 2, word="x" * 100_000)
        assert isinstance(await appended(journal, large), JournalFull)
        writer.execute("PRAGMA max_page_count=1000000")
        assert [row.version for row in await journal.read("attempt/a")] == [1]
        assert await appended(journal, large) is None


async def test_after_a_fault_of_unknown_outcome_the_journal_opens_the_store_anew(
    tmp_path: Path,
) -> None:
    async with on_disk(tmp_path) as (journal, engine):
        made = writers(engine)
        assert await appended(journal, rows("attempt/a", 1)) is None
        (writer,) = made
        writer.execute("PRAGMA busy_timeout=1")
        with writing(engine):
            told = await appended(journal, rows("attempt/a", 2))
        assert isinstance(told, JournalUnavailable)
        before = len(made)
        assert await appended(journal, rows("attempt/a", 2)) is None
        assert [row.version for row in await journal.read("attempt/a")] == [1, 2]
        assert len(made) == before + 1


@pytest.mark.parametrize("written", [True, False])
async def test_after_a_failed_fsync_the_journal_tells_what_is_on_the_disk(
    tmp_path: Path, *, written: bool
) -> None:
    async with on_disk(tmp_path) as (journal, engine):
        fsync = FailingFsync(engine)
        assert await appended(journal, rows("attempt/a", 1)) is None
        fsync.fails, fsync.written = {"INSERT"}, written
        told = await asyncio.gather(
            appended(journal, rows("attempt/a", 2)), appended(journal, rows("attempt/b", 1))
        )
        assert [type(each) for each in told] == [JournalUnavailable] * 2
        fsync.fails = set()
        kept = [1, 2] if written else [1]
        assert [row.version for row in await journal.read("attempt/a")] == kept
        again = await appended(journal, rows("attempt/b", 1))
        assert isinstance(again, JournalConflict) if written else again is None


async def test_a_store_that_cannot_be_opened_anew_is_neither_read_nor_written(
    tmp_path: Path,
) -> None:
    async with on_disk(tmp_path) as (journal, engine):
        fsync = FailingFsync(engine)
        assert await appended(journal, rows("attempt/a", 1)) is None
        fsync.fails = {"INSERT", "PRAGMA"}
        assert isinstance(await appended(journal, rows("attempt/a", 2)), JournalUnavailable)
        fsync.fails = {"PRAGMA"}  # the disk still does not take what is folded back
        assert isinstance(await appended(journal, rows("attempt/b", 1)), JournalUnavailable)
        with pytest.raises(JournalUnavailable):
            await journal.read("attempt/a")
        fsync.fails = set()
        assert [row.version for row in await journal.read("attempt/a")] == [1]
        assert await appended(journal, rows("attempt/b", 1)) is None


async def test_what_is_read_after_a_fault_was_brought_to_the_disk_first(tmp_path: Path) -> None:
    """Readable is not durable: a log whose fsync failed may come back with the next opening."""
    async with on_disk(tmp_path) as (journal, engine):
        watching = engine.connect()  # while one looks on, SQLite does not fold back by itself
        watching.execute(select(events.c.version)).all()
        watching.rollback()
        fsync = FailingFsync(engine)
        fsync.fails, fsync.written = {"INSERT"}, True
        await appended(journal, rows("attempt/a", 1))
        fsync.fails = set()
        assert [row.version for row in await journal.read("attempt/a")] == [1]
        watching.close()
        copied = tmp_path / "without-its-log.sqlite3"
        copied.write_bytes((tmp_path / "site.sqlite3").read_bytes())
        alone = open_engine(sqlite_url(copied))
        with reading(alone) as connection:
            assert connection.execute(select(events.c.version)).scalars().all() == [1]
        alone.dispose()


async def test_a_row_that_no_store_takes_does_not_end_the_writer(url: str) -> None:
    async with on_store(url) as (journal, _):
        broken = rows("attempt/a", 1)[0]._replace(at="\ud800")
        assert isinstance(await appended(journal, [broken]), JournalUnavailable)
        assert await appended(journal, rows("attempt/a", 1)) is None


async def test_a_full_disk_is_called_full_in_a_commit_of_many_statements_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_journal, "ROWS_PER_STATEMENT_MAX", 1)
    async with on_disk(tmp_path) as (journal, engine):
        made = writers(engine)
        assert await appended(journal, rows("attempt/a", 1)) is None
        (writer,) = made
        (pages,) = writer.execute("PRAGMA page_count").fetchone()
        writer.execute(f"PRAGMA max_page_count={pages}")
        large = rows("attempt/a", 2, 3, word="x" * 100_000)
        assert isinstance(await appended(journal, large), JournalFull)
        writer.execute("PRAGMA max_page_count=1000000")
        assert [row.version for row in await journal.read("attempt/a")] == [1]
        assert await appended(journal, large) is None


@pytest.mark.parametrize(
    ("code", "meaning"), [("53100", JournalFull), ("40001", JournalUnavailable)]
)
async def test_what_postgresql_says_is_understood_and_the_journal_goes_on(
    postgresql: Cluster, code: str, meaning: type[JournalError]
) -> None:
    async with on_store(postgresql.a_database()) as (journal, engine):
        assert await appended(journal, rows("attempt/a", 1)) is None
        with writing(engine) as connection:
            connection.exec_driver_sql(
                "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$"
            )
            connection.exec_driver_sql(
                "CREATE TRIGGER fails BEFORE INSERT ON events EXECUTE FUNCTION fail()"
            )
        assert isinstance(await appended(journal, rows("attempt/a", 2)), meaning)
        with writing(engine) as connection:
            connection.exec_driver_sql("DROP TRIGGER fails ON events")
        assert await appended(journal, rows("attempt/a", 2)) is None
        assert list(await journal.read("attempt/a")) == rows("attempt/a", 1, 2)


async def test_the_log_begins_anew_beside_answers_that_never_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_ahead_log, "FOLD_EVERY_S", 0.005)
    monkeypatch.setattr(write_ahead_log, "LONG_PAGES", 40)
    async with on_disk(tmp_path) as (journal, _):
        log = tmp_path / "site.sqlite3-wal"
        versions = itertools.count(1)

        def begun_anew() -> int:
            """SQLite counts it in the log's head (https://sqlite.org/fileformat.html#walformat)."""
            return int.from_bytes(log.read_bytes()[12:16], "big")

        async def answer_on_and_on(stream: str) -> None:
            for version in versions:
                assert await appended(journal, rows(f"{stream}-{version}", 1)) is None
                if begun_anew() >= 3:
                    return

        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            for stream in "abcd":
                group.create_task(answer_on_and_on(stream))
