"""A candidate who reads the public board at the terminal: it moves with each answer of theirs."""

import asyncio
from pathlib import Path

import httpx

from tests.boards import BoardInLoop, until
from tests.live import SITTING_ID, a_live_site, number

ONE = number(1)
SNAPSHOT = f"/api/board/{SITTING_ID}/snapshot"
STREAM = f"/api/board/{SITTING_ID}/stream"


async def test_where_a_candidate_works_no_board_is_shown_until_the_end(tmp_path: Path) -> None:
    board = BoardInLoop(uncounted=())  # or this machine would be nobody's terminal
    async with a_live_site(tmp_path, board=board) as live:
        await until(lambda: board.running is not None)
        assert board.running is not None
        origin = f"http://127.0.0.1:{board.running.listening.port}"
        async with (
            asyncio.timeout(30),
            httpx.AsyncClient(base_url=origin, trust_env=False) as viewer,
            httpx.AsyncClient(base_url=origin, trust_env=False) as another,
        ):
            while (await viewer.get(SNAPSHOT)).status_code != 200:
                pass
            async with another.stream("GET", STREAM) as opened_before:
                assert opened_before.status_code == 200
                terminal = await (await live.a_terminal(ONE)).connect()
                try:
                    async for _ in opened_before.aiter_raw():
                        pass
                except httpx.RemoteProtocolError:
                    pass  # cut, not ended
            for path in (SNAPSHOT, STREAM, "/results"):
                refused = await viewer.get(path)
                assert (refused.status_code, refused.headers["cache-control"]) == (403, "no-store")

            await (await live.staff()).post(f"/api/sittings/{SITTING_ID}/start", json={})
            await terminal.hear("started")
            assert (await viewer.get(SNAPSHOT)).status_code == 403
            await terminal.say({"type": "hand_in"})
            await terminal.hear("finished")
            while (shown := await viewer.get(SNAPSHOT)).status_code == 403:
                pass
            assert shown.status_code == 200
