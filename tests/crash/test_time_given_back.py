"""A server is killed, or stands still, for seconds that the test measures: they are given back.

The true loss lies between two stop-watches of the test: from when the server was surely gone to
when the terminal was surely not back, and from when it was surely there to when it surely was.
"""

import asyncio
import signal
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.crash.killable import Killable, signed_in
from tests.live import PASSWORD, SITTING_ID, a_live_site, number

AWAY_S = 5.5
"""More than the exam's five seconds, below which nothing is given back."""
BEAT_S = 1.0
SLACK_S = 1.0
"""A loaded machine writes the sign of life a little late."""
ONE = number(1)


async def hello(server: Killable, cookies: httpx.Cookies) -> tuple[ClientConnection, Any]:
    async with httpx.AsyncClient(base_url=server.origin, cookies=cookies) as client:
        ticket = (await client.post("/api/terminal/ticket", json={})).json()["ticket"]
    socket = await connect(
        f"{server.origin.replace('http', 'ws')}/ws/terminal",
        origin=server.origin,  # type: ignore[arg-type]
        compression=None,
        max_size=None,
    )
    message = {"type": "hello", "protocol": 1, "ticket": ticket, "form": None}
    await socket.send(msgspec.json.encode(message).decode())
    return socket, (await heard(socket, "welcome"))["attempt"]


async def heard(socket: ClientConnection, kind: str) -> Any:
    async with asyncio.timeout(20):
        while True:
            message = msgspec.json.decode(await socket.recv())
            if message["type"] == kind:
                return message


async def a_running_server(folder: Path) -> tuple[Killable, httpx.Cookies]:
    async with a_live_site(folder, candidates=1):
        pass  # furnished, then stopped
    server = Killable(folder)
    await server.start()
    async with httpx.AsyncClient(base_url=server.origin) as staff:
        body = {"name": "ani", "password": PASSWORD}
        (await staff.post("/api/staff/sign-in", json=body)).raise_for_status()
        (cookies,) = await signed_in(server, [ONE], staff)
        socket, _ = await hello(server, cookies)
        (await staff.post(f"/api/sittings/{SITTING_ID}/start", json={})).raise_for_status()
        await heard(socket, "started")
        socket.transport.abort()
    return server, cookies


def gained_s(before: Any, after: Any) -> float:
    first, last = (datetime.fromisoformat(each["deadline_at"]) for each in (before, after))
    return (last - first).total_seconds()


@pytest.mark.crash
@pytest.mark.timeout(120)
async def test_what_a_killed_server_cost_is_given_back_and_never_less(tmp_path: Path) -> None:
    server, cookies = await a_running_server(tmp_path)
    try:
        socket, before = await hello(server, cookies)
        await asyncio.sleep(2 * BEAT_S)
        there_s = time.monotonic()
        await server.kill()
        gone_s = time.monotonic()
        socket.transport.abort()
        await asyncio.sleep(AWAY_S)
        await server.start()
        asked_s = time.monotonic()
        _, after = await hello(server, cookies)
        back_s = time.monotonic()
    finally:
        await server.stop()
    (line,) = [each for each in after["ledger"] if each["cause"] == "server_away"]
    assert line["given_s"] == line["lost_s"]
    assert gained_s(before, after) == pytest.approx(line["given_s"], abs=1e-5)
    assert asked_s - gone_s <= line["given_s"] <= back_s - there_s + BEAT_S + SLACK_S


@pytest.mark.crash
@pytest.mark.timeout(120)
async def test_what_a_standstill_cost_reaches_the_screens_of_those_at_work(tmp_path: Path) -> None:
    server, cookies = await a_running_server(tmp_path)
    try:
        assert server.process is not None
        socket, before = await hello(server, cookies)
        await asyncio.sleep(2 * BEAT_S)
        there_s = time.monotonic()
        server.process.send_signal(signal.SIGSTOP)
        stopped_s = time.monotonic()
        await asyncio.sleep(AWAY_S)
        asked_s = time.monotonic()
        server.process.send_signal(signal.SIGCONT)
        clock = await heard(socket, "clock")
        while clock["ledger"][-1]["cause"] != "server_away":  # what the connection itself cost
            clock = await heard(socket, "clock")
        back_s = time.monotonic()
        socket.transport.abort()
    finally:
        await server.stop()
    line = clock["ledger"][-1]
    assert gained_s(before, clock) == pytest.approx(line["given_s"], abs=1e-5)
    assert asked_s - stopped_s <= line["given_s"] <= back_s - there_s + BEAT_S + SLACK_S
