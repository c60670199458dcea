"""What a seated terminal says, until its line ends: the hot path.

An answer takes the short way where nothing must be waited for: decided as it is read, acknowledged
as it is settled, without a task that wakes for either. Everything else, and an answer behind
another that is still on its way, is read and decided in turn. Both ways pass the same desk.
"""

import asyncio

from catserver.attempt.commands import HandIn
from catserver.attempt.errors import CommandRefused
from catserver.attempt.events import ConnectionId
from catserver.delivery.journal import JournalError
from catserver.web import wire
from catserver.web.errors import store_code
from catserver.web.line import MALFORMED, TOO_FAST, Close, Line
from catserver.web.notices import SocketLink, finished_notice
from catserver.web.site import Site

MESSAGES_PER_SECOND_MAX = 200
"""A person answers once in seconds; an outbox after an outage sends a hundred at once."""


class Answering:
    def __init__(
        self, site: Site, line: Line, link: SocketLink, attempt_id: str, connection: ConnectionId
    ) -> None:
        self._site = site
        self._line = line
        self._link = link
        self._attempt_id = attempt_id
        self._connection = connection
        self._loop = asyncio.get_running_loop()
        self._window_ends = self._loop.time() + 1.0
        self._in_window = 0
        self._counted = False

    async def run(self) -> None:
        """Raises Close where the line is to end, LineEnded where it has."""
        self._line.answer_at_once(self._take)
        while True:
            await self._hear(await self._line.hear())

    def _too_fast(self) -> bool:
        """By the second for the line, by the hour for the journal."""
        if not self._site.pace.takes(self._attempt_id, self._loop.time()):
            return True
        self._in_window += 1
        if self._in_window <= MESSAGES_PER_SECOND_MAX:
            return False
        if self._loop.time() < self._window_ends:
            return True
        self._window_ends, self._in_window = self._loop.time() + 1.0, 1
        return False

    # ── the short way ────────────────────────────────────────────────────────────────────────
    def _take(self, message: wire.TerminalMessage, text: bytes) -> bool:
        if not isinstance(message, wire.RespondMessage) or self._too_fast():
            return False  # the long way closes the line
        self._counted = True
        short_way = self._line.short_way
        assert short_way is not None

        def told(error: Exception | None) -> None:
            if error is None:
                short_way.say(wire.acknowledged(message.seq))
            else:  # the long way tries again, and finds the words
                short_way.put_back(text)

        command = wire.respond_command(self._connection, message)
        try:
            taken = self._site.attempts.submit(self._attempt_id, command, told)
        except CommandRefused:
            return False  # refused on the long way, which knows how to say it
        self._counted = not taken
        return taken

    # ── the long way ─────────────────────────────────────────────────────────────────────────
    async def _hear(self, message: wire.TerminalMessage) -> None:
        counted, self._counted = self._counted, False  # it is the one that was offered just now
        if not counted and self._too_fast():
            raise Close(TOO_FAST)
        if isinstance(message, wire.RespondMessage):
            await self._line.say(await self._answer(message))
        elif isinstance(message, wire.PingMessage):
            self._link.form_held = message.form or self._link.form_held
            await self._line.say(wire.encode({"type": "pong", "now": self._site.clock.now()}))
        elif isinstance(message, wire.HandInMessage):
            await self._hand_in()
        else:
            raise Close(MALFORMED)

    async def _answer(self, message: wire.RespondMessage) -> str:
        command = wire.respond_command(self._connection, message)
        try:
            await self._site.attempts.handle(self._attempt_id, command)
        except CommandRefused as refusal:
            code: str = refusal.code
        except JournalError as error:
            code = store_code(error)
        else:
            return wire.acknowledged(message.seq)
        last_seq = await self._last_seq(otherwise=message.seq - 1)
        return wire.refused(message.seq, code, last_seq)

    async def _last_seq(self, otherwise: int) -> int:
        """What is recorded; while nobody can read it, what the terminal itself goes by."""
        known = self._site.attempts.known(self._attempt_id)
        if known is not None:
            return known.last_seq
        try:
            return (await self._site.attempts.state(self._attempt_id)).last_seq
        except JournalError:
            return otherwise

    async def _hand_in(self) -> None:
        """Its `finished` comes to the terminal as everybody else's does: through the link."""
        try:
            handled = await self._site.attempts.handle(self._attempt_id, HandIn(self._connection))
        except CommandRefused as refusal:
            code: str = refusal.code
        except JournalError as error:
            code = store_code(error)
        else:
            if not handled.events:
                await self._line.say(finished_notice(self._site, handled.state))
            return
        last_seq = await self._last_seq(otherwise=0)
        await self._line.say(wire.refused(None, code, last_seq))
