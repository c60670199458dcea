"""One open stream: the lightest protocol that can be, for there are ten thousand of them."""

import asyncio

from scoreboard.board import Board
from scoreboard.chunk import STREAM_HEAD, Brief, Chunk
from scoreboard.feed import Viewer
from scoreboard.server.door import Door
from scoreboard.server.outflow import Outflow
from scoreboard.server.watchman import Watchman


class StreamLine(Viewer, asyncio.Protocol):
    """What the peer still says is not heard. It takes what it is sent in time, or is cut."""

    __slots__ = ("_board", "_door", "_out", "_packed", "_taken_within_s", "_watchman", "address")

    def __init__(
        self,
        transport: asyncio.Transport,
        address: str,
        door: Door,
        watchman: Watchman,
        taken_within_s: float,
    ) -> None:
        super().__init__()
        self._out = Outflow(transport)
        self.address = address
        self._door = door
        self._watchman = watchman
        self._taken_within_s = taken_within_s
        self._board: Board | None = None
        self._packed = False

    def begin(self, board: Board, last_event_id: str | None, head: bytes, *, packed: bool) -> None:
        """Raises TooManyViewers before anything is sent."""
        opening = Brief(board.join(self, last_event_id))
        self._board, self._packed = board, packed
        start = STREAM_HEAD + opening.packed if packed else opening.plain
        self._out.give(head + start)
        board.resume(self)
        self._door.watching.add(self)

    # ── called by the feed ──
    def take(self, chunk: Chunk) -> None:
        if not self._out.give(chunk.packed if self._packed else chunk.plain):
            self._stall()

    def end(self) -> None:
        self._board = None
        self._out.transport.close()
        self._watchman.expect(self, asyncio.get_running_loop().time(), self._taken_within_s)

    # ── called by asyncio ──
    def pause_writing(self) -> None:
        self._out.block()
        self._stall()

    def resume_writing(self) -> None:
        self._out.unblock()
        if not self._out.open:
            self._stall()
            return
        self._watchman.relieve(self)
        self.flowing = True
        if self._board is not None:
            self._board.resume(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._watchman.relieve(self)
        self.flowing = False
        if self._board is not None:
            self._board.leave(self)
            self._board = None
        self._door.watching.discard(self)
        self._door.leave(self.address)

    def abort(self) -> None:
        self._out.transport.abort()

    def _stall(self) -> None:
        self.flowing = False
        now = asyncio.get_running_loop().time()
        self._watchman.expect(self, now, self._taken_within_s)
