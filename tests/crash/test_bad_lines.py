"""Lines that are late, trickle, are cut, stall one way or say everything twice: nothing is lost."""

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
from tests.crash.proxy import FATES, a_bad_line

TERMINALS = 12
ROUNDS = int(os.environ.get("CATSERVER_LINE_ROUNDS", "3"))


@pytest.mark.crash
async def test_bad_lines_lose_and_double_nothing(tmp_path: Path) -> None:
    async with a_killable(tmp_path) as server, a_bad_line(server, seed=5) as line:
        terminals = await a_room_at_work(server, TERMINALS, reached=line)
        flapping = random.Random(7)
        for terminal in terminals:
            terminal.patience_s = 1.0
        async with working(terminals):
            for _ in range(ROUNDS):
                await everybody_progresses(terminals, more=5)
                for terminal in flapping.sample(terminals, k=max(1, TERMINALS // 10)):
                    terminal.flap()
            line.calm = True
            await everybody_progresses(terminals)
        await server.kill()
    assert set(line.fates) == set(FATES)
    assert sum(terminal.cut for terminal in terminals) > 0
    await assert_nothing_was_lost(tmp_path, terminals)
