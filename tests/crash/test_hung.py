"""A server that stands still, and two servers on one data folder."""

import signal
from pathlib import Path

import httpx
import pytest

from tests.crash.killable import (
    a_killable,
    a_room_at_work,
    assert_nothing_was_lost,
    everybody,
    everybody_progresses,
    working,
)

TERMINALS = 8


@pytest.mark.crash
async def test_terminals_notice_a_server_that_stands_still_and_come_back(tmp_path: Path) -> None:
    async with a_killable(tmp_path) as server:
        terminals = await a_room_at_work(server, TERMINALS)
        for terminal in terminals:
            terminal.patience_s = 1.0
        async with working(terminals):
            await everybody_progresses(terminals)
            assert server.process is not None
            server.process.send_signal(signal.SIGSTOP)
            await everybody(terminals, lambda terminal: terminal.cut)
            for terminal in terminals:
                terminal.patience_s = 8.0
            server.process.send_signal(signal.SIGCONT)
            await everybody_progresses(terminals)
        await server.kill()
    await assert_nothing_was_lost(tmp_path, terminals)


@pytest.mark.crash
async def test_a_second_server_on_the_same_data_ends_and_the_first_goes_on(tmp_path: Path) -> None:
    async with a_killable(tmp_path) as first, a_killable(tmp_path) as second:
        terminals = await a_room_at_work(first, 2)
        async with working(terminals):
            await second.launch()
            assert second.process is not None
            await second.process.wait()  # by itself
            await everybody_progresses(terminals)
            async with httpx.AsyncClient(verify=False) as client:  # noqa: S501 - plain HTTP
                with pytest.raises(httpx.ConnectError):
                    await client.get(f"{second.origin}/health")
        await first.kill()
        await second.start()  # the dead hold no lock
    await assert_nothing_was_lost(tmp_path, terminals)
