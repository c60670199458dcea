"""Bytes on their way out of one connection: a little in its buffer, the rest shared by all.

A socket's buffer is each connection's own, so a large answer is given to it piece by piece as the
peer takes it. A thousand peers that take nothing then hold a thousand small buffers and one answer.
"""

import asyncio

PIECE_BYTES = 64 * 1024
BUFFER_HIGH_BYTES = 64 * 1024
BUFFER_LOW_BYTES = 8 * 1024


class Outflow:
    """`give` while `open`; the connection passes on what its transport says of its buffer."""

    __slots__ = ("_blocked", "_finishing", "_rest", "transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self._rest: memoryview | None = None
        self._blocked = False
        self._finishing = False
        transport.set_write_buffer_limits(BUFFER_HIGH_BYTES, BUFFER_LOW_BYTES)

    @property
    def open(self) -> bool:
        """Everything given so far has gone, or lies in the buffer."""
        return self._rest is None and not self._blocked

    def give(self, content: bytes) -> bool:
        """Whether more may follow; where the buffer fills, `block` says so."""
        if len(content) <= PIECE_BYTES:
            self.transport.write(content)
            return True
        self._rest = memoryview(content)
        self._give_pieces()
        return self.open

    def finish(self) -> None:
        """Close once everything given has gone."""
        self._finishing = True
        self._give_pieces()

    def block(self) -> None:
        """The buffer is full."""
        self._blocked = True

    def unblock(self) -> None:
        """The buffer has emptied; give on what waits."""
        self._blocked = False
        self._give_pieces()

    def _give_pieces(self) -> None:
        while self._rest is not None and not self._blocked:
            piece, rest = self._rest[:PIECE_BYTES], self._rest[PIECE_BYTES:]
            self._rest = rest if len(rest) else None
            self.transport.write(piece)
        if self._finishing and self._rest is None:
            self.transport.close()
