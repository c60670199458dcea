"""All boards of a process and the pace they are shown at."""

import asyncio
import json
from collections.abc import Awaitable

import pytest

from scoreboard.boards import UPDATE_INTERVAL_S, Boards, BoardUnknown, Pace, sleep_or_wake
from scoreboard.heading import SectionHeading
from scoreboard.intake import Announcement
from tests.unit.scoreboard.builders import (
    HEADING,
    OPEN_RULES,
    HandClock,
    a_heading,
    a_posting,
)
from tests.unit.scoreboard.viewer import Mailbox, fresh_view, parse_events, settle


class HandTime:
    """Sleeps that end when the test says so, and the clock that moves with them."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.asked_s: list[float] = []
        self._sleeping: asyncio.Event = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.asked_s.append(seconds)
        self._sleeping.clear()
        await self._sleeping.wait()
        self.clock.advance(seconds)

    async def wait(self, wake: asyncio.Event, _seconds: float) -> None:
        await wake.wait()

    def pass_interval(self) -> Awaitable[None]:
        self._sleeping.set()
        return settle()


def some_boards(time: HandTime) -> Boards:
    return Boards(run="r1", clock=time.clock, pace=Pace(sleep=time.sleep, wait=time.wait))


def boards_now() -> Boards:
    boards = some_boards(HandTime())
    boards.announce(HEADING, OPEN_RULES)
    return boards


async def test_a_sitting_has_a_board_and_so_has_its_event() -> None:
    boards = boards_now()
    boards.announce(a_heading(id="s2"), OPEN_RULES)
    assert boards.post(a_posting("a", 1))
    assert boards.post(a_posting("b", 2, sitting="s2"))
    boards.tick()
    assert len(fresh_view(boards.find("s1"))["rows"]) == 1
    assert len(fresh_view(boards.find("s2"))["rows"]) == 1
    assert len(fresh_view(boards.find("all-skd"))["rows"]) == 2


async def test_a_sitting_with_other_sections_keeps_to_its_own_board() -> None:
    boards = boards_now()
    other = (SectionHeading(id="x", title={}, points_max=1_00),)
    boards.announce(a_heading(id="s2", sections=other), OPEN_RULES)
    boards.post(a_posting("b", 1, sitting="s2"))
    boards.tick()
    assert len(fresh_view(boards.find("s2"))["rows"]) == 1
    assert fresh_view(boards.find("all-skd"))["rows"] == []


async def test_an_event_is_listed_once_it_has_a_second_sitting() -> None:
    boards = boards_now()
    assert [each["id"] for each in json.loads(boards.listing_bytes())["sittings"]] == ["s1"]
    boards.announce(a_heading(id="s2"), OPEN_RULES)
    listed = json.loads(boards.listing_bytes())["sittings"]
    assert [each["id"] for each in listed] == ["s1", "all-skd", "s2"]


async def test_messages_from_another_process_are_taken_alike() -> None:
    boards = some_boards(HandTime())
    assert boards.take(a_posting()) is False
    assert boards.take(Announcement(heading=HEADING, visibility=OPEN_RULES))
    assert boards.take(a_posting())
    boards.tick()
    assert len(fresh_view(boards.find("s1"))["rows"]) == 1


async def test_a_board_nobody_announced_is_unknown() -> None:
    with pytest.raises(BoardUnknown):
        boards_now().find("nowhere")


async def test_many_postings_between_two_updates_become_one() -> None:
    time = HandTime()
    boards = some_boards(time)
    boards.announce(HEADING, OPEN_RULES)
    running = asyncio.ensure_future(boards.run())
    await settle()
    for marks in range(1, 50):
        boards.post(a_posting("a", marks, version=marks))
        await settle()
    assert boards.find("s1").version == 0
    await time.pass_interval()
    assert boards.find("s1").version == 1
    assert set(time.asked_s) == {UPDATE_INTERVAL_S}
    running.cancel()


async def test_after_a_quiet_time_a_posting_is_shown_at_once() -> None:
    time = HandTime()
    boards = some_boards(time)
    boards.announce(HEADING, OPEN_RULES)
    running = asyncio.ensure_future(boards.run())
    await settle()
    await time.pass_interval()
    boards.post(a_posting("a", 1))
    await settle()
    assert boards.find("s1").version == 1
    running.cancel()


async def test_the_time_is_told_every_ten_seconds_and_not_more_often() -> None:
    time = HandTime()
    boards = some_boards(time)
    boards.announce(HEADING, OPEN_RULES)
    board = boards.find("s1")
    mailbox = Mailbox().watch(board, f"r1-{board.version}")
    time.clock.advance(9.9)
    boards.tick()
    assert await mailbox.news() == b""
    time.clock.advance(0.1)
    boards.tick()
    ((_, event, data),) = parse_events(await mailbox.news())
    assert (event, data["now"]) == ("clock", time.clock().isoformat().replace("+00:00", "Z"))


async def test_waiting_ends_at_the_wake_or_at_the_latest_after_its_time() -> None:
    wake = asyncio.Event()
    await sleep_or_wake(wake, 0.0)
    wake.set()
    await sleep_or_wake(wake, 3600.0)


async def test_closing_ends_the_streams_of_every_board() -> None:
    boards = boards_now()
    mailbox = Mailbox().watch(boards.find("s1"))
    boards.close()
    assert mailbox.ended
    assert boards.viewers == 0


async def test_a_board_that_cannot_be_shown_costs_the_others_nothing_and_is_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    boards = boards_now()
    boards.announce(a_heading(id="s2"), OPEN_RULES)
    boards.post(a_posting("b", 2, sitting="s2"))
    broken = boards.find("s1")
    broken._sheet = None  # type: ignore[assignment] # broken
    for _ in range(3):
        boards.tick()
    assert len(fresh_view(boards.find("s2"))["rows"]) == 1
    assert caplog.text.count("the board s1 cannot be shown") == 1
