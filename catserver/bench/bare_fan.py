"""The reference for a board: the same bytes to everybody, from an asyncio protocol without a rule.

Run as `python -m catserver.bench.bare_fan`. It says its port; each message on its standard input
(four bytes of length, then the bytes) goes to all who are connected, with a stamp in front.
"""

import asyncio
import os
import sys
import threading
import time
from typing import cast

from catserver.bench.crowd import STAMP
from catserver.bench.limits import raise_open_files

BACKLOG = 4096


class BareLine(asyncio.Protocol):
    __slots__ = ("everybody", "transport")

    def __init__(self, everybody: set[asyncio.Transport]) -> None:
        self.everybody = everybody
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, _: bytes) -> None:
        if self.transport not in self.everybody:
            self.transport.write(b"HTTP/1.1 200 OK\r\n\r\n")
            self.everybody.add(self.transport)

    def connection_lost(self, _: Exception | None) -> None:
        self.everybody.discard(self.transport)


async def serve() -> None:
    loop, everybody, ended = asyncio.get_running_loop(), set[asyncio.Transport](), asyncio.Event()
    server = await loop.create_server(lambda: BareLine(everybody), "127.0.0.1", 0, backlog=BACKLOG)

    def send(content: bytes) -> None:
        message = STAMP.pack(time.monotonic(), len(content)) + content
        for transport in everybody:
            transport.write(message)

    def read() -> None:
        source = sys.stdin.buffer
        while size := source.read(4):
            loop.call_soon_threadsafe(send, source.read(int.from_bytes(size)))
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=read, daemon=True).start()
    os.write(sys.stdout.fileno(), b"%d\n" % server.sockets[0].getsockname()[1])
    await ended.wait()
    os._exit(0)


if __name__ == "__main__":
    raise_open_files()
    asyncio.run(serve())
