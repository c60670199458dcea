"""One terminal's conversation over its socket, from handshake to close.

The loop reads one message, decides it, and acknowledges it before it reads the next; what others do
to the attempt (start, pause, time, end) comes past the loop, through the link.
"""

import asyncio
import logging
from contextlib import suppress

from starlette.types import ASGIApp, Receive, Scope, Send

from catserver import PROTOCOL_VERSION
from catserver.attempt.commands import HandIn, RecordIncident
from catserver.attempt.errors import CommandRefused
from catserver.attempt.events import ConnectionId, LossCause
from catserver.attempt.state import Attempt, Phase
from catserver.delivery.journal import JournalError
from catserver.delivery.terminals import NotSignedIn
from catserver.web import wire
from catserver.web.errors import store_code
from catserver.web.line import (
    BUSY,
    FINISHED,
    LINE_GONE,
    MALFORMED,
    POLICY,
    PROTOCOL,
    RESTARTS,
    SILENT,
    TICKET,
    TOO_FAST,
    Close,
    Line,
    LineEnded,
)
from catserver.web.notices import (
    SocketLink,
    finished_notice,
    holds,
    message_notice,
    welcome_view,
)
from catserver.web.security import origin_is_ours
from catserver.web.site import Site

logger = logging.getLogger(__name__)

PATH = "/ws/terminal"
HELLO_WITHIN_S = 10.0
MESSAGES_PER_SECOND_MAX = 200
"""A person answers once in seconds; an outbox after an outage sends a hundred at once."""
NORMAL = 1000


class TerminalSockets:
    """Takes the terminals' sockets out of the way of everything that is for pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"] == PATH:
            await converse(scope["app"].state.site, Line(scope, receive, send))
        else:
            await self._app(scope, receive, send)


async def converse(site: Site, line: Line) -> None:
    if not origin_is_ours(line.headers, site.settings.server.other_origins, required=True):
        await line.refuse(POLICY)
        return
    if site.terminals.connected >= site.settings.limits.terminals_max:
        await line.refuse(BUSY)
        return
    try:
        await line.accept()
        await _converse(site, line)
    except Close as end:
        await line.close(end.code)
    except LineEnded:
        return
    except LINE_GONE:
        await line.close(NORMAL)
    finally:
        line.forget()


async def _converse(site: Site, line: Line) -> None:
    hello = await _hello(line)
    try:
        attempt_id = site.terminals.redeem(hello.ticket)
    except NotSignedIn:
        raise Close(TICKET) from None
    assignment = site.sittings.assignment(attempt_id)
    assert assignment is not None
    await site.forms.ready(assignment.sitting)
    link = SocketLink(site, line, hello.form)
    try:
        connection, attempt = await site.terminals.connect(attempt_id, link, hello.away_s)
    except (JournalError, CommandRefused):
        raise Close(BUSY) from None
    await _say_if_behind(site, attempt, hello.last_seq)
    cause: LossCause = "terminal_away"
    try:
        await _greet(site, line, attempt, connection, hello.form)
        link.greeted()
        await _listen(site, line, link, attempt_id, connection)
    except LineEnded as end:
        if end.code == RESTARTS:
            cause = "server_away"
        raise
    finally:
        link.stop()
        with suppress(JournalError, CommandRefused):
            await site.terminals.disconnect(attempt_id, link, cause)


async def _say_if_behind(site: Site, attempt: Attempt, told_seq: int | None) -> None:
    """A restored server may lack what a terminal was told is safe: proctors must learn of it."""
    if told_seq is None or told_seq <= attempt.last_seq:
        return
    logger.error("a terminal was told %d, the journal has %d", told_seq, attempt.last_seq)
    text = (
        f"Server tertinggal / The server is behind: {attempt.last_seq} ada di server / recorded, "
        f"{told_seq} pernah tersimpan di terminal / acknowledged to this terminal before."
    )
    with suppress(JournalError, CommandRefused):
        command = RecordIncident("rule", "technical", text)
        await site.attempts.handle(attempt.id, command)


async def _hello(line: Line) -> wire.HelloMessage:
    try:
        async with asyncio.timeout(HELLO_WITHIN_S):
            message = await line.hear()
    except TimeoutError:
        raise Close(SILENT) from None
    if not isinstance(message, wire.HelloMessage):
        raise Close(MALFORMED)
    if message.protocol != PROTOCOL_VERSION:
        await line.say(wire.encode({"type": "error", "code": "protocol_version"}))
        raise Close(PROTOCOL)
    return message


async def _greet(
    site: Site, line: Line, attempt: Attempt, connection: str, form_held: str | None
) -> None:
    await line.say(wire.encode(welcome_view(site, attempt, connection)))
    for message in attempt.messages:
        await line.say(message_notice(message))
    if attempt.phase is Phase.FINISHED:
        await line.say(finished_notice(site, attempt))
        raise Close(FINISHED)
    if attempt.phase in {Phase.RUNNING, Phase.PAUSED} and not holds(attempt, form_held):
        await line.say(site.forms.message(attempt))


async def _listen(
    site: Site, line: Line, link: SocketLink, attempt_id: str, connection: ConnectionId
) -> None:
    """Read, decide, acknowledge, until the line ends. The hot path."""
    loop = asyncio.get_running_loop()
    window_ends, in_window = loop.time() + 1.0, 0
    while True:
        message = await line.hear()
        in_window += 1
        if in_window > MESSAGES_PER_SECOND_MAX:
            if loop.time() < window_ends:
                raise Close(TOO_FAST)
            window_ends, in_window = loop.time() + 1.0, 0
        if isinstance(message, wire.RespondMessage):
            await line.say(await _answer(site, attempt_id, connection, message))
        elif isinstance(message, wire.PingMessage):
            link.form_held = message.form or link.form_held
            await line.say(wire.encode({"type": "pong", "now": site.clock.now()}))
        elif isinstance(message, wire.HandInMessage):
            await _hand_in(site, line, attempt_id, connection)
        else:
            raise Close(MALFORMED)


async def _answer(
    site: Site, attempt_id: str, connection: ConnectionId, message: wire.RespondMessage
) -> str:
    try:
        await site.attempts.handle(attempt_id, wire.respond_command(connection, message))
    except CommandRefused as refusal:
        code: str = refusal.code
    except JournalError as error:
        code = store_code(error)
    else:
        return wire.acknowledged(message.seq)
    last_seq = await _last_seq(site, attempt_id, otherwise=message.seq - 1)
    return wire.refused(message.seq, code, last_seq)


async def _last_seq(site: Site, attempt_id: str, otherwise: int) -> int:
    """What is recorded; while nobody can read it, what the terminal itself goes by."""
    known = site.attempts.known(attempt_id)
    if known is not None:
        return known.last_seq
    try:
        return (await site.attempts.state(attempt_id)).last_seq
    except JournalError:
        return otherwise


async def _hand_in(site: Site, line: Line, attempt_id: str, connection: ConnectionId) -> None:
    """Its `finished` comes to the terminal as everybody else's does: through the link."""
    try:
        handled = await site.attempts.handle(attempt_id, HandIn(connection))
    except CommandRefused as refusal:
        code: str = refusal.code
    except JournalError as error:
        code = store_code(error)
    else:
        if not handled.events:
            await line.say(finished_notice(site, handled.state))
        return
    last_seq = await _last_seq(site, attempt_id, otherwise=0)
    await line.say(wire.refused(None, code, last_seq))
