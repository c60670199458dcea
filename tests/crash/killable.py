"""A server process that can be killed and started again on the same data, and its terminals."""

import asyncio
import contextlib
import os
import random
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.live import SITTING_ID

LINE_GONE = (OSError, WebSocketException, httpx.HTTPError, TimeoutError)
ROOT = Path(__file__).parents[2]


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Killable:
    folder: Path
    port: int = field(default_factory=a_free_port)
    process: asyncio.subprocess.Process | None = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self, within_s: float = 30) -> None:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.crash.server",
            str(self.folder),
            str(self.port),
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        async with asyncio.timeout(within_s), httpx.AsyncClient() as client:
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get(f"{self.origin}/health")).status_code == 200:
                        return
                assert self.process.returncode is None, "the server ended by itself"
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """No warning, no goodbye: what is not on disk is gone."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            await self.process.wait()


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

    server: Killable
    number: str
    cookies: httpx.Cookies
    chance: random.Random
    told: dict[int, Answer] = field(default_factory=dict)
    waiting: list[Answer] = field(default_factory=list)
    items: list[tuple[str, list[str]]] = field(default_factory=list)
    last_seq: int = 0
    faults: list[str] = field(default_factory=list)
    greeted: int = 0

    async def run(self, until: asyncio.Event) -> None:
        while not until.is_set():
            try:
                async with asyncio.timeout(20):
                    socket = await self._connect()
                    try:
                        await self._work(socket, until)
                    finally:
                        socket.transport.abort()
            except LINE_GONE:
                await asyncio.sleep(0.02 + self.chance.random() / 20)

    async def _connect(self) -> ClientConnection:
        async with httpx.AsyncClient(
            base_url=self.server.origin,
            cookies=self.cookies,
            verify=False,  # noqa: S501
        ) as client:
            answer = await client.post("/api/terminal/ticket", json={})
            answer.raise_for_status()
            ticket = answer.json()["ticket"]
        socket = await connect(
            f"{self.server.origin.replace('http', 'ws')}/ws/terminal",
            origin=self.server.origin,  # type: ignore[arg-type]
            compression=None,
            max_size=None,
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
            message = msgspec.json.decode(await socket.recv())
            if message["type"] == "acknowledged":
                answer = self.waiting.pop(0)
                assert answer.seq == message["seq"]
                self.told[answer.seq] = answer
                self.last_seq = max(self.last_seq, answer.seq)
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
    server: Killable, numbers: list[str], staff: httpx.AsyncClient
) -> list[httpx.Cookies]:
    """Each candidate admitted by hand and signed in; their cookies."""
    cookies = []
    for number in numbers:
        candidate = f"/api/sittings/{SITTING_ID}/candidates/{number}"
        admit = {"decision": "admit", "reason_code": "documents_checked", "reason": "test"}
        (await staff.post(f"{candidate}/decision", json=admit)).raise_for_status()
        pin = (await staff.post(f"{candidate}/pin", json={})).json()["pin"]
        async with httpx.AsyncClient(base_url=server.origin) as client:
            body = {"number": number, "pin": pin, "terminal": f"T-{number}"}
            (await client.post("/api/terminal/sign-in", json=body)).raise_for_status()
            cookies.append(client.cookies)
    return cookies
