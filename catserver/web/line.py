"""One terminal's WebSocket as plain ASGI: what the hot path needs of a socket, and no more.

Starlette's WebSocket would do the same with two more layers around every message. Another server
(one with its own sockets) would stand behind this interface: `hear`, `say`, `close`.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

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


SHORT_WAY = "catserver.short_way"
"""Under this name among the scope's extensions, where the server has one."""


class ShortWay(Protocol):
    """A server's way past its own queue. Without it everything goes the long way, as with any."""

    def offer_to(self, hear: Callable[[bytes], bool]) -> None: ...
    def say(self, text: str) -> None: ...
    def put_back(self, text: bytes) -> None: ...


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

    __slots__ = (
        "_heard_at",
        "_listening",
        "_loop",
        "_receive",
        "_send",
        "_timer",
        "closing",
        "headers",
        "short_way",
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.headers = Headers(scope=scope)
        self.short_way: ShortWay | None = scope.get("extensions", {}).get(SHORT_WAY)
        self._listening = False
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
        self._listening = True
        received: Any = await self._receive()
        self._listening = False
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

    def answer_at_once(self, take: Callable[[wire.TerminalMessage, bytes], bool]) -> None:
        """Offer each message to `take` before it goes the long way, where the server can.

        Only while nobody is busy with an earlier one: what a terminal says keeps its order.
        """
        if self.short_way is None:
            return

        def hear(text: bytes) -> bool:
            if not self._listening or len(text) > wire.MESSAGE_SIZE_BYTES_MAX:
                return False
            try:
                message = wire.decode_message(text)
            except wire.Malformed:
                return False
            if not take(message, text):
                return False
            self._heard_at = self._loop.time()
            return True

        self.short_way.offer_to(hear)

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
