"""Server and database are killed while candidates answer; what was acknowledged is there.

The same oracle as in test_killed.py, on PostgreSQL. CATSERVER_KILL_ROUNDS makes it longer.
"""

import asyncio
import os
import random
from pathlib import Path

import pytest

from tests.crash.killable import (
    a_killable,
    a_room_at_work,
    assert_nothing_was_lost,
    everybody_progresses,
    working,
)
from tests.postgresql import Cluster

ROUNDS = int(os.environ.get("CATSERVER_KILL_ROUNDS", "6"))
TERMINALS = 8
SEED = int(os.environ.get("CATSERVER_KILL_SEED", "8"))
KILLED_WITHIN_S = 0.4

pytestmark = [pytest.mark.crash, pytest.mark.timeout(120 + ROUNDS * 20)]


async def test_no_acknowledged_answer_is_lost_when_the_server_is_killed(
    postgresql: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CATSERVER_STORE_URL", postgresql.a_database())
    chance = random.Random(SEED)
    async with a_killable(tmp_path) as server:
        terminals = await a_room_at_work(server, TERMINALS, SEED)
        async with working(terminals):
            for _ in range(ROUNDS):
                await everybody_progresses(terminals)
                await asyncio.sleep(chance.random() * KILLED_WITHIN_S)
                await server.kill()
                await server.start()
            await everybody_progresses(terminals)
        await server.kill()
    await assert_nothing_was_lost(tmp_path, terminals)


async def test_no_acknowledged_answer_is_lost_when_the_database_is_killed(
    postgresql: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the site goes on by itself: the server is never touched."""
    monkeypatch.setenv("CATSERVER_STORE_URL", postgresql.a_database())
    chance = random.Random(SEED)
    async with a_killable(tmp_path) as server:
        terminals = await a_room_at_work(server, TERMINALS, SEED)
        async with working(terminals):
            for _ in range(ROUNDS):
                await everybody_progresses(terminals)
                await asyncio.sleep(chance.random() * KILLED_WITHIN_S)
                await asyncio.to_thread(postgresql.crash)
                await asyncio.sleep(chance.random() * KILLED_WITHIN_S)
                await asyncio.to_thread(postgresql.start)
            await everybody_progresses(terminals)
        assert server.process is not None
        assert server.process.lives()
        await server.kill()
    await assert_nothing_was_lost(tmp_path, terminals)
