"""Follows the public stream of one board in a thread of its own, and comes back when it is cut."""

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import quote

import httpx
import msgspec

from scoreboard.broadcast.told import MessageMissed, ProtocolUnknown, Told, read_message

# The board says the time every ten seconds; after this long without a word the line is dead.
SILENCE_S_MAX = 30.0
WAIT_S = (1.0, 2.0, 4.0, 8.0, 15.0)
# A snapshot of ten thousand rows is one MiB.
EVENT_BYTES_MAX = 64 * 1024 * 1024


Found = TypeVar("Found")


class EventTooLong(Exception):
    """An event longer than any board sends."""


@dataclass(frozen=True, slots=True)
class Event:
    name: str
    content: bytes
    id: str | None


def events_of(chunks: Iterable[bytes]) -> Iterator[Event]:
    """The server-sent events of a stream, however it is cut. Raises EventTooLong."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while (end := held.find(b"\n\n")) >= 0:
            event = _event(bytes(held[:end]))
            del held[: end + 2]
            if event is not None:
                yield event
        if len(held) > EVENT_BYTES_MAX:
            raise EventTooLong


def _event(block: bytes) -> Event | None:
    fields: dict[bytes, bytes] = {}
    for line in block.split(b"\n"):
        name, _, value = line.partition(b":")
        fields[name] = value.removeprefix(b" ")
    if b"event" not in fields:
        return None
    event_id = fields.get(b"id")
    return Event(
        fields[b"event"].decode("ascii", "replace"),
        fields.get(b"data", b""),
        None if event_id is None else event_id.decode("ascii", "replace"),
    )


def trust(authority: str | None) -> ssl.SSLContext:
    """Raises OSError where the file cannot be read."""
    context = ssl.create_default_context()
    if authority is not None:
        context.load_verify_locations(authority)
    return context


class Source:
    """`look` is called under a lock with what was told so far and whether the line stands."""

    def __init__(
        self,
        board_url: str,
        sitting: str,
        clock: Callable[[], datetime],
        authority: str | None = None,
    ) -> None:
        """`authority` is a file of certificates to trust besides those of the public web."""
        self._verify = trust(authority)
        self._url = f"{board_url.rstrip('/')}/api/board/{quote(sitting, safe='')}/stream"
        self._clock = clock
        self._lock = threading.Lock()
        self._told = Told()
        self._open = False
        self._difference: timedelta | None = None
        self._last_id: str | None = None
        self._closed = threading.Event()
        self._heard = threading.Event()
        self.trouble = ""
        self._thread = threading.Thread(target=self._follow, name="board", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wait(self, within_s: float) -> bool:
        """Whether the board was told within this time."""
        return self._heard.wait(within_s)

    @property
    def is_open(self) -> bool:
        return self._open

    def close(self) -> None:
        """Returns at once; the thread ends with the line's next word or silence."""
        self._closed.set()

    def look(self, read: Callable[[Told, bool], Found]) -> Found:
        with self._lock:
            return read(self._told, self._open)

    def now(self) -> datetime:
        """The board's time, as far as this viewer has heard it."""
        return self._clock() + (self._difference or timedelta())

    def _follow(self) -> None:
        tries = 0
        while not self._closed.is_set():
            try:
                self._read()
                tries = 0
            except (httpx.HTTPError, EventTooLong, ProtocolUnknown, msgspec.DecodeError) as error:
                self.trouble = type(error).__name__
            except MessageMissed:
                self._last_id = None
            with self._lock:
                tries = 0 if self._open else tries + 1
                self._open = False
                self._difference = None
            self._closed.wait(WAIT_S[min(tries, len(WAIT_S) - 1)])

    def _read(self) -> None:
        """Until the line ends. Raises httpx.HTTPError, MessageMissed, ProtocolUnknown."""
        headers = {"Accept": "text/event-stream"}
        if self._last_id is not None:
            headers["Last-Event-ID"] = self._last_id
        timeout = httpx.Timeout(10.0, read=SILENCE_S_MAX)
        with httpx.stream(
            "GET",
            self._url,
            headers=headers,
            timeout=timeout,
            verify=self._verify,
            follow_redirects=True,  # the exam server's address leads to its board
        ) as response:
            response.raise_for_status()
            for event in events_of(response.iter_bytes()):
                self._take(event)
                if self._closed.is_set():
                    return

    def _take(self, event: Event) -> None:
        with self._lock:
            if event.name == "clock":
                self._hear(msgspec.json.decode(event.content, type=_Clock).now)
            elif event.name in {"snapshot", "delta"}:
                self._told.take(read_message(event.content), snapshot=event.name == "snapshot")
                self._last_id = event.id
                self._heard.set()
            self._open = True

    def _hear(self, now: datetime) -> None:
        """What was long under way tells a smaller difference than there is: the largest holds."""
        heard = now - self._clock()
        known = self._difference
        self._difference = heard if known is None else max(known, heard)


class _Clock(msgspec.Struct, frozen=True):
    now: datetime


class _Listed(msgspec.Struct, frozen=True):
    id: str
    phase: str
    start_at: str | None = None


class _Listing(msgspec.Struct, frozen=True):
    sittings: tuple[_Listed, ...]


LIVELINESS = ("running", "open", "closed", "prepared")


def sitting_to_show(listing: bytes, wanted: str) -> str:
    """The sitting asked for, else the liveliest and newest; "" where there is none.

    Raises msgspec.DecodeError.
    """
    sittings = msgspec.json.decode(listing, type=_Listing).sittings
    if wanted:
        return wanted if any(each.id == wanted for each in sittings) else ""
    newest = sorted(sittings, key=lambda each: each.start_at or "", reverse=True)
    newest.sort(key=lambda each: LIVELINESS.index(each.phase))
    return newest[0].id if newest else ""
