"""The server is killed again and again while candidates answer; what it acknowledged is there.

Oracle: acknowledged ⇒ present (or replaced by a later answer to the same item); not acknowledged ⇒
either; no number twice; a replay of the journal agrees with the live figures; every chain holds.
CATSERVER_KILL_ROUNDS makes it longer.
"""

import asyncio
import os
import random
from collections import Counter
from pathlib import Path

import httpx
import pytest

from catserver.app import open_desks
from catserver.attempt.events import ResponseRecorded
from catserver.config import DataSettings, Settings
from catserver.delivery.replay import replay
from tests.crash.killable import Killable, StubbornTerminal, missing, signed_in
from tests.live import PASSWORD, SITTING_ID, a_live_site, number

ROUNDS = int(os.environ.get("CATSERVER_KILL_ROUNDS", "12"))
TERMINALS = 12
SEED = int(os.environ.get("CATSERVER_KILL_SEED", "8"))


@pytest.mark.crash
@pytest.mark.timeout(120 + ROUNDS * 10)
async def test_no_acknowledged_answer_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    numbers = [number(place) for place in range(1, TERMINALS + 1)]
    async with a_live_site(tmp_path, candidates=TERMINALS):
        pass  # furnished, then stopped
    server = Killable(tmp_path)
    await server.start()
    async with httpx.AsyncClient(base_url=server.origin) as staff:
        body = {"name": "ani", "password": PASSWORD}
        (await staff.post("/api/staff/sign-in", json=body)).raise_for_status()
        cookies = await signed_in(server, numbers, staff)
        (await staff.post(f"/api/sittings/{SITTING_ID}/start", json={})).raise_for_status()
    terminals = [
        StubbornTerminal(server, each, jar, random.Random(SEED * 1000 + place))
        for place, (each, jar) in enumerate(zip(numbers, cookies, strict=True))
    ]
    until = asyncio.Event()
    async with asyncio.TaskGroup() as working:
        for terminal in terminals:
            working.create_task(terminal.run(until))
        for _ in range(ROUNDS):
            await everybody_progresses(terminals)
            await asyncio.sleep(chance.random() / 2)
            await server.kill()
            await server.start()
        await everybody_progresses(terminals)
        until.set()
    await server.kill()

    assert [fault for terminal in terminals for fault in terminal.faults] == []
    assert sum(terminal.greeted for terminal in terminals) > TERMINALS * ROUNDS / 2
    await assert_the_journal_holds(tmp_path, terminals)


async def everybody_progresses(terminals: list[StubbornTerminal], more: int = 3) -> None:
    """Wait until each terminal had a few more answers acknowledged: the load is real."""
    goals = [len(terminal.told) + more for terminal in terminals]
    async with asyncio.timeout(60):
        while any(len(t.told) < goal for t, goal in zip(terminals, goals, strict=True)):
            await asyncio.sleep(0.02)


async def assert_the_journal_holds(folder: Path, terminals: list[StubbornTerminal]) -> None:
    settings = Settings(data=DataSettings(directory=str(folder)))
    async with open_desks(settings) as desks:
        replayed = [each async for each in replay(desks.journal, desks.cabinet, desks.attempts)]
        assert [each.problem for each in replayed if each.problem] == []
        for terminal in terminals:
            attempt_id = desks.sittings.assignments(SITTING_ID)[terminal.number].attempt
            attempt = await desks.attempts.state(attempt_id)
            responses = {
                item: {"seq": each.seq, "choice": each.choice}
                for item, each in attempt.responses.items()
            }
            assert missing(terminal.told, dict(responses)) == []
            events = await desks.attempts.events(attempt_id)
            numbers = Counter(e.seq for e in events if isinstance(e, ResponseRecorded))
            assert set(numbers.values()) <= {1}
            assert sorted(numbers) == list(range(1, len(numbers) + 1))
