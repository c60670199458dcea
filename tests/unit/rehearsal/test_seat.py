"""A seat over a fake line and fake answers: cut, away, back, replaced."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import msgspec
import pytest

from catserver.rehearsal import messages as m
from catserver.rehearsal.ledger import Ledger
from catserver.rehearsal.line import Line
from catserver.rehearsal.requests import Person, Requests
from catserver.rehearsal.seat import REPLACED, Seat
from catserver.rehearsal.tally import Stage, Tally
from catserver.rehearsal.terminal import Terminal
from catserver.rehearsal.troubles import CannotSit, LineEnded, Refusal, ServerAway
from tests.unit.rehearsal.examples import Heard, a_welcome, an_answer, form_items

NUMBER = m.Number("24-1")
Answers = Callable[[httpx.Request], httpx.Response]


class FakeLine:
    """The test plays the server: `says` puts a message, `ends` closes the line."""

    def __init__(self) -> None:
        self.sent: list[dict[str, object]] = []
        self.was_cut = False
        self._coming: asyncio.Queue[bytes | int] = asyncio.Queue()

    async def send(self, text: str) -> None:
        self.sent.append(msgspec.json.decode(text))

    async def messages(self) -> AsyncIterator[bytes]:
        while True:
            coming = await self._coming.get()
            if isinstance(coming, int):
                raise LineEnded(coming)
            yield coming

    def cut(self) -> None:
        self.was_cut = True
        self.ends(1006)

    async def close(self) -> None:
        self.ends(1000)

    def says(self, *messages: m.ServerMessage) -> None:
        for message in messages:
            self._coming.put_nowait(msgspec.json.encode(message))

    def ends(self, code: int) -> None:
        self._coming.put_nowait(code)


class Site:
    """A seat, its lines one after another, and the requests it made."""

    def __init__(self, tasks: asyncio.TaskGroup, answers: Answers | None = None) -> None:
        self.lines: list[FakeLine] = []
        self.asked: list[tuple[str, Any]] = []
        self.tally = Tally()
        self.terminal = Terminal(Ledger(), Heard().listener)
        self._answers = answers
        client = httpx.AsyncClient(
            transport=httpx.MockTransport(self._answer), base_url="http://site.test"
        )
        self.seat = Seat(NUMBER, self.terminal, Requests(client), self._dial, tasks, self.tally)

    async def _dial(self) -> Line:
        self.lines.append(FakeLine())
        return self.lines[-1]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.url.path, msgspec.json.decode(request.content or b"null")))
        if request.url.path.endswith("/ticket"):
            return httpx.Response(200, json={"ticket": f"t{len(self.asked)}"})
        assert self._answers is not None
        return self._answers(request)

    async def welcomed(self, *more: m.ServerMessage) -> FakeLine:
        await self.seat.connect()
        line = self.lines[-1]
        line.says(a_welcome(), m.Form("f" * 64, form_items()), *more)
        await settled()
        return line


async def settled() -> None:
    """Let everything that waits for a message see it; no time passes."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_line_begins_with_the_ticket_it_was_given() -> None:
    async with asyncio.TaskGroup() as tasks:
        site = Site(tasks)
        line = await site.welcomed()
        assert line.sent[0]["type"] == "hello"
        assert line.sent[0]["ticket"] == "t1"
        await site.seat.close()


async def test_an_acknowledgement_makes_room_for_what_waits() -> None:
    async with asyncio.TaskGroup() as tasks:
        site = Site(tasks)
        line = await site.welcomed()
        for number in range(1, 19):
            site.terminal.answer(an_answer(number))
        await site.seat.pump()
        assert [each.get("seq") for each in line.sent[1:]] == list(range(1, 17))
        line.says(m.Acknowledged(1))
        await settled()
        assert line.sent[-1]["seq"] == 17
        await site.seat.close()


async def test_a_pulled_cable_is_no_ending_by_the_server() -> None:
    async with asyncio.TaskGroup() as tasks:
        site = Site(tasks)
        line = await site.welcomed()
        site.seat.cut()
        await settled()
        assert line.was_cut
        assert (site.seat.line, site.seat.lost, dict(site.tally.closed)) == (None, False, {})


async def test_a_reconnection_is_counted_when_the_welcome_comes() -> None:
    async with asyncio.TaskGroup() as tasks:
        site = Site(tasks)
        await site.welcomed()
        site.seat.cut()
        await site.seat.connect()
        assert site.tally.reconnections == 0
        site.lines[-1].says(a_welcome())
        await settled()
        assert site.tally.reconnections == 1
        assert site.tally.longest_gap_s > 0
        assert site.lines[-1].sent[0]["form"] == "f" * 64
        await site.seat.close()


async def test_a_line_the_server_ends_says_why() -> None:
    async with asyncio.TaskGroup() as tasks:
        site = Site(tasks)
        line = await site.welcomed()
        line.ends(REPLACED)
        await settled()
        assert (site.seat.ended_by, site.seat.lost) == (REPLACED, True)
        assert site.tally.closed == {REPLACED: 1}


async def test_a_server_that_answers_what_was_not_asked_breaks_the_candidate_off() -> None:
    async with asyncio.TaskGroup() as tasks:
        site = Site(tasks)
        site.tally.expect(NUMBER)
        await site.welcomed(m.Acknowledged(5))
        assert site.tally.count(Stage.BROKEN_OFF) == 1
        assert "the server broke the protocol" in site.tally.broken_off[NUMBER]


async def test_answers_given_while_away_go_over_plain_http() -> None:
    def answers(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/responses"):
            return httpx.Response(200, json={"acknowledged": 2, "refused": []})
        return httpx.Response(200, json=a_state("running"))

    async with asyncio.TaskGroup() as tasks:
        site = Site(tasks, answers)
        line = await site.welcomed()
        site.terminal.answer(an_answer(1))
        await site.seat.pump()
        assert line.sent[-1]["seq"] == 1
        site.seat.cut()
        site.terminal.answer(an_answer(2))
        await site.seat.by_request(after_s=0)
        path, body = next(each for each in site.asked if each[0].endswith("/responses"))
        assert path == "/api/terminal/responses"
        assert body["connection"] == "c-1"
        assert [each["seq"] for each in body["responses"]] == [1, 2]
        assert site.terminal.outbox.empty
        assert site.tally.over_http == 2


async def test_before_its_time_nothing_goes_over_plain_http() -> None:
    async with asyncio.TaskGroup() as tasks:
        site = Site(tasks)
        await site.welcomed()
        site.terminal.answer(an_answer())
        site.seat.cut()
        await site.seat.by_request(after_s=60)
        assert not any(path.endswith("/responses") for path, _ in site.asked)


async def test_an_attempt_that_ended_meanwhile_is_learned_over_plain_http() -> None:
    def answers(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/responses"):
            return httpx.Response(410, json={"error": {"code": "finished", "detail": {}}})
        return httpx.Response(200, json=a_state("finished"))

    async with asyncio.TaskGroup() as tasks:
        site = Site(tasks, answers)
        await site.welcomed()
        site.terminal.answer(an_answer())
        site.seat.cut()
        await site.seat.by_request(after_s=0)
        assert site.terminal.outcome is not None
        assert site.tally.refused == {"finished": 1}


async def test_a_sign_in_that_is_no_longer_good_ends_the_day() -> None:
    refusal = httpx.Response(401, json={"error": {"code": "not_signed_in", "detail": {}}})
    client = httpx.AsyncClient(
        transport=httpx.MockTransport(lambda _: refusal), base_url="http://site.test"
    )
    async with asyncio.TaskGroup() as tasks:
        terminal = Terminal(Ledger(), Heard().listener)
        requests = Requests(client)
        seat = Seat(NUMBER, terminal, requests, _no_line, tasks, Tally())
        with pytest.raises(CannotSit, match="not_signed_in"):
            await seat.connect()
        assert requests.codes == {"not_signed_in": 1}


async def test_cookies_are_kept_by_people_and_errors_of_the_server_are_counted() -> None:
    seen: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("cookie"))
        if request.url.path == "/fails":
            return httpx.Response(500, json={"error": {"code": "server_fault", "detail": {}}})
        return httpx.Response(200, json={}, headers={"set-cookie": "t=1; HttpOnly"})

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://site.test")
    requests, ani, budi = Requests(client), Person(), Person()
    await requests.post("/a", {}, dict[str, Any], ani)
    await requests.post("/a", {}, dict[str, Any], ani)
    assert (ani.cookie, budi.cookie, seen[:2]) == ("t=1", "", [None, "t=1"])
    with pytest.raises(Refusal, match="server_fault"):
        await requests.post("/fails", {}, dict[str, Any], budi)
    assert requests.server_faults == 1


async def test_no_answer_at_all_is_another_trouble_than_a_no() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://site.test")
    with pytest.raises(ServerAway):
        await Requests(client).content("/health")


async def _no_line() -> Line:
    raise AssertionError("nobody dials here")


def a_state(phase: str) -> dict[str, object]:
    outcome = {"sections": [], "total": 5, "how": "time_over", "answered": 1}
    return {
        "exam": {"allowed_s": 6000},
        "attempt": {
            "phase": phase,
            "items": 10,
            "outcome": outcome if phase == "finished" else None,
        },
    }
