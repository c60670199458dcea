"""From the desk to the board, through the real server, store and sockets."""

import asyncio
from pathlib import Path

from tests.boards import BoardInLoop
from tests.live import RIGHT, SITTING_ID, Live, a_live_site, a_server, number

ONE, TWO = number(1), number(2)


async def test_a_candidate_goes_from_the_desk_to_the_board(tmp_path: Path) -> None:
    async with a_live_site(tmp_path, board=BoardInLoop()) as live:
        proctor = await live.staff()
        terminal = await (await live.a_terminal(ONE)).connect()
        assert terminal.welcome["attempt"]["phase"] == "waiting"  # type: ignore[index]
        await proctor.post(f"/api/sittings/{SITTING_ID}/start", json={})
        form = await terminal.hear("form")
        await terminal.hear("started")
        items = form["items"]
        assert isinstance(items, list)
        assert len(items) == 5
        for seq, item in enumerate(items, start=1):
            choice = RIGHT if item["section"] == "twk" else "d"
            said = await terminal.answer(seq, item["id"], choice)
            assert said == {"type": "acknowledged", "seq": seq}
        await terminal.say({"type": "hand_in"})
        finished = await terminal.hear("finished")
        outcome = finished["outcome"]
        assert isinstance(outcome, dict)
        assert outcome["total"] == 25
        assert outcome["passed"] is True
        total = await _total_in_public(live)
        assert total == 25
        row = await _room_row(live, ONE)
        assert row["attempt"] == "finished"
        assert row["total"] == 25


async def _total_in_public(live: Live) -> float:
    """Of the one who has finished, once the board shows it."""
    path = f"/api/board/{SITTING_ID}/snapshot"
    client = live.client()
    async with asyncio.timeout(10):
        while True:
            answer = await client.get(path, follow_redirects=True)
            rows = answer.json().get("rows", [])
            for _, _, total, _, _, status, _ in rows:
                if status == "finished":
                    return float(total)
            await asyncio.sleep(0.05)


async def _room_row(live: object, wanted: str) -> dict[str, object]:
    staff = await live.staff()  # type: ignore[attr-defined]
    rows = (await staff.get(f"/api/sittings/{SITTING_ID}/room")).json()["rows"]
    found: dict[str, object] = next(row for row in rows if row["number"] == wanted)
    return found


async def test_what_was_acknowledged_is_there_after_a_restart(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        proctor = await live.staff()
        terminal = await (await live.a_terminal(ONE)).connect()
        await proctor.post(f"/api/sittings/{SITTING_ID}/start", json={})
        form = await terminal.hear("form")
        first = form["items"][0]["id"]  # type: ignore[index]
        await terminal.answer(1, first, RIGHT, doubt=True)
        cookies = terminal.client.cookies
    async with a_server(tmp_path) as again:
        terminal.live = again
        terminal.client = again.client()
        terminal.client.cookies = cookies
        await terminal.connect()
        assert terminal.welcome["responses"] == {first: {"choice": RIGHT, "doubt": True, "seq": 1}}
        assert terminal.welcome["attempt"]["phase"] == "running"  # type: ignore[index]
        assert (await terminal.hear("form"))["digest"] == form["digest"]


async def test_an_answer_goes_over_plain_http_when_the_socket_is_gone(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        proctor = await live.staff()
        terminal = await (await live.a_terminal(ONE)).connect()
        await proctor.post(f"/api/sittings/{SITTING_ID}/start", json={})
        form = await terminal.hear("form")
        item = form["items"][0]["id"]  # type: ignore[index]
        await terminal.pull_the_cable()
        body = {
            "connection": terminal.connection,
            "responses": [{"seq": 1, "item": item, "choice": RIGHT, "doubt": False}] * 2,
        }
        answer = await terminal.client.post("/api/terminal/responses", json=body)
        assert answer.json() == {"acknowledged": 1, "refused": []}
        await terminal.connect(form=str(form["digest"]))
        assert terminal.welcome["responses"][item]["choice"] == RIGHT  # type: ignore[index,call-overload]


async def test_a_moved_candidate_continues_exactly_where_they_were(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        proctor = await live.staff()
        old = await (await live.a_terminal(ONE)).connect()
        await proctor.post(f"/api/sittings/{SITTING_ID}/start", json={})
        form = await old.hear("form")
        item = form["items"][0]["id"]  # type: ignore[index]
        await old.answer(1, item, RIGHT)
        moved = await proctor.post(
            f"/api/sittings/{SITTING_ID}/actions",
            json={"action": "move", "numbers": [ONE], "reason": "screen broken"},
        )
        (result,) = moved.json()["results"]
        assert result["ok"]
        assert old.socket is not None
        await asyncio.wait_for(old.socket.wait_closed(), 5)
        assert old.socket.close_code == 4409
        assert (await old.client.get("/api/terminal/state")).status_code == 401
        new = await (await live.a_terminal(ONE, result["pin"])).connect()
        assert new.welcome["responses"][item]["choice"] == RIGHT  # type: ignore[index,call-overload]
        assert new.welcome["attempt"]["last_seq"] == 1  # type: ignore[index]
        assert (await new.hear("form"))["digest"] == form["digest"]


async def test_a_second_tab_replaces_the_first_and_says_so(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        first = await (await live.a_terminal(ONE)).connect()
        socket = first.socket
        assert socket is not None
        await first.connect()
        await asyncio.wait_for(socket.wait_closed(), 5)
        assert socket.close_code == 4409


async def test_granted_time_reaches_the_terminal_at_once(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        proctor = await live.staff()
        terminal = await (await live.a_terminal(ONE)).connect()
        await proctor.post(f"/api/sittings/{SITTING_ID}/start", json={})
        started = await terminal.hear("started")
        await proctor.post(
            f"/api/sittings/{SITTING_ID}/actions",
            json={"action": "grant_time", "numbers": "all", "minutes": 5, "reason": "power cut"},
        )
        clock = await terminal.hear("clock")
        assert clock["granted_s"] == 300
        assert clock["deadline_at"] != started["deadline_at"]


async def test_the_room_streams_what_changes(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        proctor = await live.staff()
        url = f"/api/sittings/{SITTING_ID}/room/stream"
        async with proctor.stream("GET", url) as stream:
            lines = stream.aiter_lines()
            assert await anext(lines) == "event: snapshot"
            await live.a_pin(TWO)
            async with asyncio.timeout(5):
                async for line in lines:
                    if line.startswith("data:") and '"admitted"' in line:
                        break
