"""However the network takes a stream's bytes, its viewer ends with what a fresh snapshot shows."""

import asyncio
import zlib
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoreboard.board import Board
from scoreboard.feed import FeedLimits
from scoreboard.server import outflow
from scoreboard.server.answers import stream_head
from scoreboard.server.door import Door
from scoreboard.server.stream import StreamLine
from scoreboard.server.watchman import Watchman
from tests.unit.scoreboard.builders import HandClock, a_board, a_posting
from tests.unit.scoreboard.viewer import Viewer, fresh_view

ACTIONS = ("post", "tick", "take", "cut", "connect", "beat", "settle")
HIGH, LOW, PIECE = 300, 40, 120


class Net:
    """A transport whose peer takes what the test says, and no more."""

    def __init__(self) -> None:
        self.buffer = b""
        self.line: StreamLine | None = None
        self.paused = False
        self.most = 0
        self.closed = False

    def set_write_buffer_limits(self, high: int, low: int) -> None:
        assert low < high

    def write(self, content: bytes) -> None:
        assert not self.paused, "nothing is given to a buffer that is full"
        self.buffer += bytes(content)
        self.most = max(self.most, len(self.buffer))
        if len(self.buffer) > HIGH and self.line is not None:
            self.paused = True
            self.line.pause_writing()

    def taken(self, size: int) -> bytes:
        content, self.buffer = self.buffer[:size], self.buffer[size:]
        if self.paused and len(self.buffer) <= LOW and self.line is not None:
            self.paused = False
            self.line.resume_writing()
        return content

    def close(self) -> None:
        self.closed = True

    abort = close


class Peer:
    """Connects, reads bytes as they come, resumes after a cut."""

    def __init__(self, board: Board, *, packed: bool) -> None:
        self.viewer = Viewer()
        self._board = board
        self._packed = packed
        self.net: Net | None = None
        self._begin()

    def _begin(self) -> None:
        self._head = True
        self._raw = b""
        self._text = b""
        self._inflate = zlib.decompressobj(31)

    def connect(self) -> None:
        if self.net is not None:
            return
        self._begin()
        self.net = Net()
        door = Door(1, 1, ())
        assert door.enter("x")
        self.net.line = StreamLine(self.net, "x", door, Watchman(), 1.0)  # type: ignore[arg-type] # a fake
        head = stream_head(packed=self._packed)
        self.net.line.begin(self._board, self.viewer.last_event_id, head, packed=self._packed)

    def cut(self) -> None:
        if self.net is not None:
            assert self.net.line is not None
            self.net.line.connection_lost(None)
            self.net = None

    def take(self, size: int) -> None:
        if self.net is None:
            return
        content = self.net.taken(size)
        if self._head:
            self._raw += content
            _, end, content = self._raw.partition(b"\r\n\r\n")
            if not end:
                return
            self._head = False
        self._text += self._inflate.decompress(content) if self._packed else content
        *events, self._text = self._text.split(b"\n\n")
        for event in events:
            self.viewer.take_bytes(event)

    def take_all(self) -> None:
        while self.net is not None and self.net.buffer:
            self.take(97)


@dataclass(frozen=True)
class Step:
    action: str
    size: int


steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(
            ["post", "post", "tick", "take", "take", "cut", "connect", "beat", "settle"]
        ),
        st.integers(1, 700),
    ),
    max_size=60,
)


async def play(all_steps: list[Step], *, packed: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    clock = HandClock()
    board = a_board(clock, limits=FeedLimits(ring_length_max=3, ring_bytes_max=3000))
    peer = Peer(board, packed=packed)
    for version, step in enumerate(all_steps, start=1):
        match step.action:
            case "post":
                attempt = "abcdefgh"[step.size % 8]
                board.post(a_posting(attempt, step.size % 7, version=version))
            case "tick":
                board.tick()
            case "beat":
                board.beat()
            case "take":
                peer.take(step.size)
            case "cut":
                peer.cut()
            case "connect":
                peer.connect()
            case _:
                await asyncio.sleep(0)
        if peer.net is not None:
            assert peer.net.most <= HIGH + 2 * PIECE + len(stream_head(packed=packed)) + 200
    peer.connect()
    for _ in range(10):
        await asyncio.sleep(0)
        peer.take_all()
    view, fresh = peer.viewer.view(), fresh_view(board)
    peer.cut()
    assert board.viewers == 0
    return view, fresh


@pytest.mark.parametrize("packed", [False, True])
@settings(max_examples=100, deadline=None)
@given(steps)
def test_whatever_the_network_takes_a_viewer_ends_with_what_a_fresh_snapshot_shows(
    packed: bool,  # noqa: FBT001 - parametrised
    all_steps: list[Step],
) -> None:
    with pytest.MonkeyPatch.context() as small:
        small.setattr(outflow, "PIECE_BYTES", PIECE)
        view, fresh = asyncio.run(play(all_steps, packed=packed))
    assert view == fresh
