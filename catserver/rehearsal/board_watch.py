"""One viewer of the public board: its event stream read into a `Board`, resumed when it is cut."""

import asyncio
from collections.abc import AsyncIterator
from time import perf_counter

from catserver.rehearsal.board import Board, read_board
from catserver.rehearsal.requests import Requests
from catserver.rehearsal.troubles import ServerAway

TRY_AGAIN_S = 1.0
LOOKS_FOR_SNAPSHOT = 10
LOOKS_EVERY_S = 0.3


class BoardWatch:
    def __init__(self, requests: Requests, sitting: str, board: Board) -> None:
        self._requests = requests
        self._path = f"/api/board/{sitting}"
        self._board = board
        self._last_id: str | None = None
        self.resumed = 0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                async with self._requests.stream(f"{self._path}/stream", self._last_id) as chunks:
                    async for event in events_of(chunks):
                        self._take(event)
            except ServerAway:
                pass
            await asyncio.sleep(TRY_AGAIN_S)
            self.resumed += 1

    async def snapshot(self) -> Board:
        """The board as somebody sees it who opens the page now.

        It may be a second older than the stream (a cache in front may keep it so long): one as new
        as the stream is waited for.
        """
        for _ in range(LOOKS_FOR_SNAPSHOT):
            board = Board()
            content = await self._requests.public(f"{self._path}/snapshot")
            board.take(read_board(content), perf_counter(), snapshot=True)
            if board.version >= self._board.version:
                break
            await asyncio.sleep(LOOKS_EVERY_S)
        return board

    def _take(self, event: bytes) -> None:
        fields = dict(_fields(event))
        self._last_id = fields.get(b"id", b"").decode() or self._last_id
        kind = fields.get(b"event")
        if kind in {b"snapshot", b"delta"}:
            message = read_board(fields[b"data"])
            self._board.take(message, perf_counter(), snapshot=kind == b"snapshot")


async def events_of(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The server-sent events of a stream, however it is cut into chunks."""
    held = bytearray()
    async for chunk in chunks:
        held += chunk
        while (end := held.find(b"\n\n")) >= 0:
            event = bytes(held[:end])
            del held[: end + 2]
            yield event


def _fields(event: bytes) -> list[tuple[bytes, bytes]]:
    """Our streams have one line of data in each event."""
    parted = (line.partition(b":") for line in event.split(b"\n") if line[:1] != b":")
    return [(name, value.removeprefix(b" ")) for name, _, value in parted]
