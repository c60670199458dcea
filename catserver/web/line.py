"""One terminal's WebSocket as plain ASGI: what the hot path needs of a socket, and no more.

Starlette's WebSocket would do the same with two more layers around every message. Another server
(one with its own sockets) would stand behind this interface: `hear`, `say`, `close`.
"""

import asyncio
from contextlib import suppress
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from catserver.web import wire

SILENCE_MAX_S = 45.0
"""Three pings of the terminal: a line that is dead without a word is given up."""

RESTARTS = 1012
BUSY = 1013
MALFORMED = 4400
TICKET = 4401
SILENT = 4408
REPLACED = 4409
FINISHED = 4410
PROTOCOL = 4426
TOO_FAST = 4429
POLICY = 1008
NO_STATUS = 1005


class Close(Exception):
    """Ends a line with a code of the protocol."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class LineEnded(Exception):
    """The other side went, with the code it gave."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


LINE_GONE = (LineEnded, RuntimeError, OSError)
"""The server raises RuntimeError or OSError for a send on a line that closed in between."""


class Line:
    """Raises LineEnded from `hear`, and Close where what came is no message of the protocol."""

    __slots__ = ("_heard_at", "_loop", "_receive", "_send", "_timer", "closing", "headers")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.headers = Headers(scope=scope)
        self._receive = receive
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time()
        self._timer: asyncio.TimerHandle | None = None
        self.closing: asyncio.Task[None] | None = None

    async def accept(self) -> None:
        """Take the handshake; from here on a silent line is closed."""
        await self._receive()
        await self._send({"type": "websocket.accept"})
        self._timer = self._loop.call_later(SILENCE_MAX_S, self._look)

    async def refuse(self, code: int) -> None:
        """Answer the handshake with a no."""
        await self._receive()
        await self.close(code)

    async def hear(self) -> wire.TerminalMessage:
        received: Any = await self._receive()
        if received["type"] == "websocket.disconnect":
            raise LineEnded(received.get("code") or NO_STATUS)
        self._heard_at = self._loop.time()
        text = received.get("text")
        if text is None or len(text) > wire.MESSAGE_SIZE_BYTES_MAX:
            raise Close(MALFORMED)
        try:
            return wire.decode_message(text)
        except wire.Malformed:
            raise Close(MALFORMED) from None

    async def say(self, text: str) -> None:
        await self._send({"type": "websocket.send", "text": text})

    async def close(self, code: int) -> None:
        with suppress(*LINE_GONE):
            await self._send({"type": "websocket.close", "code": code, "reason": ""})

    def forget(self) -> None:
        """The conversation is over; nobody looks for silence any more."""
        if self._timer is not None:
            self._timer.cancel()

    def silent_s(self) -> float:
        """How long nothing has come."""
        return self._loop.time() - self._heard_at

    def _look(self) -> None:
        """One timer a line, not one a message."""
        silent_s = self.silent_s()
        if silent_s < SILENCE_MAX_S:
            self._timer = self._loop.call_later(SILENCE_MAX_S - silent_s, self._look)
        else:
            self.closing = self._loop.create_task(self.close(SILENT))
