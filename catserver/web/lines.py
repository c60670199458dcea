"""What one connection may cost before the application hears of it: time, bytes, places.

uvicorn waits for ever for the head of a request, keeps one of any size, and answers pings to a peer
that never reads. On an exam room's network one laptop could so take every file descriptor or all
memory of the server. Here each connection is given a time for its head, a size for it, a time for
taking what it is sent, a pace for what it says over a socket, and each address a number of
connections. The machine itself and trusted proxies speak for many and are not counted.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Close, Frame
from websockets.http11 import Request

from catserver.web.frames import FrameWalk, text_frame, whole_text
from catserver.web.line import RESTARTS, SHORT_WAY

TOO_FAST = 4429
GOING_AWAY = 1001
SWITCHING = 101
THIS_MACHINE = frozenset({"127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class LineLimits:
    connections_per_address_max: int = 1_000
    uncounted: Collection[str] = THIS_MACHINE
    head_within_s: float = 10.0
    """A browser sends a head at once; over a line that loses packets, within seconds."""
    head_size_bytes_max: int = 32 * 1024
    """Cookies, a long address and what browsers add come to two or three thousand bytes."""
    taken_within_s: float = 30.0
    """A peer that takes nothing for so long has gone, or means harm."""
    socket_bytes_per_s_max: int = 64 * 1024
    """The 200 messages a second of `terminal.py` are a third of it."""
    slice_bytes: int = 4 * 1024
    """Parsed at once of what a socket sent: a flood of empty frames is met before it is read."""


@dataclass(slots=True)
class Door:
    """Counts the connections of each address."""

    limits: LineLimits
    inside: Counter[str] = field(default_factory=Counter)

    def enter(self, address: str) -> bool:
        """Whether there is a place; then `leave` gives it back."""
        if self.inside[address] >= self.limits.connections_per_address_max:
            return False
        self.inside[address] += 1
        return True

    def leave(self, address: str) -> None:
        self.inside[address] -= 1
        if not self.inside[address]:
            del self.inside[address]

    def counts(self, address: str | None) -> bool:
        return address is not None and address not in self.limits.uncounted


class Stall:
    """Ends a connection whose peer does not take what it is sent."""

    __slots__ = ("_timer", "_transport", "_within_s")

    def __init__(self, transport: asyncio.Transport, within_s: float) -> None:
        self._transport = transport
        self._within_s = within_s
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        self.end()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._within_s, self._transport.abort)

    def end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def bounded_lines(limits: LineLimits) -> dict[str, Any]:
    """The protocols of one server, as uvicorn's configuration takes them."""
    door = Door(limits)
    return {"http": partial(BoundedHttp, door=door), "ws": partial(BoundedSocket, door=door)}


class BoundedHttp(HttpToolsProtocol):
    """One connection's requests, until it becomes a socket."""

    def __init__(self, *, door: Door, **given: Any) -> None:
        super().__init__(**given)
        self._door = door
        self._counted: str | None = None
        self._stall: Stall
        self._head_timer: asyncio.TimerHandle | None = None
        self._head_size_bytes = 0
        self._in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        super().connection_made(transport)
        self._stall = Stall(transport, self._door.limits.taken_within_s)
        address = self.client[0] if self.client else None
        if address is not None and self._door.counts(address):
            if not self._door.enter(address):
                transport.abort()
                return
            self._counted = address
        self._time_the_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head_size_bytes += len(data)
            if self._head_timer is None:
                self._time_the_head()
        super().data_received(data)
        if self._in_head and self._head_size_bytes > self._door.limits.head_size_bytes_max:
            self.transport.abort()

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._head_size_bytes = 0
        self._end_head_timer()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head = True
        self._head_size_bytes = 0
        self._end_head_timer()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Answered before the body was all there, such as one too large: the rest is not read."""
        if not self._in_head:
            self._end_head_timer()
            self._head_timer = self.loop.call_later(
                self._door.limits.taken_within_s, self.transport.abort
            )
        super().on_response_complete()

    def handle_websocket_upgrade(self) -> None:
        self._end_head_timer()
        super().handle_websocket_upgrade()
        protocol = self.transport.get_protocol()
        if isinstance(protocol, BoundedSocket):
            protocol.counted, self._counted = self._counted, None

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stall.begin()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stall.end()

    def _time_the_head(self) -> None:
        self._head_timer = self.loop.call_later(
            self._door.limits.head_within_s, self.transport.abort
        )

    def _end_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _leave(self) -> None:
        self._end_head_timer()
        self._stall.end()
        if self._counted is not None:
            self._door.leave(self._counted)
            self._counted = None


class BoundedSocket(WebSocketsSansIOProtocol):
    """One terminal's socket. `counted` is the address whose place it has taken over.

    It has a short way past the queue and the task of its application: a message that came whole
    and alone is offered to `hear` at once, on the stack of what read it, and the application says
    its answer with `say`. What `hear` does not take goes the long way, and in its turn.
    """

    def __init__(self, *, door: Door, **given: Any) -> None:
        super().__init__(**given)
        self._door = door
        self.counted: str | None = None
        self._stall: Stall
        self._second = 0
        self._heard_bytes = 0
        self._walk = FrameWalk()
        self._hear: Callable[[bytes], bool] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._stall = Stall(self.transport, self._door.limits.taken_within_s)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stall.end()
        self._hear = None
        if self.counted is not None:
            self._door.leave(self.counted)
            self.counted = None
        super().connection_lost(exc)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == SWITCHING:
            self.scope["extensions"][SHORT_WAY] = self  # type: ignore[assignment] # ours, not ASGI's

    def handle_close(self, event: Frame) -> None:
        """That the server restarts, the server alone says: it gives back more time than a cut."""
        said = self.conn.close_rcvd
        if said is not None and said.code == RESTARTS:
            self.conn.close_rcvd = Close(GOING_AWAY, said.reason)
        super().handle_close(event)

    # ── the short way ────────────────────────────────────────────────────────────────────────
    def offer_to(self, hear: Callable[[bytes], bool]) -> None:
        """`hear` says whether it took a message; it must not raise."""
        self._hear = hear

    def say(self, text: str) -> None:
        """At once, and nothing where the line has ended."""
        if not (self.disconnected or self.close_sent or self.transport.is_closing()):
            self.transport.write(text_frame(text.encode()))

    def put_back(self, text: bytes) -> None:
        """What was taken goes the long way after all."""
        if not (self.disconnected or self.close_sent):
            self.queue.put_nowait({"type": "websocket.receive", "text": text.decode()})

    def _taken(self, data: bytes) -> bool:
        if self._hear is None or self.close_sent or not self.queue.empty():
            return False
        if not self._walk.between_messages:
            return False
        text = whole_text(data)
        if text is None or not text.isascii():  # what is no UTF-8 at all ends the line, further on
            return False
        if not self._hear(text):
            return False
        if self._too_fast(len(data)):
            self._give_up()
        return True

    def data_received(self, data: bytes) -> None:
        if self._taken(data):
            return
        size = self._door.limits.slice_bytes
        for start in range(0, len(data), size):
            if self.transport.is_closing():
                return
            part = data[start : start + size]
            if self.handshake_complete and self._too_fast(len(part)):
                self._give_up()
                return
            if self.handshake_initiated:
                self._walk.follow(part)
            super().data_received(part)

    def pause_writing(self) -> None:
        """Who does not read is not read from: each ping has its answer in the buffer."""
        super().pause_writing()
        self._stall.begin()
        if not self.read_paused:
            self.transport.pause_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stall.end()
        if not self.read_paused:
            self.transport.resume_reading()

    def _too_fast(self, size_bytes: int) -> bool:
        second = int(self.loop.time())
        if second != self._second:
            self._second, self._heard_bytes = second, 0
        self._heard_bytes += size_bytes
        return self._heard_bytes > self._door.limits.socket_bytes_per_s_max

    def _give_up(self) -> None:
        if not self.close_sent:
            self.conn.fail(TOO_FAST, "too fast")
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.close_sent = True
        self.transport.close()
