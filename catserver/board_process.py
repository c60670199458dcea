"""The board's process: started with the exam server, fed, started again, never waited for.

A board that dies, hangs or is attacked is the board's trouble: the exam goes on. Its settings go
to it on its standard input, which stays open: when this process ends, however it ends, the input
ends, and the board with it.
"""

import asyncio
import logging
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import msgspec

import scoreboard
from catserver.delivery.board_line import BoardLine, BoardSilent, IntakePlace
from catserver.delivery.public_board import PublicBoard
from scoreboard.feeding import Strangers
from scoreboard.server.settings import Listening, ServerSettings

logger = logging.getLogger(__name__)

CHILD = """
import sys
sys.path.insert(0, sys.argv[1])
from scoreboard.server.__main__ import main
main()
"""
"""It finds the packages where this process found them."""
LISTENS_WITHIN_S = 30.0
ENDS_WITHIN_S = 3.0
REST_S = 0.2
REST_MAX_S = 10.0
STEADY_AFTER_S = 60.0
"""A process that lived so long has not failed at its start."""

_ENDS_OF_A_LINE = (OSError, EOFError, TimeoutError, Strangers, BoardSilent)


class BoardKeeper(Protocol):
    """Whoever keeps a board fed."""

    public: PublicBoard

    async def run(self, line: BoardLine, opened: Callable[[], Awaitable[None]]) -> None:
        """Until cancelled."""
        ...


class BoardBroken(Exception):
    """The board's process ended before it could be reached."""


async def spawn_board() -> asyncio.subprocess.Process:
    """A process that waits for its settings."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", CHILD, str(Path(scoreboard.__file__).parents[1])),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )


async def settings_given(
    process: asyncio.subprocess.Process, settings: ServerSettings
) -> Listening:
    """Where it listens. Raises BoardBroken, TimeoutError."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(msgspec.json.encode(settings) + b"\n")
    async with asyncio.timeout(LISTENS_WITHIN_S):
        await process.stdin.drain()
        said = await process.stdout.readline()
    if not said:
        raise BoardBroken(f"its process ended with {await process.wait()}")
    return msgspec.json.decode(said, type=Listening)


class EmbeddedBoard:
    """A board of our own, in a child process."""

    def __init__(self, settings: ServerSettings, url: str = "") -> None:
        self._settings = settings
        self.public = PublicBoard(url)
        self.process: asyncio.subprocess.Process | None = None

    async def run(self, line: BoardLine, opened: Callable[[], Awaitable[None]]) -> None:
        rest_s = REST_S
        while True:
            began = time.monotonic()
            try:
                await self._one_life(line, opened)
            except (BoardBroken, *_ENDS_OF_A_LINE) as error:
                logger.warning("the board ended and is started again: %s", error or type(error))
            finally:
                await self._end()
            steady = time.monotonic() - began > STEADY_AFTER_S
            rest_s = REST_S if steady else min(rest_s * 2, REST_MAX_S)
            await asyncio.sleep(rest_s)

    async def _one_life(self, line: BoardLine, opened: Callable[[], Awaitable[None]]) -> None:
        listening = await self._start()
        self._settings = msgspec.structs.replace(  # those who watch come back to where it was
            self._settings, port=listening.port
        )
        self.public.listens_at(listening.port)
        await line.serve(IntakePlace(listening.intake_port, self._settings.secret), opened)

    async def _start(self) -> Listening:
        self.process = await spawn_board()
        return await settings_given(self.process, self._settings)

    async def _end(self) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        with suppress(OSError):
            await process.stdin.wait_closed()
        try:
            async with asyncio.timeout(ENDS_WITHIN_S):
                await process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


class BoardApart:
    """A board that somebody else runs on this machine (`catserver board`)."""

    def __init__(self, place: IntakePlace, port: int, url: str = "") -> None:
        self._place = place
        self.public = PublicBoard(url, port)

    async def run(self, line: BoardLine, opened: Callable[[], Awaitable[None]]) -> None:
        rest_s, said = REST_S, ""
        while True:
            try:
                await line.serve(self._place, opened)
            except _ENDS_OF_A_LINE as error:
                if said != (said := type(error).__name__):
                    logger.warning("the board cannot be fed: %s", error or said)
            rest_s = min(rest_s * 2, REST_MAX_S) if not line.ready else REST_S
            await asyncio.sleep(rest_s)
