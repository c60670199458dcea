"""A candidate who wants more time than the others, on a clock moved by hand."""

import asyncio
from datetime import timedelta
from pathlib import Path

from tests.hand_clock import HandClock
from tests.integration.test_lost_time import (
    ALLOWED,
    EIGHT,
    at_work,
    attempt_of,
    deadline,
    lines,
    welcomed,
)


async def test_a_terminal_cannot_say_that_the_server_restarts(tmp_path: Path) -> None:
    clock = HandClock(EIGHT)
    async with at_work(tmp_path, clock) as (live, terminal):
        clock.move(minutes=10)
        assert terminal.socket is not None
        await terminal.socket.close(code=1012)
        async with asyncio.timeout(5):
            while attempt_of(live).connected:
                await asyncio.sleep(0.005)
        clock.move(minutes=30)
        await terminal.connect()
        assert lines(welcomed(terminal)["ledger"]) == [("terminal_away", 1800, 600, "rule")]
        assert deadline(terminal) == EIGHT + ALLOWED + timedelta(minutes=10)
