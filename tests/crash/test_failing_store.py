"""The disk is full, or an fsync fails, while candidates answer: nothing is acknowledged falsely."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine

from catserver.store.journal import SqlJournal
from tests.crash.killable import (
    EndedByItself,
    StubbornTerminal,
    a_killable,
    a_room_at_work,
    assert_nothing_was_lost,
    everybody,
    everybody_progresses,
    seated,
    working,
)
from tests.faulty_store import FailingFsync, FullDisk
from tests.live import PASSWORD, SITTING_ID, Live, a_live_site

TERMINALS = 6
ROUNDS = int(os.environ.get("CATSERVER_FAULT_ROUNDS", "3"))
MEBIBYTE = 1 << 20


def told(terminals: list[StubbornTerminal]) -> int:
    return sum(len(terminal.told) for terminal in terminals)


def hindered(terminal: StubbornTerminal) -> int:
    return terminal.cut + len(terminal.put_off)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def at_work(folder: Path) -> AsyncIterator[tuple[Live, Engine, list[StubbornTerminal]]]:
    """A site in this process, so that its store can be made to fail, and a room that answers."""
    async with a_live_site(folder, candidates=TERMINALS) as live:
        journal = live.site.journal
        assert isinstance(journal, SqlJournal)
        terminals = await seated(live, TERMINALS)
        async with working(terminals):
            await everybody_progresses(terminals)
            yield live, journal._engine, terminals
            await everybody_progresses(terminals)


@pytest.mark.crash
async def test_a_full_disk_refuses_clearly_and_goes_on_by_itself(tmp_path: Path) -> None:
    async with at_work(tmp_path) as (live, engine, terminals):
        disk, journal = FullDisk(engine), live.site.journal
        for _ in range(ROUNDS):
            disk.full = True
            await everybody(terminals, hindered)
            before = told(terminals)
            await everybody(terminals, hindered)
            assert told(terminals) == before
            staff = await live.staff("budi")
            room = await staff.get(f"/api/sittings/{SITTING_ID}/room")
            assert room.status_code == 200
            assert len(room.json()["rows"]) == TERMINALS
            pause = {"action": "pause", "numbers": "all", "reason": "penuh"}
            results = (await staff.post(f"/api/sittings/{SITTING_ID}/actions", json=pause)).json()
            assert {each["code"] for each in results["results"]} == {"disk_full"}
            disk.full = False
            await everybody_progresses(terminals)
            await until(lambda: journal.trouble.lasts_s() is None)
        attempts = [await live.site.attempts.state(each) for each in live.attempts.values()]
        causes = {entry.cause for attempt in attempts for entry in attempt.ledger}
        assert "server_away" in causes  # of those who were on their line when it was over
    assert {code for terminal in terminals for code in terminal.put_off} == {"disk_full"}
    await assert_nothing_was_lost(tmp_path, terminals)


@pytest.mark.crash
@pytest.mark.parametrize("written", [True, False], ids=["written", "not-written"])
async def test_after_a_failed_fsync_what_is_on_the_disk_is_read_before_the_next_answer(
    tmp_path: Path, *, written: bool
) -> None:
    async with at_work(tmp_path) as (_, engine, terminals):
        fsync = FailingFsync(engine)
        fsync.written = written
        for _ in range(ROUNDS):
            enough = fsync.failed + 2 * TERMINALS
            fsync.fails = {"INSERT"}
            await until(lambda enough=enough: fsync.failed >= enough)  # type: ignore[misc]
            fsync.fails = set()
            await everybody_progresses(terminals)
    assert {code for terminal in terminals for code in terminal.put_off} <= {"store_away"}
    await assert_nothing_was_lost(tmp_path, terminals)


@pytest.mark.crash
async def test_nothing_is_acknowledged_while_the_store_cannot_be_opened_anew(
    tmp_path: Path,
) -> None:
    async with at_work(tmp_path) as (_, engine, terminals):
        fsync = FailingFsync(engine)
        fsync.fails = {"INSERT", "PRAGMA"}
        await everybody(terminals, hindered)
        fsync.fails = {"PRAGMA"}  # commits would go through; the opening does not
        before = told(terminals)
        await everybody(terminals, hindered)
        assert told(terminals) == before
        fsync.fails = set()
    await assert_nothing_was_lost(tmp_path, terminals)


@pytest.mark.crash
@pytest.mark.skipif(
    "CATSERVER_FAULT_ROUNDS" not in os.environ or not shutil.which("fiu-run"),
    reason="on demand: set CATSERVER_FAULT_ROUNDS, with fiu-run (Debian: fiu-utils)",
)
async def test_fsyncs_that_fail_at_random_in_the_system_lose_nothing(tmp_path: Path) -> None:
    """Below SQLite: every twentieth fsync or fdatasync of the whole process fails."""
    async with a_killable(tmp_path) as sound:
        terminals = await a_room_at_work(sound, TERMINALS)
    under = ("fiu-run", "-x", "-c", "enable_random name=posix/io/sync/*,probability=0.05")
    async with a_killable(tmp_path, under) as server:
        server.port = sound.port
        async with asyncio.timeout(60):
            while True:  # a server that cannot write at its start ends, and is started again
                with suppress(EndedByItself):
                    await server.start()
                    break
        async with working(terminals):
            await everybody_progresses(terminals, more=10 * ROUNDS)
        await server.kill()
    assert any(hindered(terminal) for terminal in terminals)
    await assert_nothing_was_lost(tmp_path, terminals)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.crash
async def test_a_disk_that_is_really_full_refuses_and_goes_on_by_itself(small_disk: Path) -> None:
    async with a_killable(small_disk) as server:
        terminals = await a_room_at_work(server, TERMINALS)
        filler = small_disk / "somebody-elses-file"
        async with working(terminals):
            await everybody_progresses(terminals)
            with filler.open("wb") as file:
                try:
                    while file.write(bytes(MEBIBYTE)):
                        file.flush()
                except OSError:
                    pass
            await everybody(terminals, hindered)
            before = told(terminals)
            await everybody(terminals, hindered)
            assert told(terminals) == before
            filler.unlink()
            await everybody_progresses(terminals)
        await server.kill()
        assert "disk_full" in {code for terminal in terminals for code in terminal.put_off}
        await assert_nothing_was_lost(small_disk, terminals)


@pytest.mark.crash
async def test_master_data_that_cannot_be_read_are_said_to_be_away_and_are_there_again(
    tmp_path: Path,
) -> None:
    async with a_live_site(tmp_path, candidates=1) as live:
        journal = live.site.journal
        assert isinstance(journal, SqlJournal)
        client, disk = live.client(), FailingFsync(journal._engine)
        disk.fails = {"SELECT"}
        away = await client.get("/health")
        assert (away.status_code, away.json()["error"]["code"]) == (503, "store_away")
        body = {"name": "ani", "password": PASSWORD}
        away = await client.post("/api/staff/sign-in", json=body)
        assert (away.status_code, away.json()["error"]["code"]) == (503, "store_away")
        disk.fails = set()
        assert (await client.get("/health")).status_code == 200
        assert (await client.post("/api/staff/sign-in", json=body)).status_code == 200
