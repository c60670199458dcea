"""A server process that can be killed and started again on the same data, and its terminals."""

import asyncio
import contextlib
import os
import random
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from catserver.attempt.events import ResponseRecorded
from catserver.delivery.replay import replay
from catserver.desks import open_desks
from tests.live import PASSWORD, SITTING_ID, a_live_site, number, settings_in

LINE_GONE = (OSError, WebSocketException, httpx.HTTPError, TimeoutError)
PUTS_OFF = {"disk_full", "store_away"}
ROOT = Path(__file__).parents[2]


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class EndedByItself(Exception):
    """The server did not come up."""


class Served:
    """One life of the server: a process that is not ours to wait for, but our starter's."""

    def __init__(self, pid: int, starter: asyncio.subprocess.Process) -> None:
        self.pid = pid
        self.gone = False
        self._starter = starter

    def send_signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def lives(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    async def wait(self) -> None:
        assert self._starter.stdout is not None
        if not self.gone:
            async with asyncio.timeout(30):
                assert (await self._starter.stdout.readline()).strip() == b"ended"
            self.gone = True


@dataclass
class Killable:
    """The server over `folder`. `under` is a command it runs under, with its options."""

    folder: Path
    port: int = field(default_factory=a_free_port)
    under: tuple[str, ...] = ()
    process: Served | None = None
    starter: asyncio.subprocess.Process | None = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self, within_s: float = 30) -> None:
        """Run it; back when it answers. Raises EndedByItself."""
        await self.launch()
        async with (
            asyncio.timeout(within_s),
            httpx.AsyncClient(verify=False) as client,  # noqa: S501 - plain HTTP
        ):
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get(f"{self.origin}/health")).status_code == 200:
                        return
                assert self.process is not None
                if not self.process.lives():
                    await self.process.wait()
                    raise EndedByItself
                await asyncio.sleep(0.02)

    async def launch(self) -> None:
        """Run it, whether it comes up or not."""
        if self.starter is None:
            self.starter = await asyncio.create_subprocess_exec(
                *self.under,
                sys.executable,
                "-m",
                "tests.crash.server",
                str(self.folder),
                str(self.port),
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
        assert self.starter.stdin is not None
        assert self.starter.stdout is not None
        self.starter.stdin.write(b"start\n")
        pid = await self.starter.stdout.readline()
        self.process = Served(int(pid), self.starter)

    async def kill(self) -> None:
        """No warning, no goodbye: what is not on disk is gone."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> None:
        """An orderly end, of the starter as well."""
        if self.process is not None and not self.process.gone:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(signal.SIGTERM)
            await self.process.wait()
        if self.starter is not None:
            assert self.starter.stdin is not None
            self.starter.stdin.close()
            await self.starter.wait()
            self.starter = None


@contextlib.asynccontextmanager
async def a_killable(folder: Path, under: tuple[str, ...] = ()) -> AsyncIterator[Killable]:
    """Not started; nothing of it is left running afterwards."""
    server = Killable(folder, under=under)
    try:
        yield server
    finally:
        await server.stop()


class Reached(Protocol):
    """Where a terminal finds the server."""

    @property
    def origin(self) -> str: ...


@dataclass
class Answer:
    seq: int
    item: str
    choice: str
    acknowledged: bool = False


@dataclass
class StubbornTerminal:
    """Answers without pause, sends again what was not acknowledged, comes back by itself.

    `told` is the oracle: what this terminal was told is safe.
    """

    server: Reached
    number: str
    cookies: httpx.Cookies
    chance: random.Random
    told: dict[int, Answer] = field(default_factory=dict)
    waiting: list[Answer] = field(default_factory=list)
    items: list[tuple[str, list[str]]] = field(default_factory=list)
    last_seq: int = 0
    faults: list[str] = field(default_factory=list)
    greeted: int = 0
    cut: int = 0
    """How often it found that its line is no use."""
    put_off: list[str] = field(default_factory=list)
    """With which codes it was told that the server cannot save now."""
    patience_s: float = 8.0
    line: ClientConnection | None = None

    def flap(self) -> None:
        """Its line goes, without a word."""
        if self.line is not None:
            self.line.transport.abort()

    async def run(self, until: asyncio.Event) -> None:
        async with httpx.AsyncClient(
            base_url=self.server.origin,
            cookies=self.cookies,
            verify=False,  # noqa: S501
            trust_env=False,
        ) as client:
            while not until.is_set():
                try:
                    async with asyncio.timeout(20):
                        async with asyncio.timeout(self.patience_s):
                            socket = await self._connect(client)
                        self.line = socket
                        try:
                            await self._work(socket, until)
                        finally:
                            socket.transport.abort()
                except LINE_GONE:
                    self.cut += 1
                    await asyncio.sleep(0.02 + self.chance.random() / 20)

    async def _connect(self, client: httpx.AsyncClient) -> ClientConnection:
        answer = await client.post("/api/terminal/ticket", json={}, headers={"Connection": "close"})
        answer.raise_for_status()
        ticket = answer.json()["ticket"]
        socket = await connect(
            f"{self.server.origin.replace('http', 'ws')}/ws/terminal",
            origin=self.server.origin,  # type: ignore[arg-type]
            compression=None,
            max_size=None,
            proxy=None,
        )
        hello = {"type": "hello", "protocol": 1, "ticket": ticket, "form": None}
        await socket.send(msgspec.json.encode(hello).decode())
        while True:
            message = msgspec.json.decode(await socket.recv())
            if message["type"] == "welcome":
                self._compare(message)
            if message["type"] == "form":
                self.items = [
                    (item["id"], [choice["id"] for choice in item["choices"]])
                    for item in message["items"]
                ]
                return socket

    def _compare(self, welcome: dict[str, object]) -> None:
        """What the server knows must hold everything it ever acknowledged."""
        self.greeted += 1
        attempt, responses = welcome["attempt"], welcome["responses"]
        assert isinstance(attempt, dict)
        assert isinstance(responses, dict)
        self.faults += missing(self.told, responses)
        self.last_seq = attempt["last_seq"]
        recorded = {each["seq"] for each in responses.values()}
        still = []
        for answer in self.waiting:
            known = responses.get(answer.item)
            if answer.seq <= self.last_seq and answer.seq in recorded and known is not None:
                continue  # it was on disk before the line went
            still.append(answer)
        for place, answer in enumerate(still, start=1):
            answer.seq = self.last_seq + place
        self.waiting = still

    async def _work(self, socket: ClientConnection, until: asyncio.Event) -> None:
        for answer in self.waiting:
            await self._send(socket, answer)
        while not until.is_set():
            if not self.waiting:
                item, choices = self.chance.choice(self.items)
                answer = Answer(self.last_seq + 1, item, self.chance.choice(choices))
                self.waiting.append(answer)
                await self._send(socket, answer)
            async with asyncio.timeout(self.patience_s):
                message = msgspec.json.decode(await socket.recv())
            if message["type"] == "acknowledged" and message["seq"] in self.told:
                continue  # said twice, as it was sent twice
            if message["type"] == "acknowledged":
                answer = self.waiting.pop(0)
                assert answer.seq == message["seq"]
                self.told[answer.seq] = answer
                self.last_seq = max(self.last_seq, answer.seq)
            elif message["type"] == "refused" and message["code"] in PUTS_OFF:
                self.put_off.append(message["code"])
                await asyncio.sleep(0.05)
                return
            elif message["type"] == "refused":
                self.faults.append(f"{self.number}: refused {message}")
                return

    async def _send(self, socket: ClientConnection, answer: Answer) -> None:
        await socket.send(
            msgspec.json.encode(
                {
                    "type": "respond",
                    "seq": answer.seq,
                    "item": answer.item,
                    "choice": answer.choice,
                    "doubt": False,
                }
            ).decode()
        )


def missing(told: dict[int, Answer], responses: dict[str, dict[str, object]]) -> list[str]:
    """Acknowledged answers that are gone: neither there, nor replaced by a later one."""
    faults = []
    newest: dict[str, Answer] = {}
    for answer in told.values():
        if answer.item not in newest or newest[answer.item].seq < answer.seq:
            newest[answer.item] = answer
    for item, answer in newest.items():
        known = responses.get(item)
        if known is None:
            faults.append(f"seq {answer.seq}: {item} was acknowledged and is not there")
        elif known["seq"] == answer.seq and known["choice"] != answer.choice:
            faults.append(f"seq {answer.seq}: {item} was acknowledged with another choice")
        elif int(str(known["seq"])) < answer.seq:
            faults.append(f"seq {answer.seq}: {item} went back to {known['seq']}")
    return faults


async def signed_in(
    server: Reached, numbers: list[str], staff: httpx.AsyncClient
) -> list[httpx.Cookies]:
    """Each candidate admitted by hand and signed in; their cookies."""
    cookies = []
    for each in numbers:
        candidate = f"/api/sittings/{SITTING_ID}/candidates/{each}"
        admit = {"decision": "admit", "reason_code": "documents_checked", "reason": "test"}
        (await staff.post(f"{candidate}/decision", json=admit)).raise_for_status()
        pin = (await staff.post(f"{candidate}/pin", json={})).json()["pin"]
        async with httpx.AsyncClient(base_url=server.origin, verify=False) as client:  # noqa: S501
            body = {"number": each, "pin": pin, "terminal": f"T-{each}"}
            (await client.post("/api/terminal/sign-in", json=body)).raise_for_status()
            cookies.append(client.cookies)
    return cookies


async def a_room_at_work(
    server: Killable, terminals: int, seed: int = 1, *, reached: Reached | None = None
) -> list[StubbornTerminal]:
    """A site with a running sitting on a server just started, and its terminals, not yet at work.

    `reached` is where the terminals find the server, if not at its own address.
    """
    async with a_live_site(server.folder, candidates=terminals):
        pass  # furnished, then stopped
    await server.start()
    return await seated(server, terminals, seed, reached=reached)


async def seated(
    server: Reached, terminals: int, seed: int = 1, *, reached: Reached | None = None
) -> list[StubbornTerminal]:
    """Everybody of a furnished site signed in, the sitting started."""
    numbers = [number(place) for place in range(1, terminals + 1)]
    async with httpx.AsyncClient(base_url=server.origin, verify=False) as staff:  # noqa: S501
        body = {"name": "ani", "password": PASSWORD}
        (await staff.post("/api/staff/sign-in", json=body)).raise_for_status()
        cookies = await signed_in(server, numbers, staff)
        (await staff.post(f"/api/sittings/{SITTING_ID}/start", json={})).raise_for_status()
    return [
        StubbornTerminal(reached or server, each, jar, random.Random(seed * 1000 + place))
        for place, (each, jar) in enumerate(zip(numbers, cookies, strict=True))
    ]


@contextlib.asynccontextmanager
async def working(terminals: list[StubbornTerminal]) -> AsyncIterator[None]:
    """All of them answer without pause until the block is left."""
    until = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        for terminal in terminals:
            tasks.create_task(terminal.run(until))
        try:
            yield
        finally:
            until.set()


async def everybody_progresses(terminals: list[StubbornTerminal], more: int = 3) -> None:
    """Wait until each terminal had a few more answers acknowledged: the load is real."""
    goals = [len(terminal.told) + more for terminal in terminals]
    async with asyncio.timeout(60):
        while any(len(t.told) < goal for t, goal in zip(terminals, goals, strict=True)):
            await asyncio.sleep(0.02)


async def everybody(
    terminals: list[StubbornTerminal], count: Callable[[StubbornTerminal], int]
) -> None:
    """Wait until `count` has grown by two for each: the second began after this was called."""
    goals = [count(terminal) + 2 for terminal in terminals]
    async with asyncio.timeout(60):
        while any(count(t) < goal for t, goal in zip(terminals, goals, strict=True)):
            await asyncio.sleep(0.02)


async def assert_nothing_was_lost(folder: Path, terminals: list[StubbornTerminal]) -> None:
    """The oracle, over the data of a server that is gone."""
    assert [fault for terminal in terminals for fault in terminal.faults] == []
    settings = settings_in(folder)
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
