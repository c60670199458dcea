"""Which answer each address gets: pages, files, boards, snapshots; and who may watch."""

import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, unquote

import msgspec

from scoreboard.board import Board, Snapshot
from scoreboard.boards import Boards, BoardUnknown
from scoreboard.chunk import Chunk, gzip_file
from scoreboard.server.answers import (
    FOR_ALL,
    JSON,
    MOMENTARY,
    NO_STORE,
    WITH_CAMERA,
    Answer,
    Asked,
    later,
    led_to,
    refusal,
    tagged,
    unchanged,
)
from scoreboard.server.files import Files
from scoreboard.server.published_log import AT as LOG
from scoreboard.server.published_log import PublishedLog
from scoreboard.server.settings import ServerSettings
from scoreboard.server.stage import Stage

_BOARD = re.compile(r"/api/board/(?P<board>[^/]{1,200})/(?P<part>snapshot|stream)")
AWAY_RETRY_S = 2
FULL_RETRY_S = 10


@dataclass(frozen=True)
class Watch:
    """The asker wants this board's stream, from here on."""

    board: Board
    last_event_id: str | None
    packed: bool


@dataclass
class Kept:
    """A body that many ask for, with the same gzipped once."""

    tag: str
    content: Chunk

    @cached_property
    def packed(self) -> bytes:
        return gzip_file(self.content.plain, self.content.packed)

    def answer(self, asked: Asked) -> Answer:
        headers = {**FOR_ALL, "Cache-Control": MOMENTARY}
        if asked.has(self.tag):
            return unchanged(self.tag, **headers)
        packed = self.packed if asked.reads_gzip else None
        return tagged(self.tag, self.content.plain, packed, JSON, **headers)


class Site:
    def __init__(self, settings: ServerSettings, stage: Stage) -> None:
        self._pages = settings.pages
        self._with_camera = settings.with_camera
        self._files = Files(Path(settings.static))
        self._log = PublishedLog(settings.log)
        self._stage = stage
        self._snapshots: dict[str, tuple[Snapshot, Kept]] = {}

    def answer(self, asked: Asked) -> Answer | Watch:
        """Never raises: what is unknown is answered so."""
        if asked.method == "OPTIONS":
            return _preflight()
        if asked.method not in {"GET", "HEAD"}:
            return refusal(405, "method_not_allowed", Allow="GET, HEAD, OPTIONS")
        path = asked.path
        if path.startswith("/api/board"):
            return self._board(asked)
        if path.startswith("/static/"):
            return self._files.answer(path.removeprefix("/static/"), asked) or _unknown()
        if path.startswith(LOG):
            return self._log.answer(path.removeprefix(LOG), asked) or _unknown()
        if path in self._pages:
            page = self._files.answer(self._pages[path], asked) or _unknown()
            return page.but(WITH_CAMERA) if path in self._with_camera else page
        if path == "/":
            return led_to(next(iter(self._pages)))
        if path == "/favicon.ico":
            return led_to("/static/favicon.svg")
        if path == "/health":
            return self._health()
        return _unknown()

    def _board(self, asked: Asked) -> Answer | Watch:
        boards = self._stage.boards
        if boards is None:
            return later("board_away", AWAY_RETRY_S)
        if asked.path == "/api/board":
            content = boards.listing_bytes()
            return Kept(sha256(content).hexdigest()[:20], Chunk(content)).answer(asked)
        wanted = _BOARD.fullmatch(asked.path)
        if wanted is None:
            return _unknown()
        try:
            board = boards.find(unquote(wanted["board"]))
        except BoardUnknown:
            return refusal(404, "board_unknown")
        if wanted["part"] == "stream" and asked.method == "GET":
            last = asked.headers.get("last-event-id") or _first(asked.query, "last")
            return Watch(board, last, asked.reads_gzip)
        return self._snapshot(board).answer(asked)

    def _snapshot(self, board: Board) -> Kept:
        snapshot, name = board.snapshot(), board.heading.id
        known = self._snapshots.get(name)
        if known is None or known[0] is not snapshot:
            known = snapshot, Kept(snapshot.id, snapshot.content)
            self._snapshots[name] = known
        return known[1]

    def _health(self) -> Answer:
        boards: Boards | None = self._stage.boards
        said = {"status": "ok" if boards else "waiting", "viewers": boards.viewers if boards else 0}
        headers = {**FOR_ALL, "Content-Type": JSON, "Cache-Control": NO_STORE}
        return Answer(200, headers, msgspec.json.encode(said))


def _unknown() -> Answer:
    return refusal(404, "not_found")


def _preflight() -> Answer:
    return Answer(
        204,
        {
            **FOR_ALL,
            "Access-Control-Allow-Methods": "GET, HEAD",
            "Access-Control-Allow-Headers": "If-None-Match, Last-Event-ID",
            "Access-Control-Max-Age": "86400",
        },
    )


def _first(query: str, name: str) -> str | None:
    return parse_qs(query, max_num_fields=10).get(name, [None])[0]
