"""A log that is killed while it signs never signs two pasts, nor with a database that went back."""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from catserver.transparency.checkpoint import parse_checkpoint
from catserver.transparency.note import parse_note
from catserver.transparency.opening import public_folder
from catserver.transparency.verification import Trusted, verify_folder
from tests.crash.log_writer import DATABASE, REFUSED, opened

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("CATSERVER_KILL_ROUNDS", "12"))
SEED = 11
KILLED_WITHIN_S = 0.03
"""After a few checkpoints of a round; one takes some ten milliseconds, so this meets all of it."""
SEEN_A_ROUND = 3


@dataclass
class Writers:
    """Writers over one folder, one after another."""

    starter: asyncio.subprocess.Process

    async def start(self) -> int:
        assert self.starter.stdin is not None
        self.starter.stdin.write(b"start\n")
        return int(await self._line())

    async def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        assert await self.ended() == -signal.SIGKILL

    async def ended(self) -> int:
        return int(await self._line())

    async def _line(self) -> bytes:
        assert self.starter.stdout is not None
        async with asyncio.timeout(30):
            return await self.starter.stdout.readline()


@contextlib.asynccontextmanager
async def writers_in(folder: Path) -> AsyncIterator[Writers]:
    """None of them outlives the block."""
    starter = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.crash.log_writer", str(folder)),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Writers(starter)
    finally:
        if starter.returncode is None:
            starter.kill()
        await starter.communicate()


def published(folder: Path) -> bytes | None:
    with contextlib.suppress(FileNotFoundError):
        return (public_folder(folder) / "checkpoint").read_bytes()
    return None


async def watched(folder: Path, seen: dict[str, bytes], more: int) -> None:
    """Keep every checkpoint that a reader of the folder could have taken."""
    goal = len(seen) + more
    async with asyncio.timeout(60):
        while len(seen) < goal:
            content = published(folder)
            if content is not None:
                seen[parse_note(content).text] = content
            await asyncio.sleep(0.001)


@pytest.mark.crash
async def test_every_checkpoint_that_anybody_saw_is_of_one_log(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    seen: dict[str, bytes] = {}
    async with writers_in(tmp_path) as writers:
        for _ in range(ROUNDS):
            pid = await writers.start()
            await watched(tmp_path, seen, SEEN_A_ROUND)
            await asyncio.sleep(chance.random() * KILLED_WITHIN_S)
            await writers.kill(pid)
    found = [parse_checkpoint(text) for text in seen]
    assert len({each.size for each in found}) == len(found) >= ROUNDS * SEEN_A_ROUND
    async with opened(tmp_path) as log:
        assert log.away is None
        assert all(log.tree.root(each.size) == each.root for each in found)
    known = {str(parse_checkpoint(text).size): content for text, content in seen.items()}
    verdict = verify_folder(public_folder(tmp_path), Trusted(known=known), lambda *_: None)
    assert [each.sentence() for each in verdict.findings] == []


@pytest.mark.crash
async def test_a_database_that_was_put_back_is_refused_and_nothing_is_published(
    tmp_path: Path,
) -> None:
    seen: dict[str, bytes] = {}
    older = tmp_path / "older"
    older.mkdir()
    async with writers_in(tmp_path) as writers:
        pid = await writers.start()
        await watched(tmp_path, seen, SEEN_A_ROUND)
        await writers.kill(pid)
        for each in tmp_path.glob(f"{DATABASE}*"):
            shutil.copy(each, older)
        pid = await writers.start()
        await watched(tmp_path, seen, SEEN_A_ROUND)
        await writers.kill(pid)
        for each in tmp_path.glob(f"{DATABASE}*"):
            each.unlink()
        for each in older.iterdir():
            shutil.copy(each, tmp_path)
        newest = published(tmp_path)
        await writers.start()
        assert await writers.ended() == REFUSED
        assert writers.starter.stderr is not None
        said = await writers.starter.stderr.read(4096)
    assert b"the database is older than the log" in said
    assert published(tmp_path) == newest
