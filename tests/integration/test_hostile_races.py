"""One attempt pulled at from every side at once: what was acknowledged is there, and only that.

Two tabs, plain HTTP beside the socket under the same numbers, cables pulled, the candidate moved,
paused and resumed, all in an order drawn from a seed. The oracle is the journal.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from catserver.attempt.events import ResponseRecorded
from tests.live import SITTING_ID, Live, Terminal, a_live_site, a_server, number

ONE = number(1)
CHOICES = ("a", "b", "c", "d", None)
STEPS = 60
"""Of each actor: some three hundred messages a seed, within a second or two."""

Answer = tuple[str, str | None, bool]


class Storm:
    """The actors and what the server said to them."""

    def __init__(self, live: Live, first: Terminal, items: list[str], seed: int) -> None:
        self.live = live
        self.items = items
        self.random = random.Random(seed)
        self.client = first.client
        self.connection = first.connection
        self.next_seq = 1
        self.acknowledged: list[tuple[int, Answer]] = []
        self.statuses: set[int] = set()

    def draw(self) -> tuple[int, Answer]:
        """Mostly the next number, sometimes one from the past or beyond a gap."""
        seq = max(1, self.next_seq + self.random.choice((0, 0, 0, 0, -1, -2, 1)))
        return seq, (
            self.random.choice(self.items),
            self.random.choice(CHOICES),
            self.random.random() < 0.2,
        )

    def learn(self, last_seq: object) -> None:
        assert isinstance(last_seq, int)
        self.next_seq = last_seq + 1

    async def tab(self) -> None:
        """A page that connects, answers, and is cut or loaded again."""
        terminal = Terminal(self.live, self.client, ONE)
        for step in range(STEPS):
            try:
                if terminal.socket is None or step % 11 == 10:
                    if terminal.socket is not None:
                        await terminal.pull_the_cable()
                    terminal = await Terminal(self.live, self.client, ONE).connect()
                    self.connection = terminal.connection
                    attempt = terminal.welcome["attempt"]
                    assert isinstance(attempt, dict)
                    self.learn(attempt["last_seq"])
                seq, (item, choice, doubt) = self.draw()
                said = await terminal.answer(seq, item, choice, doubt=doubt)
                if said["type"] == "acknowledged":
                    self.acknowledged.append((seq, (item, choice, doubt)))
                    self.next_seq = max(self.next_seq, seq + 1)
                else:
                    self.learn(said["last_seq"])
            except (ConnectionClosed, KeyError):
                terminal.socket = None  # replaced, or signed out by a move: the others' turn
                await self.post(self.client, "/api/terminal/connect", {})

    async def plain(self) -> None:
        """The same connection over plain HTTP, several answers at once."""
        for _ in range(STEPS):
            drawn = [self.draw()]
            while self.random.random() < 0.5 and len(drawn) < 4:
                drawn.append((drawn[-1][0] + 1, self.draw()[1]))
            body = {
                "connection": self.connection,
                "responses": [
                    {"seq": seq, "item": item, "choice": choice, "doubt": doubt}
                    for seq, (item, choice, doubt) in drawn
                ],
            }
            answer = await self.post(self.client, "/api/terminal/responses", body)
            if answer.status_code == 200:
                told = answer.json()
                refused = {each["seq"] for each in told["refused"]}
                self.acknowledged += [
                    each
                    for each in drawn
                    if each[0] <= told["acknowledged"] and each[0] not in refused
                ]
                self.learn(told["acknowledged"])

    async def room(self) -> None:
        """The proctor, who cannot make up their mind."""
        staff = await self.live.staff()
        for _ in range(STEPS // 4):
            action = self.random.choice(("pause", "resume", "grant_time", "move", "resume"))
            body = {"action": action, "numbers": [ONE], "reason": "storm", "minutes": 1}
            answer = await self.post(staff, f"/api/sittings/{SITTING_ID}/actions", body)
            pin = answer.json()["results"][0]["pin"]
            if pin is not None:
                client = self.live.client()
                sign_in = {"number": ONE, "pin": pin, "terminal": "T2"}
                assert (
                    await self.post(client, "/api/terminal/sign-in", sign_in)
                ).status_code == 200
                self.client = client
        await self.post(
            staff,
            f"/api/sittings/{SITTING_ID}/actions",
            {"action": "resume", "numbers": [ONE], "reason": "storm"},
        )

    async def post(
        self, client: httpx.AsyncClient, url: str, body: Mapping[str, object]
    ) -> httpx.Response:
        answer = await client.post(url, json=body)
        self.statuses.add(answer.status_code)
        return answer


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_what_was_acknowledged_in_a_storm_is_there_and_replays(
    tmp_path: Path, seed: int
) -> None:
    async with a_live_site(tmp_path, 1) as live:
        first = await (await live.a_terminal(ONE)).connect()
        await (await live.staff()).post(f"/api/sittings/{SITTING_ID}/start", json={})
        form = await first.hear("form")
        items = [item["id"] for item in form["items"]]  # type: ignore[attr-defined]
        storm = Storm(live, first, items, seed)
        actors: list[Callable[[], Awaitable[None]]] = [
            *(storm.tab, storm.tab, storm.plain, storm.plain, storm.plain),
            storm.room,
        ]
        async with asyncio.timeout(30):
            await asyncio.gather(*(actor() for actor in actors))
        assert storm.statuses <= {200, 401, 409}
        assert storm.acknowledged
        await assert_the_last_terminal_works(storm)
        before = await live.site.attempts.state(live.attempts[ONE])
        recorded = await assert_all_present(live, storm.acknowledged)
        assert before.last_seq == len(recorded)
    async with a_server(tmp_path) as live:
        after = await live.site.attempts.state(live.attempts[ONE])
        assert (after.responses, after.points, after.last_seq) == (
            before.responses,
            before.points,
            before.last_seq,
        )


async def assert_the_last_terminal_works(storm: Storm) -> None:
    """Whatever the storm did, who connects now answers."""
    terminal = await Terminal(storm.live, storm.client, ONE).connect()
    attempt = terminal.welcome["attempt"]
    assert isinstance(attempt, dict)
    seq = attempt["last_seq"] + 1
    said = await terminal.answer(seq, storm.items[0], "b")
    assert said["type"] == "acknowledged", said
    storm.acknowledged.append((seq, (storm.items[0], "b", False)))
    with suppress(ConnectionClosed):
        await terminal.pull_the_cable()


async def assert_all_present(
    live: Live, acknowledged: list[tuple[int, Answer]]
) -> dict[int, Answer]:
    """Under its own number, or replaced by a later answer to the same item."""
    events = [
        each
        for each in await live.site.attempts.events(live.attempts[ONE])
        if isinstance(each, ResponseRecorded)
    ]
    recorded: dict[int, Answer] = {
        each.seq: (str(each.item), each.choice, each.doubt) for each in events
    }
    assert [each.seq for each in events] == list(range(1, len(events) + 1))
    newest = {item: seq for seq, (item, _, _) in recorded.items()}
    lost = [
        (seq, answer)
        for seq, answer in acknowledged
        if recorded.get(seq) != answer and newest.get(answer[0], 0) <= seq
    ]
    assert lost == []
    return recorded
