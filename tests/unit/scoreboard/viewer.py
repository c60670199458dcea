"""A viewer of the board, twin of static/models/board.js: the same messages make the same view."""

import asyncio
import json
import zlib
from typing import Any

from scoreboard.board import Board
from scoreboard.chunk import Brief, Chunk
from scoreboard.feed import Feed
from scoreboard.feed import Viewer as FeedViewer


class MessageMissed(Exception):
    """A delta does not follow the version the viewer has."""


def parse_events(content: bytes) -> list[tuple[str | None, str, Any]]:
    """The server-sent events in these bytes as (id, event, data), without retry lines."""
    events = []
    for block in content.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if line)
        if "event" in fields:
            events.append((fields.get("id"), fields["event"], json.loads(fields["data"])))
    return events


class Viewer:
    """Holds what a page holds: people and rows by row number, and the order."""

    def __init__(self) -> None:
        self.last_event_id: str | None = None
        self.received: list[str] = []
        self._forget()

    def take_bytes(self, content: bytes) -> None:
        for event_id, event, data in parse_events(content):
            self.take(event, data)
            self.last_event_id = event_id or self.last_event_id

    def take(self, event: str, data: Any) -> None:
        self.received.append(event)
        if event == "snapshot":
            self._forget()
        elif event == "delta":
            if data["version"] != self.version + 1:
                raise MessageMissed
        else:
            return
        self._apply(data)

    def view(self) -> dict[str, Any]:
        """Everything the page can show, in one comparable value."""
        return {
            "version": self.version,
            "sitting": self._sitting,
            "summary": self._summary,
            "lines": dict(sorted(self._lines.items())),
            "rows": [[*self._people[row], *self._rows[row]] for row in self._order],
            "ranks": self._ranks(),
        }

    def _forget(self) -> None:
        self.version = -1
        self._sitting: Any = None
        self._summary: Any = None
        self._lines: dict[str, Any] = {}
        self._people: dict[int, list[Any]] = {}
        self._rows: dict[int, list[Any]] = {}
        self._order: list[int] = []

    def _apply(self, data: Any) -> None:
        self.version = data["version"]
        self._summary = data["summary"]
        if "sitting" in data:
            self._sitting = data["sitting"]
            self._lines = {}
        self._lines.update({formation: line for formation, *line in data.get("lines", [])})
        self._people.update({row: person for row, *person in data["people"]})
        self._rows.update({row: content for row, *content in data["rows"]})
        changed = [row[0] for row in data["rows"]]
        self._order = [row for row in self._order if row not in changed]
        for place, row in zip(data.get("places", range(len(changed))), changed, strict=True):
            self._order.insert(place, row)

    def _ranks(self) -> list[int | None]:
        ranks: list[int | None] = []
        rank = 0
        for place, row in enumerate(self._order):
            tied, _total, _points, _answered, status, _passed = self._rows[row]
            rank = rank if tied else place + 1
            ranks.append(rank if status in {"running", "finished"} else None)
        return ranks


def fresh_view(board: Board) -> dict[str, Any]:
    viewer = Viewer()
    viewer.take("snapshot", json.loads(board.snapshot_bytes()))
    return viewer.view()


class Connection(FeedViewer):
    """A viewer on a line that can stall and break."""

    def __init__(self, board: Board, *, packed: bool = False) -> None:
        super().__init__()
        self.viewer = Viewer()
        self._board = board
        self._packed = packed
        self._inflate = zlib.decompressobj(-15)
        self._connected = False

    def connect(self) -> None:
        if not self._connected:
            self._connected = True
            self._inflate = zlib.decompressobj(-15)
            self.take(Brief(self._board.join(self, self.viewer.last_event_id)))
            self._board.resume(self)

    def break_line(self) -> None:
        self._connected = False
        self._board.leave(self)

    def stall(self) -> None:
        self.flowing = False

    def flow(self) -> None:
        self.flowing = True
        self._board.resume(self)

    def take(self, chunk: Chunk) -> None:
        content = self._inflate.decompress(chunk.packed) if self._packed else chunk.plain
        self.viewer.take_bytes(content)

    def end(self) -> None:
        self._connected = False


class Mailbox(FeedViewer):
    """A viewer that keeps what it is given, as bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.opening = b""
        self.ended = False
        self._chunks: list[Chunk] = []

    def watch(self, board: Board, last_event_id: str | None = None) -> "Mailbox":
        self.opening = board.join(self, last_event_id)
        board.resume(self)
        return self

    def follow(self, feed: Feed, version: int | None) -> "Mailbox":
        self.opening = feed.join(self, version, b"")
        feed.resume(self)
        return self

    def take(self, chunk: Chunk) -> None:
        self._chunks.append(chunk)

    def end(self) -> None:
        self.ended = True

    def given(self) -> list[bytes]:
        """What came since the last look."""
        chunks, self._chunks = self._chunks, []
        return [chunk.plain for chunk in chunks]

    async def news(self) -> bytes:
        await settle()
        return b"".join(self.given())


async def settle() -> None:
    """Let every task on the loop run until it waits for something that has not happened yet."""
    for _ in range(10):
        await asyncio.sleep(0)
