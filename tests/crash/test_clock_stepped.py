"""The wall clock is an hour back, then an hour ahead, at two restarts in a running sitting."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from catserver.config import DataSettings, Settings
from catserver.desks import open_desks
from tests.crash.killable import (
    a_killable,
    a_room_at_work,
    assert_nothing_was_lost,
    everybody_progresses,
    working,
)
from tests.live import SITTING_ID

TERMINALS = 4
MINUTE_S = 60


@pytest.mark.crash
@pytest.mark.skipif(not shutil.which("faketime"), reason="needs faketime (Debian: faketime)")
async def test_a_wall_clock_that_was_set_moves_no_deadline_and_no_instant_back(
    tmp_path: Path,
) -> None:
    async with a_killable(tmp_path) as server:
        terminals = await a_room_at_work(server, TERMINALS)
        port = server.port
        async with working(terminals):
            await everybody_progresses(terminals)
            await server.kill()
        for step in ("-1h", "+1h"):
            stepped = ("env", "FAKETIME_DONT_FAKE_MONOTONIC=1", "faketime", "-f", step)
            async with a_killable(tmp_path, stepped) as again:
                again.port = port
                await again.start()
                async with working(terminals):
                    await everybody_progresses(terminals)
                await again.kill()
    await assert_nothing_was_lost(tmp_path, terminals)
    async with open_desks(Settings(data=DataSettings(directory=str(tmp_path)))) as desks:
        for assignment in desks.sittings.assignments(SITTING_ID).values():
            events = await desks.attempts.events(assignment.attempt)
            assert all(before.at <= after.at for before, after in pairwise(events))
            assert (events[-1].at - events[0].at).total_seconds() < 3 * MINUTE_S
            attempt = await desks.attempts.state(assignment.attempt)
            assert attempt.granted.total_seconds() < 3 * MINUTE_S
