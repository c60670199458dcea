"""One stream shared by all viewers of a board: what is encoded once is sent to everybody.

Theory. There is no queue per viewer. The feed keeps one ring of the last messages, numbered; a
viewer is a cursor into it. Publishing appends to the ring and goes round all viewers, some at a
time (`spread`), so that neither a newcomer nor the exam waits for ten thousand others. A viewer
that was slow finds several messages and takes them together; one that was so slow that the ring has
moved on gets a snapshot instead. So the newest always wins, a viewer costs the same however slow it
is, and nobody waits for anybody.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from scoreboard.chunk import Chunk, Joined
from scoreboard.spread import Round

# Viewers that lose the same server come back spread over these milliseconds, not at once.
RETRY_FROM_MS, RETRY_SPREAD_MS, RETRY_STEP_MS = 1000, 4000, 617

Later = Callable[[float, Callable[[], None]], object]
"""Do this after so many seconds; after none, once others have had their turn."""


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


class Viewer:
    """Who watches. While it is not `flowing` it is given nothing; then it says `feed.resume`."""

    __slots__ = ("beat", "cursor", "flowing")

    def __init__(self) -> None:
        self.cursor: int | None = None
        self.beat: Chunk | None = None
        self.flowing = True

    def take(self, chunk: Chunk) -> None:
        """Send it on; never waits, never raises."""
        raise NotImplementedError

    def end(self) -> None:
        """The stream is over."""
        raise NotImplementedError


class Ring:
    """The last messages, numbered without a gap; oldest first, bounded in number and bytes."""

    def __init__(self, length_max: int, size_bytes_max: int) -> None:
        self._chunks: deque[Chunk] = deque()
        self._length_max = length_max
        self._size_bytes_max = size_bytes_max
        self._size_bytes = 0
        self._joined: dict[int, Chunk] = {}
        self.newest = 0

    @property
    def last(self) -> Chunk | None:
        """The newest message."""
        return self._chunks[-1] if self._chunks else None

    def append(self, content: bytes) -> None:
        self.newest += 1
        self._joined.clear()
        self._chunks.append(Chunk(content))
        self._size_bytes += len(content)
        while len(self._chunks) > self._length_max or self._size_bytes > self._size_bytes_max:
            self._size_bytes -= len(self._chunks.popleft().plain)

    def knows(self, version: int) -> bool:
        """Whether everything after this version is still here."""
        return 0 <= self.newest - version <= len(self._chunks)

    def since(self, version: int) -> Chunk | None:
        """What came after this version; None where there is nothing, or the ring has moved on."""
        behind = self.newest - version
        if behind == 1 and self._chunks:
            return self._chunks[-1]
        if behind == 0 or not self.knows(version):
            return None
        if behind not in self._joined:
            self._joined[behind] = Joined(islice(self._chunks, len(self._chunks) - behind, None))
        return self._joined[behind]


def _on_this_loop(rest_s: float, action: Callable[[], None]) -> object:
    loop = asyncio.get_running_loop()
    return loop.call_later(rest_s, action) if rest_s else loop.call_soon(action)


class State(Protocol):
    """All that was said up to a version, as one event."""

    @property
    def version(self) -> int: ...
    @property
    def event(self) -> Chunk: ...


class Feed:
    """Fans out one board's messages to those who joined.

    `round_s` is the processor's time that this took last: on a machine that is busy with the exam
    a round lasts longer than it costs.
    """

    def __init__(
        self,
        snapshot: Callable[[], State],
        limits: FeedLimits = DEFAULT_LIMITS,
        later: Later = _on_this_loop,
        clock: Callable[[], float] = time.perf_counter,
        used: Callable[[], float] = time.thread_time,
    ) -> None:
        self._snapshot = snapshot
        self._later = later
        self._clock = clock
        self._used = used
        self._viewers_max = limits.viewers_max
        self._viewers: dict[Viewer, None] = {}
        self.ring = Ring(limits.ring_length_max, limits.ring_bytes_max)
        self._beat: Chunk | None = None
        self._round: Round[Viewer] | None = None
        self._round_again = False
        self._used_before_s = 0.0
        self.round_s = 0.0
        self._joined = 0

    @property
    def viewers(self) -> int:
        return len(self._viewers)

    def publish(self, content: bytes) -> None:
        """Hand the next version to everybody."""
        self.ring.append(content)
        self._go_round()

    def beat(self, content: bytes) -> None:
        """Tell everybody that the line is alive; not numbered, never repeated."""
        self._beat = Chunk(content)
        self._go_round()

    def close(self) -> None:
        """End every stream, so that a server can stop."""
        viewers, self._viewers = self._viewers, {}
        self._round = None
        for viewer in viewers:
            viewer.end()

    def join(self, viewer: Viewer, version: int | None, hello: bytes) -> bytes:
        """From now on `viewer` is given what it lacks; returns how its stream begins.

        Raises `TooManyViewers`. The caller sends the beginning, then calls `resume`.
        """
        if len(self._viewers) >= self._viewers_max:
            raise TooManyViewers
        self._joined += 1
        spread = self._joined * RETRY_STEP_MS % RETRY_SPREAD_MS
        viewer.cursor, viewer.beat = version, self._beat
        self._viewers[viewer] = None
        return f"retry: {RETRY_FROM_MS + spread}\n\n".encode() + hello

    def leave(self, viewer: Viewer) -> None:
        self._viewers.pop(viewer, None)

    def resume(self, viewer: Viewer) -> None:
        """It can take more: give it what it lacks by now."""
        while viewer.flowing and viewer in self._viewers and self._serve(viewer):
            pass

    def _go_round(self) -> None:
        if self._round is not None:
            self._round_again = True
        elif self._viewers:
            self._round = Round(self._viewers, self._clock())
            self._used_before_s = self._used()
            self._later(0.0, self._serve_some)

    def _serve_some(self) -> None:
        """Whoever is due in this round: nearly all lack the newest message alone."""
        round_ = self._round
        if round_ is None:
            return
        newest, last, viewers = self.ring.newest, self.ring.last, self._viewers
        for viewer in round_.due(self._clock()):
            if not viewer.flowing or viewer not in viewers:
                continue
            if viewer.cursor == newest - 1 and last is not None:
                viewer.cursor = newest
                viewer.take(last)
            else:
                self._serve(viewer)
        if not round_.over:
            self._later(round_.rest_s(self._clock()), self._serve_some)
            return
        self._round = None
        self.round_s = self._used() - self._used_before_s
        if self._round_again:
            self._round_again = False
            self._go_round()

    def _serve(self, viewer: Viewer) -> bool:
        """Give one viewer what it lacks; False where it lacks nothing."""
        cursor, newest = viewer.cursor, self.ring.newest
        if cursor == newest:
            beat = self._beat
            if viewer.beat is beat or beat is None:
                return False
            viewer.beat = beat
            viewer.take(beat)
            return True
        chunk = None if cursor is None else self.ring.since(cursor)
        if chunk is None:
            state = self._snapshot()
            newest, chunk = state.version, state.event
        viewer.cursor = newest
        viewer.take(chunk)
        return True
