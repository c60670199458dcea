"""A board's server on the test's own loop, and viewers of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from catserver.board_settings import PAGES
from catserver.delivery.board_line import BoardLine, IntakePlace
from catserver.delivery.public_board import PublicBoard
from catserver.static_folder import static_folder
from scoreboard.boards import Pace
from scoreboard.server.opening import RunningBoard, open_board
from scoreboard.server.settings import ServerSettings

SECRET = "what both know"
QUICK = Pace(update_interval_s=0.02)


def board_settings(**changes: Any) -> ServerSettings:
    settings = ServerSettings(secret=SECRET, static=str(static_folder()), pages=PAGES)
    return msgspec.structs.replace(settings, **changes)


class BoardInLoop:
    """Keeps a board without a process of its own: quick, and looked into by a test."""

    def __init__(self, **changes: Any) -> None:
        self._settings = board_settings(**changes)
        self.public = PublicBoard()
        self.running: RunningBoard | None = None

    async def run(self, line: BoardLine, opened: Callable[[], Awaitable[None]]) -> None:
        async with open_board(self._settings, QUICK) as running:
            self.running = running
            self.public.listens_at(running.listening.port)
            await line.serve(IntakePlace(running.listening.intake_port, SECRET), opened)


@asynccontextmanager
async def a_board_server(pace: Pace = QUICK, **changes: Any) -> AsyncIterator[RunningBoard]:
    async with open_board(board_settings(**changes), pace) as running:
        yield running


async def until(condition: Callable[[], bool], within_s: float = 10.0) -> None:
    """What is done on this loop or in another process comes about in a bounded time."""
    async with asyncio.timeout(within_s):
        while not condition():
            await asyncio.sleep(0.005)


def folder_of_pages(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder
