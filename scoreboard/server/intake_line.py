"""Where postings come in: one feeder at a time, on this machine, who has the secret."""

import asyncio
import logging
from collections.abc import Callable, Collection
from contextlib import suppress

from scoreboard.feeding import (
    LINE_BYTES_MAX,
    Alive,
    AtWork,
    Challenge,
    Complete,
    Opening,
    Strangers,
    Time,
    a_nonce,
    acceptance_of,
    line_of,
    read_control,
    read_told,
)
from scoreboard.intake import IntakeRefused
from scoreboard.server.stage import Stage

logger = logging.getLogger(__name__)

OPENS_WITHIN_S = 5.0
STRANGERS_MAX = 4
LINES_AT_A_TIME = 100


class IntakeLine:
    """Serves each connection that is made to the intake's port."""

    def __init__(
        self,
        stage: Stage,
        secret: str,
        viewers: Callable[[], int],
        keep_out: Callable[[Collection[str]], None],
    ) -> None:
        self._stage = stage
        self._secret = secret
        self._viewers = viewers
        self._keep_out = keep_out
        self._strangers = 0
        self._feeder: asyncio.StreamWriter | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            run = await self._introduced(reader, writer)
            self._replace_feeder(writer)
            self._stage.open(run)
            await self._listen(reader, writer)
        except (Strangers, IntakeRefused, ValueError) as error:
            logger.warning("the line of a feeder was ended: %s", error)
        except (OSError, EOFError, TimeoutError):
            pass
        finally:
            if self._feeder is writer:
                self._feeder = None
            writer.transport.abort()
            with suppress(OSError):
                await writer.wait_closed()

    async def _introduced(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        if self._strangers >= STRANGERS_MAX:
            raise Strangers("too many who have not said who they are")
        self._strangers += 1
        try:
            async with asyncio.timeout(OPENS_WITHIN_S):
                challenge = Challenge(a_nonce())
                writer.write(line_of(challenge))
                opening = read_control(await reader.readuntil(b"\n"))
                if not isinstance(opening, Opening):
                    raise Strangers("a feeder that does not open")
                writer.write(line_of(acceptance_of(challenge, opening, self._secret)))
                return opening.run
        finally:
            self._strangers -= 1

    def _replace_feeder(self, writer: asyncio.StreamWriter) -> None:
        if self._feeder is not None:
            self._feeder.transport.abort()
        self._feeder = writer

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard = 0
        while line := await reader.readline():
            if not line.endswith(b"\n"):
                return  # the feeder ended in the middle of it
            self._hear(line, writer)
            heard += 1
            if heard % LINES_AT_A_TIME == 0:
                await asyncio.sleep(0)

    def _hear(self, line: bytes, writer: asyncio.StreamWriter) -> None:
        try:
            told = read_told(line)
        except IntakeRefused as error:
            # One that cannot be read is no reason to be without all the others.
            logger.warning("a feeder's line of %d bytes was left out: %s", len(line), error)
            return
        match told:
            case Time(now=now):
                self._stage.clock.tell(now)
                writer.write(line_of(Alive(self._viewers())))
            case AtWork(addresses=addresses):
                self._keep_out(addresses)
            case Complete():
                self._stage.complete()
            case _:
                self._stage.take(told)


async def listen_for_feeders(line: IntakeLine, port: int) -> asyncio.Server:
    """On this machine alone."""
    return await asyncio.start_server(line.accept, "127.0.0.1", port, limit=LINE_BYTES_MAX)
