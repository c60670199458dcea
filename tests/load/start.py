# ruff: noqa: T201 - a report is printed
"""Measures the start: terminals wait, the sitting starts, and each has its first item.

Run it as `python -m tests.load.start`. The same room starts twice: with sealed forms that were
fetched while waiting, and with forms sent in clear at the start. Server and generator share the
machine. The generator is one process and opens the forms of all terminals one after another,
which in a room each machine does for itself; so both are printed: until the last key is there, and
until the last form is open with the opening counted for its own terminal only.
"""

import argparse
import asyncio
import base64
import os
import random
import re
import statistics
import tempfile
import time
from pathlib import Path

import msgspec

from catserver.bench.limits import raise_open_files
from catserver.bench.line import Line, open_line
from catserver.bench.process import Server
from catserver.bench.room import BenchRoom, Place, furnish
from catserver.bench.tickets import post, tickets_for
from catserver.delivery.sealing import unseal

HOST = "127.0.0.1"
FETCHING_AT_ONCE = 8
OPENING_AT_ONCE = 64
SPREAD_S = 5.0
"""As static/lib/form-shelf.js spreads them."""
PING_EVERY_S = 15.0
WITHIN_S = 120.0
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_DIGEST = re.compile(rb"x-form-digest: (\w+)", re.IGNORECASE)


class Terminal:
    """Waits with or without its sealed form, and notes when it can show its first item."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.line: Line | None = None
        self.sealed: bytes | None = None
        self.digest: str | None = None
        self.welcomed = False
        self.told = False
        self.key: str | None = None
        self.form: bytes | None = None
        self.ready_at: float | None = None

    async def connect(self, port: int, ticket: str) -> None:
        self.line = await open_line(HOST, port, "/ws/terminal", self._hear)
        self.say({"type": "hello", "protocol": 1, "ticket": ticket, "form": None})

    def say(self, message: dict[str, object]) -> None:
        assert self.line is not None
        self.line.say(msgspec.json.encode(message))

    def _hear(self, message: bytes) -> None:
        kind = message[9:13]  # behind {"type":"
        if kind == b"welc":
            self.welcomed = True
        elif kind == b"pong":
            self.told = self.digest is not None
        elif kind == b"form":
            self.form = message
        elif kind == b"star":
            self.key = msgspec.json.decode(message)["form_key"]
            self.ready_at = time.perf_counter()

    def open(self) -> tuple[str, float]:
        """The stem of the first item, and what it took this terminal to have it."""
        began = time.perf_counter()
        if self.form is not None:
            content = self.form
        else:
            assert self.sealed is not None
            assert self.key is not None
            content = unseal(base64.b64decode(self.key), str(self.digest), self.sealed)
        stem = msgspec.json.decode(content)["items"][0]["stem"]
        return stem, time.perf_counter() - began


async def fetch_sealed(port: int, terminals: list[Terminal]) -> None:
    """Over a few kept connections, at the moments at which a room's terminals would ask."""
    begins = time.perf_counter()
    due = sorted((random.random() * SPREAD_S, place) for place in range(len(terminals)))
    queue = iter(due)

    async def fetch() -> None:
        reader, writer = await asyncio.open_connection(HOST, port)
        for wait, place in queue:
            await asyncio.sleep(max(0, begins + wait - time.perf_counter()))
            terminal = terminals[place]
            writer.write(
                f"GET /api/terminal/sealed-form HTTP/1.1\r\nHost: {HOST}:{port}\r\n"
                f"Cookie: catserver_terminal={terminal.place.token}\r\n\r\n".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            length, digest = _LENGTH.search(head), _DIGEST.search(head)
            assert length, head
            assert digest, head
            terminal.sealed = await reader.readexactly(int(length[1]))
            terminal.digest = digest[1].decode()
            terminal.say({"type": "ping", "form": terminal.digest})
        writer.close()

    await asyncio.gather(*(fetch() for _ in range(FETCHING_AT_ONCE)))


async def connect_all(port: int, terminals: list[Terminal]) -> None:
    tickets = await tickets_for(HOST, port, [each.place.token for each in terminals])
    gate = asyncio.Semaphore(OPENING_AT_ONCE)

    async def connect(terminal: Terminal, ticket: str) -> None:
        async with gate:
            await terminal.connect(port, ticket)

    await asyncio.gather(*map(connect, terminals, tickets))


async def stay(terminals: list[Terminal]) -> None:
    """The server gives up a line that is silent for long, as a large room's may be meanwhile."""
    while True:
        await asyncio.sleep(PING_EVERY_S)
        for terminal in terminals:
            terminal.say({"type": "ping", "form": terminal.digest})


async def until_all(terminals: list[Terminal], attribute: str) -> None:
    async with asyncio.timeout(WITHIN_S):
        for terminal in terminals:
            while not getattr(terminal, attribute):
                await asyncio.sleep(0.002)


async def start(port: int, room: BenchRoom) -> None:
    """As staff do, by one request."""
    path = f"/api/sittings/{room.sitting}/start"
    await post(HOST, port, path, {"Cookie": f"catserver_staff={room.staff}"}, b"{}")


async def measure(count: int, *, sealed: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        room = await furnish(Path(folder), count)
        server = Server("durable", Path(folder), count)
        terminals = [Terminal(place) for place in room.places]
        try:
            await server.start()
            await connect_all(server.port, terminals)
            await until_all(terminals, "welcomed")
            staying = asyncio.create_task(stay(terminals))
            if sealed:
                began = time.perf_counter()
                await fetch_sealed(server.port, terminals)
                await until_all(terminals, "told")
                size = sum(len(each.sealed or b"") for each in terminals)
                print(
                    f"  fetched {size / 2**20:.0f} MiB sealed in"
                    f" {time.perf_counter() - began:.1f} s, spread over {SPREAD_S:.0f} s"
                )
            await asyncio.sleep(1)
            t0 = time.perf_counter()
            await asyncio.gather(start(server.port, room), until_all(terminals, "ready_at"))
            staying.cancel()
            report(terminals, t0, sealed=sealed)
        finally:
            for terminal in terminals:
                if terminal.line is not None:
                    terminal.line.cut()
            await server.stop()


def report(terminals: list[Terminal], t0: float, *, sealed: bool) -> None:
    if sealed:
        assert all(each.form is None for each in terminals), "a form was sent in clear"
    terminals[0].open()  # the first opening loads the cipher
    told_ms = [1000 * ((each.ready_at or 0) - t0) for each in terminals]
    opened = [each.open() for each in terminals]
    assert all(stem for stem, _ in opened)
    shown_ms = [told + 1000 * took for told, (_, took) in zip(told_ms, opened, strict=True)]
    took_ms = statistics.median(1000 * took for _, took in opened)
    print(
        f"  T0 to the last terminal told {max(told_ms):,.0f} ms"
        f" (half of them {statistics.median(told_ms):,.0f} ms);"
        f" last first item {max(shown_ms):,.0f} ms, opening takes {took_ms:.1f} ms each"
    )


async def both(count: int) -> None:
    for sealed, name in ((True, "sealed forms, a key at the start"), (False, "forms in clear")):
        print(f"{count:,} terminals, {name} (load average {os.getloadavg()[0]:.1f})")
        await measure(count, sealed=sealed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--terminals", type=int, default=1000)
    count: int = parser.parse_args().terminals
    raise_open_files()
    try:
        import uvloop
    except ImportError:
        asyncio.run(both(count))
    else:
        uvloop.run(both(count))


if __name__ == "__main__":
    main()
