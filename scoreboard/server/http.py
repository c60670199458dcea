"""One connection of a viewer: requests without a body in, answers out, until it is a stream.

Everything a peer may cost is bounded: the head's size and time, the requests that wait, the bytes
that lie in its buffer, the time it takes what it is sent, the time it may be idle.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import cast

import httptools

from scoreboard.feed import TooManyViewers
from scoreboard.server.answers import AT_WORK, Answer, Asked, later, refusal, stream_head
from scoreboard.server.door import Door
from scoreboard.server.outflow import Outflow
from scoreboard.server.settings import ServerSettings
from scoreboard.server.site import FULL_RETRY_S, Site, Watch
from scoreboard.server.stream import StreamLine
from scoreboard.server.watchman import Watchman

WAITING_REQUESTS_MAX = 16
ADDRESS_BYTES_MAX = 2048
KEPT_HEADERS = frozenset({b"accept-encoding", b"if-none-match", b"last-event-id"})


class _BodySent(Exception):
    """Nothing here takes a body."""


@dataclass(frozen=True, slots=True)
class House:
    """What all connections of one server share."""

    settings: ServerSettings
    site: Site
    door: Door
    watchman: Watchman


class HttpLine(asyncio.Protocol):
    def __init__(self, house: House) -> None:
        self._house = house
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._out: Outflow
        self._address: str | None = None
        self._url = b""
        self._headers: dict[str, str] = {}
        self._head_size_bytes = 0
        self._waiting: deque[tuple[Asked, bool]] = deque()
        self._ended = False

    # ── called by asyncio ──
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._out = Outflow(cast(asyncio.Transport, transport))
        address = _address_of(transport)
        if not self._house.door.enter(address):
            self._last(later("too_many_viewers", FULL_RETRY_S))
            return
        self._address = address
        self._expect(self._house.settings.head_within_s)

    def data_received(self, data: bytes) -> None:
        if self._ended:
            return
        self._head_size_bytes += len(data)
        if self._head_size_bytes > self._house.settings.head_size_bytes_max:
            self._last(refusal(431, "too_large"))
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserUpgrade, httptools.HttpParserError):
            self._last(refusal(400, "malformed"))
            return
        self._answer_waiting()

    def pause_writing(self) -> None:
        self._out.block()
        self._expect(self._house.settings.taken_within_s)

    def resume_writing(self) -> None:
        self._out.unblock()
        if self._out.open:
            self._answer_waiting()
        else:
            self._expect(self._house.settings.taken_within_s)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._ended = True
        self._waiting.clear()
        self._house.watchman.relieve(self)
        if self._address is not None:
            self._house.door.leave(self._address)

    def abort(self) -> None:
        self._out.transport.abort()

    # ── called by the parser ──
    def on_message_begin(self) -> None:
        self._url, self._headers = b"", {}

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        if name in KEPT_HEADERS:
            self._headers[name.decode()] = value.decode("latin-1")

    def on_body(self, _: bytes) -> None:
        raise _BodySent

    def on_message_complete(self) -> None:
        self._head_size_bytes = 0
        asked = _asked(self._parser.get_method(), self._url, self._headers)
        keep = self._parser.should_keep_alive()
        if asked is None or len(self._waiting) >= WAITING_REQUESTS_MAX:
            raise _BodySent
        self._waiting.append((asked, keep))

    # ── answering ──
    def _answer_waiting(self) -> None:
        while self._waiting and self._out.open and not self._ended:
            asked, keep = self._waiting.popleft()
            answer = self._answer(asked)
            if isinstance(answer, Watch):
                self._become_stream(answer)
            elif keep:
                self._give(answer, asked.method, keep=True)
            else:
                self._last(answer, asked.method)
        if not self._ended and self._out.open:
            self._expect(self._house.settings.idle_s)

    def _answer(self, asked: Asked) -> Answer | Watch:
        if self._house.door.keeps_out(self._address):
            return AT_WORK
        return self._house.site.answer(asked)

    def _give(self, answer: Answer, method: str, *, keep: bool) -> None:
        body = b"" if method == "HEAD" else answer.body
        self._out.give(answer.head(keep=keep) + body)

    def _last(self, answer: Answer, method: str = "GET") -> None:
        self._give(answer, method, keep=False)
        self._ended = True
        self._waiting.clear()
        self._out.finish()
        self._expect(self._house.settings.taken_within_s)

    def _become_stream(self, watch: Watch) -> None:
        assert self._address is not None
        house, transport = self._house, self._out.transport
        line = StreamLine(
            transport, self._address, house.door, house.watchman, house.settings.taken_within_s
        )
        head = stream_head(packed=watch.packed)
        transport.set_protocol(line)
        try:
            line.begin(watch.board, watch.last_event_id, head, packed=watch.packed)
        except TooManyViewers:
            transport.set_protocol(self)
            self._last(later("too_many_viewers", FULL_RETRY_S))
            return
        house.watchman.relieve(self)
        self._ended, self._address = True, None
        self._waiting.clear()
        del self._parser  # it refers back to this line: both go at once, not some day

    def _expect(self, within_s: float) -> None:
        self._house.watchman.expect(self, self._loop.time(), within_s)


def _asked(method: bytes, url: bytes, headers: dict[str, str]) -> Asked | None:
    if len(url) > ADDRESS_BYTES_MAX:
        return None
    try:
        parsed = httptools.parse_url(url)
    except httptools.HttpParserInvalidURLError:
        return None
    path, query = parsed.path or b"/", parsed.query or b""
    return Asked(
        method.decode("ascii", "replace"),
        path.decode("ascii", "replace"),
        query.decode("ascii", "replace"),
        headers,
    )


def _address_of(transport: asyncio.BaseTransport) -> str:
    peer = transport.get_extra_info("peername")
    return str(peer[0]) if isinstance(peer, tuple) and peer else ""
