"""A signed-in terminal that writes what it can into the journal: it stays a bounded amount."""

from collections import Counter
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from catserver.web import coming
from tests.live import Live, a_live_site, number

ONE = number(1)


async def kinds_of(live: Live) -> Counter[str]:
    return Counter(
        type(event).__name__ for event in await live.site.attempts.events(live.attempts[ONE])
    )


async def test_a_terminal_that_goes_on_saying_the_server_is_behind_is_one_incident(
    tmp_path: Path,
) -> None:
    async with a_live_site(tmp_path) as live:
        terminal = await live.a_terminal(ONE)
        for told in range(1, 6):
            answer = await terminal.client.post("/api/terminal/connect", json={"last_seq": told})
            assert answer.status_code == 200
        await terminal.connect(last_seq=999_999)
        assert (await kinds_of(live))["IncidentRecorded"] == 1


async def test_a_terminal_that_connects_without_end_is_told_to_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coming, "AT_ONCE", 5)
    monkeypatch.setattr(coming, "PER_S", 1 / 3600)
    async with a_live_site(tmp_path) as live:
        terminal = await live.a_terminal(ONE)
        for _ in range(6):
            answer = await terminal.client.post("/api/terminal/connect", json={})
        assert answer.status_code == 429
        assert answer.json()["error"]["code"] == "too_many_tries"
        with pytest.raises(ConnectionClosed) as closed:
            await terminal.connect()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4429
        assert (await kinds_of(live))["TerminalConnected"] == 5

        other = await live.a_terminal(number(2))
        assert (await other.client.post("/api/terminal/connect", json={})).status_code == 200
