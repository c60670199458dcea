"""The server is killed again and again while candidates answer; what it acknowledged is there.

Oracle: acknowledged ⇒ present (or replaced by a later answer to the same item); not acknowledged ⇒
either; no number twice; a replay of the journal agrees with the live figures; every chain holds.
Longer, by another seed (ten thousand take an hour and a half or more):
`CATSERVER_KILL_ROUNDS=10000 CATSERVER_KILL_SEED=9 pytest tests/crash/test_killed.py`.
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

ROUNDS = int(os.environ.get("CATSERVER_KILL_ROUNDS", "50"))
TERMINALS = 12
SEED = int(os.environ.get("CATSERVER_KILL_SEED", "8"))
KILLED_WITHIN_S = 0.25
"""After everybody has progressed; a group commit takes milliseconds, so this meets all of it."""


@pytest.mark.crash
@pytest.mark.timeout(60 + ROUNDS * 10)
async def test_no_acknowledged_answer_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
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
    assert sum(terminal.greeted for terminal in terminals) > TERMINALS * ROUNDS / 2
    await assert_nothing_was_lost(tmp_path, terminals)
