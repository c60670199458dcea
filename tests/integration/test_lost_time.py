"""Time in which a candidate could not work, through the real server, on a clock moved by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from catserver.attempt.state import Attempt, Phase
from tests.hand_clock import HandClock
from tests.live import RIGHT, SITTING_ID, Live, Terminal, a_live_site, a_server, number

ONE = number(1)
EIGHT = datetime(2024, 10, 16, 1, 0, tzinfo=UTC)
ALLOWED = timedelta(minutes=100)


@asynccontextmanager
async def at_work(folder: Path, clock: HandClock) -> AsyncIterator[tuple[Live, Terminal]]:
    """A site whose first candidate has just begun."""
    async with a_live_site(folder, clock=clock) as live:
        proctor = await live.staff()
        terminal = await (await live.a_terminal(ONE)).connect()
        await proctor.post(f"/api/sittings/{SITTING_ID}/start", json={})
        await terminal.hear("started")
        yield live, terminal


def attempt_of(live: Live) -> Attempt:
    attempt = live.site.attempts.known(live.attempts[ONE])
    assert attempt is not None
    return attempt


async def cut(live: Live, terminal: Terminal) -> None:
    """The line is gone, and the server knows."""
    await terminal.pull_the_cable()
    async with asyncio.timeout(5):
        while attempt_of(live).connected:
            await asyncio.sleep(0.005)


def lines(told: object) -> list[tuple[str, float, float, str]]:
    assert isinstance(told, list)
    return [(each["cause"], each["lost_s"], each["given_s"], each["by"]) for each in told]


def welcomed(terminal: Terminal) -> dict[str, Any]:
    attempt = terminal.welcome["attempt"]
    assert isinstance(attempt, dict)
    return attempt


def deadline(terminal: Terminal) -> datetime:
    return datetime.fromisoformat(welcomed(terminal)["deadline_at"])


async def test_a_pulled_cable_is_measured_and_given_back_up_to_the_rule(tmp_path: Path) -> None:
    clock = HandClock(EIGHT)
    async with at_work(tmp_path, clock) as (live, terminal):
        expected = []
        for away_s, given_s, deadline_s in [(4, 0, 0), (5, 5, 5), (60, 60, 65), (1200, 535, 600)]:
            clock.move(minutes=10)
            await cut(live, terminal)
            clock.move(seconds=away_s)
            await terminal.connect()
            expected.append(("terminal_away", away_s, given_s, "rule"))
            assert deadline(terminal) == EIGHT + ALLOWED + timedelta(seconds=deadline_s)
            assert lines(welcomed(terminal)["ledger"]) == expected
            assert lines((await terminal.hear("clock"))["ledger"]) == expected
        staff = await live.staff()
        url = f"/api/sittings/{SITTING_ID}/candidates/{ONE}/ledger"
        account = (await staff.get(url)).json()
        assert (account["lost_s"], account["given_s"]) == (1269, 600)
        assert account["rule"]["terminal_ceiling_s"] == 600


async def test_six_minutes_left_are_six_minutes_left_after_the_server_was_away(
    tmp_path: Path,
) -> None:
    clock = HandClock(EIGHT)
    async with at_work(tmp_path, clock) as (_, terminal):
        clock.move(minutes=94)
        cookies = terminal.client.cookies
    clock.move(minutes=20)  # the deadline passes while there is no server
    async with a_server(tmp_path, clock) as again:
        await again.site.sittings.tick()
        assert attempt_of(again).phase is Phase.RUNNING
        terminal.live, terminal.client = again, again.client()
        terminal.client.cookies = cookies
        clock.move(seconds=8)
        await terminal.connect()
        assert deadline(terminal) - clock.now() == timedelta(minutes=6)
        assert lines(welcomed(terminal)["ledger"]) == [("server_away", 1208, 1208, "rule")]
        form = await terminal.hear("form")
        items = form["items"]
        assert isinstance(items, list)
        said = await terminal.answer(1, items[0]["id"], RIGHT)
        assert said["type"] == "acknowledged"


async def test_who_is_away_at_the_deadline_ends_when_the_rule_has_no_more_to_give(
    tmp_path: Path,
) -> None:
    clock = HandClock(EIGHT)
    async with at_work(tmp_path, clock) as (live, terminal):
        clock.move(minutes=95)
        await cut(live, terminal)
        clock.move(minutes=15, seconds=2)
        await live.site.sittings.tick()
        assert attempt_of(live).phase is Phase.RUNNING
        clock.move(seconds=0.001)
        await live.site.sittings.tick()
        assert attempt_of(live).phase is Phase.FINISHED


async def test_answers_over_plain_http_end_the_loss_and_the_line_lives_while_it_is_heard(
    tmp_path: Path,
) -> None:
    clock = HandClock(EIGHT)
    async with at_work(tmp_path, clock) as (live, terminal):
        form = (await terminal.client.get("/api/terminal/form")).json()
        await cut(live, terminal)
        clock.move(seconds=40)
        response = {"seq": 1, "item": form["items"][0]["id"], "choice": RIGHT, "doubt": False}
        body = {"connection": terminal.connection, "responses": [response]}
        answer = await terminal.client.post("/api/terminal/responses", json=body)
        assert answer.json() == {"acknowledged": 1, "refused": []}
        state = (await terminal.client.get("/api/terminal/state")).json()
        assert lines(state["attempt"]["ledger"]) == [("terminal_away", 40, 40, "rule")]
        assert attempt_of(live).connected
        await live.site.terminals.tick()
        assert attempt_of(live).connected
        live.site.terminals._by_http[live.attempts[ONE]]._heard -= 30
        await live.site.terminals.tick()
        assert not attempt_of(live).connected


async def test_a_page_that_reads_its_state_over_plain_http_is_back(tmp_path: Path) -> None:
    clock = HandClock(EIGHT)
    async with at_work(tmp_path, clock) as (live, terminal):
        await cut(live, terminal)
        clock.move(seconds=40)
        state = (await terminal.client.get("/api/terminal/state")).json()
        assert lines(state["attempt"]["ledger"]) == [("terminal_away", 40, 40, "rule")]
        clock.move(seconds=40)
        await terminal.connect()
        assert lines(welcomed(terminal)["ledger"]) == [("terminal_away", 40, 40, "rule")]


async def test_a_terminals_word_counts_as_far_as_its_line_was_silent(tmp_path: Path) -> None:
    clock = HandClock(EIGHT)
    async with at_work(tmp_path, clock) as (live, terminal):
        for silent_s, away_s, lost_s in [
            (30.0, None, 30),
            (12.0, None, 0),
            (12.0, 9.0, 9),
            (12.0, 500.0, 12),
        ]:
            clock.move(minutes=10)
            _, link = live.site.terminals._links[live.attempts[ONE]]
            link.silent_s = lambda silent_s=silent_s: silent_s  # type: ignore[method-assign,misc]
            known = len(attempt_of(live).ledger)
            await terminal.connect(away_s=away_s)
            new = lines(welcomed(terminal)["ledger"])[known:]
            assert new == ([("terminal_away", lost_s, lost_s, "rule")] if lost_s else [])


async def test_a_move_is_in_the_ledger_and_the_candidate_reads_no_name_there(
    tmp_path: Path,
) -> None:
    clock = HandClock(EIGHT)
    async with at_work(tmp_path, clock) as (live, _):
        staff = await live.staff()
        actions = f"/api/sittings/{SITTING_ID}/actions"
        move = {"action": "move", "numbers": [ONE], "reason": "screen broken"}
        (moved,) = (await staff.post(actions, json=move)).json()["results"]
        clock.move(minutes=7)
        there = await (await live.a_terminal(ONE, moved["pin"])).connect()
        grant = {"action": "grant_time", "numbers": [ONE], "reason": "noise", "minutes": 2}
        await staff.post(actions, json=grant)
        await there.hear("clock")  # of the move
        told = await there.hear("clock")
        assert lines(told["ledger"]) == [("moved", 420, 420, "rule"), ("granted", 0, 120, "staff")]
        url = f"/api/sittings/{SITTING_ID}/candidates/{ONE}/ledger"
        account = (await staff.get(url)).json()
        assert [line["by"] for line in account["entries"]] == ["rule", "ani"]
        assert account["given_s"] == 540


async def test_a_ledger_is_for_the_staff_and_for_candidates_of_the_sitting(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        url = f"/api/sittings/{SITTING_ID}/candidates/{{}}/ledger"
        assert (await live.client().get(url.format(ONE))).status_code == 401
        staff = await live.staff()
        assert (await staff.get(url.format("999"))).status_code == 404
        empty = (await staff.get(url.format(ONE))).json()
        assert (empty["entries"], empty["lost_s"], empty["given_s"]) == ([], 0, 0)


async def test_a_site_whose_wall_clock_went_back_goes_on_from_its_journal(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ahead = HandClock(datetime.now(UTC) + timedelta(hours=1))
    async with a_live_site(tmp_path, clock=ahead):
        ahead.move(seconds=5)
    async with a_server(tmp_path) as again:
        assert again.site.clock.now() >= ahead.now() - timedelta(seconds=5)
        assert "the wall clock was set" in caplog.text
