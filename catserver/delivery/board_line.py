"""The line to the board: postings go out while it takes them, and nobody here waits for it.

Nothing is queued here. Who posts looks at `ready` and keeps what cannot be posted yet, newest only.
When a line opens the board knows nothing, or not what has changed meanwhile: `opened` tells it
everything again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from scoreboard.feeding import (
    TELL_TIME_EVERY_S,
    Accepted,
    Alive,
    AtWork,
    Challenge,
    Complete,
    Reply,
    Strangers,
    Time,
    check_acceptance,
    line_of,
    opening_for,
    read_reply,
)
from scoreboard.intake import Intake

OPENS_WITHIN_S = 10.0
SILENT_FOR_S = 20.0
"""A board that says nothing for so long hangs; a machine that was busy comes back before."""
BUFFER_BYTES_MAX = 256 * 1024
"""Of a board that does not read; some five hundred postings."""


class BoardSilent(Exception):
    """The board's process is there and says nothing."""


@dataclass(frozen=True, slots=True)
class IntakePlace:
    """Where a board takes postings; always on this machine."""

    port: int
    secret: str = field(repr=False)
    host: str = "127.0.0.1"


class BoardLine:
    """`run` names this run of the exam server: another one makes the board begin anew.

    `at_work` are the addresses of terminals that are shown no board; asked once a second.
    """

    def __init__(
        self,
        run: str,
        now: Callable[[], datetime],
        at_work: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        self._run = run
        self._now = now
        self._at_work = at_work
        self._told_at_work: Collection[str] = ()
        self._writer: asyncio.StreamWriter | None = None

    @property
    def open(self) -> bool:
        return self._writer is not None and not self._writer.is_closing()

    @property
    def ready(self) -> bool:
        """Whether a posting would go out now."""
        writer = self._writer
        if writer is None or writer.is_closing():
            return False
        return writer.transport.get_write_buffer_size() < BUFFER_BYTES_MAX

    def post(self, message: Intake) -> None:
        """Only while `ready`; otherwise it is lost, and told again when a line opens."""
        if self._writer is not None:
            self._writer.write(line_of(message))

    def complete(self) -> None:
        """Everything there is has been posted since the line opened."""
        if self._writer is not None:
            self._writer.write(line_of(Complete()))

    async def serve(self, place: IntakePlace, opened: Callable[[], Awaitable[None]]) -> None:
        """One line, until it ends.

        Raises OSError, EOFError, TimeoutError, `Strangers` or `BoardSilent`, one of them always.
        """
        async with asyncio.timeout(OPENS_WITHIN_S):
            reader, writer = await asyncio.open_connection(place.host, place.port)
        try:
            async with asyncio.timeout(OPENS_WITHIN_S):
                await self._introduce(reader, writer, place.secret)
            writer.write(line_of(Time(self._now())))
            self._tell_at_work(writer, anew=True)
            self._writer = writer
            await opened()
            await self._keep(reader, writer)
        finally:
            self._writer = None
            writer.transport.abort()
            with suppress(OSError):
                await writer.wait_closed()

    async def _introduce(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, secret: str
    ) -> None:
        challenge = await _heard(reader)
        if not isinstance(challenge, Challenge):
            raise Strangers("a board that does not ask")
        opening = opening_for(challenge, secret, self._run)
        writer.write(line_of(opening))
        accepted = await _heard(reader)
        if not isinstance(accepted, Accepted):
            raise Strangers("a board that does not prove itself")
        check_acceptance(accepted, challenge, opening, secret)

    async def _keep(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                async with asyncio.timeout(SILENT_FOR_S):
                    reply = await _heard(reader)
            except TimeoutError:
                raise BoardSilent from None
            if not isinstance(reply, Alive):
                raise Strangers("a board that is not alive")
            await asyncio.sleep(TELL_TIME_EVERY_S)
            writer.write(line_of(Time(self._now())))
            self._tell_at_work(writer)

    def _tell_at_work(self, writer: asyncio.StreamWriter, *, anew: bool = False) -> None:
        """Who left is told as well as who came; what did not change is not told again."""
        addresses = self._at_work()
        if anew or addresses is not self._told_at_work:
            writer.write(line_of(AtWork(tuple(addresses))))
            self._told_at_work = addresses


async def _heard(reader: asyncio.StreamReader) -> Reply:
    return read_reply(await reader.readuntil(b"\n"))
