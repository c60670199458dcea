"""One stream shared by all viewers of a board: what is encoded once is sent to everybody.

Theory. There is no queue per viewer. The feed keeps one ring of the last messages, numbered; a
viewer is a cursor into it. Publishing appends to the ring and wakes whoever waits. A viewer that
was slow finds several messages and takes them together; one that was so slow that the ring has
moved on gets a snapshot instead. So the newest always wins, a viewer costs the same however slow it
is, and nobody waits for anybody.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from itertools import islice

# Viewers that lose the same server come back spread over these milliseconds, not at once.
RETRY_FROM_MS, RETRY_SPREAD_MS, RETRY_STEP_MS = 1000, 4000, 617


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """What bounds a feed."""

    viewers_max: int = 20_000
    # Two minutes at four updates a second: longer than a phone needs to find the network again.
    ring_length_max: int = 480
    # Beyond this a snapshot of ten thousand rows is the shorter way to the same state.
    ring_bytes_max: int = 1024 * 1024


DEFAULT_LIMITS = FeedLimits()


class TooManyViewers(Exception):
    """The board's limit of open streams is reached; the snapshot can still be fetched."""


class Ring:
    """The last messages, numbered without a gap; oldest first, bounded in number and bytes."""

    def __init__(self, length_max: int, size_bytes_max: int) -> None:
        self._chunks: deque[bytes] = deque()
        self._length_max = length_max
        self._size_bytes_max = size_bytes_max
        self._size_bytes = 0
        self.newest = 0

    def append(self, chunk: bytes) -> None:
        self.newest += 1
        self._chunks.append(chunk)
        self._size_bytes += len(chunk)
        while len(self._chunks) > self._length_max or self._size_bytes > self._size_bytes_max:
            self._size_bytes -= len(self._chunks.popleft())

    def since(self, version: int) -> bytes | None:
        """Everything after this version; None when the ring no longer, or not yet, knows it."""
        behind = self.newest - version
        if behind == 1 and self._chunks:
            return self._chunks[-1]
        if not 0 <= behind <= len(self._chunks):
            return None
        return b"".join(islice(self._chunks, len(self._chunks) - behind, None))


class Feed:
    """Fans out one board's messages; `snapshot` gives the framed state at the newest version."""

    def __init__(self, snapshot: Callable[[], bytes], limits: FeedLimits = DEFAULT_LIMITS) -> None:
        self._snapshot = snapshot
        self._viewers_max = limits.viewers_max
        self._ring = Ring(limits.ring_length_max, limits.ring_bytes_max)
        self._news = asyncio.Event()
        self._beat = b""
        self._closed = False
        self._subscriptions = 0
        self.viewers = 0

    def publish(self, chunk: bytes) -> None:
        """Hand the next version to everybody."""
        self._ring.append(chunk)
        self._wake()

    def beat(self, chunk: bytes) -> None:
        """Tell everybody that the line is alive; not numbered, never repeated."""
        self._beat = chunk
        self._wake()

    def close(self) -> None:
        """End every stream, so that a server can stop."""
        self._closed = True
        self._wake()

    def stream(self, version: int | None, hello: bytes) -> AsyncIterator[bytes]:
        """Everything after `version`, or from a snapshot on; raises `TooManyViewers` at once."""
        if self.viewers >= self._viewers_max:
            raise TooManyViewers
        self._subscriptions += 1
        spread = self._subscriptions * RETRY_STEP_MS % RETRY_SPREAD_MS
        opening = f"retry: {RETRY_FROM_MS + spread}\n\n".encode() + hello
        return self._chunks(version, opening)

    async def _chunks(self, cursor: int | None, opening: bytes) -> AsyncIterator[bytes]:
        self.viewers += 1
        try:
            beat = self._beat
            yield opening
            while not self._closed:
                news = self._news
                chunk = None if cursor is None else self._ring.since(cursor)
                if chunk is None:
                    chunk = self._snapshot()
                cursor = self._ring.newest
                if not chunk and beat is not self._beat:
                    chunk = beat = self._beat
                if chunk:
                    yield chunk
                else:
                    await news.wait()
        finally:
            self.viewers -= 1

    def _wake(self) -> None:
        """Wake those who wait now; whoever comes later waits for the next one."""
        news, self._news = self._news, asyncio.Event()
        news.set()
