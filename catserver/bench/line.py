"""The load generator's end of a WebSocket: an asyncio protocol with no more than it needs.

It speaks RFC 6455 to servers of our own only: text messages, no extensions, masked with a key of
zeros (legal, and free of charge), no fragments expected. A general client costs three times as
much, and the generator shares the machine with the server it measures.
"""

import asyncio
import base64
import secrets
from collections.abc import Callable
from typing import cast

TEXT = 0x81
CLOSE = 0x88
PING = 0x89
PONG = 0x8A
MASKED = 0x80
SHORT_MAX = 125
MEDIUM = 126
LONG = 127
ZERO_KEY = bytes(4)

Heard = Callable[[bytes], None]


class LineRefused(Exception):
    """The server answered the handshake with something else than 101."""


class Line(asyncio.Protocol):
    """One open socket. `heard` gets each message's bytes; `lost` is set when the line ends."""

    __slots__ = ("_buffer", "_opened", "heard", "lost", "transport")

    def __init__(self, heard: Heard) -> None:
        self.heard = heard
        self.lost = False
        self.transport: asyncio.Transport | None = None
        self._buffer = b""
        self._opened: asyncio.Future[None] | None = asyncio.get_running_loop().create_future()

    # ── called by asyncio ──
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are asyncio's by behaviour, not by class.
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer + data if self._buffer else data
        if self._opened is not None:
            head, end, buffer = buffer.partition(b"\r\n\r\n")
            if not end:
                self._buffer = head
                return
            opened, self._opened = self._opened, None
            if b" 101 " not in head[:16]:
                opened.set_exception(LineRefused(head[:80].decode("latin-1")))
                return
            opened.set_result(None)
        self._buffer = self._frames(buffer)

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = True
        if self._opened is not None and not self._opened.done():
            self._opened.set_exception(LineRefused(str(error)))

    # ── called by the generator ──
    async def open(self, host: str, path: str) -> None:
        """Shake hands. Raises LineRefused."""
        assert self.transport is not None
        assert self._opened is not None
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self.transport.write(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        await self._opened

    def say(self, text: bytes) -> None:
        assert self.transport is not None
        self.transport.write(frame(text))

    def cut(self) -> None:
        """No goodbye."""
        if self.transport is not None:
            self.transport.abort()

    def _frames(self, buffer: bytes) -> bytes:
        """Hand on each whole frame and return what is left."""
        start, size = 0, len(buffer)
        while size - start >= 2:  # noqa: PLR2004 - a frame's shortest head
            length = buffer[start + 1]
            head = 2
            if length == MEDIUM:
                head = 4
                length = int.from_bytes(buffer[start + 2 : start + 4])
            elif length == LONG:
                head = 10
                length = int.from_bytes(buffer[start + 2 : start + 10])
            if size - start < head + length:
                break
            kind, payload = buffer[start], buffer[start + head : start + head + length]
            start += head + length
            if kind == TEXT:
                self.heard(payload)
            elif kind == PING and self.transport is not None:
                self.transport.write(bytes((PONG, MASKED | len(payload))) + ZERO_KEY + payload)
            elif kind == CLOSE:
                self.lost = True
        return buffer[start:]


def frame(text: bytes) -> bytes:
    size = len(text)
    if size <= SHORT_MAX:
        return bytes((TEXT, MASKED | size)) + ZERO_KEY + text
    return bytes((TEXT, MASKED | MEDIUM)) + size.to_bytes(2) + ZERO_KEY + text


async def open_line(host: str, port: int, path: str, heard: Heard) -> Line:
    loop = asyncio.get_running_loop()
    _, line = await loop.create_connection(lambda: Line(heard), host, port)
    await line.open(f"{host}:{port}", path)
    return line
