"""One terminal's conversation over its socket, from handshake to close.

What the candidate says goes through `answering.py`; what others do to the attempt (start, pause,
time, end) comes through the link.
"""

import asyncio
import logging
from contextlib import suppress

from starlette.types import ASGIApp, Receive, Scope, Send

from catserver import PROTOCOL_VERSION
from catserver.attempt.errors import CommandRefused
from catserver.attempt.events import LossCause
from catserver.attempt.state import Attempt, Phase
from catserver.delivery.journal import JournalError
from catserver.delivery.terminals import NotSignedIn
from catserver.web import wire
from catserver.web.answering import Answering
from catserver.web.behind import say_if_behind
from catserver.web.coming import may_come
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
    if not may_come(site, attempt_id):
        raise Close(TOO_FAST)
    await site.forms.ready(assignment.sitting)
    link = SocketLink(site, line, hello.form)
    try:
        connection, attempt = await site.terminals.connect(attempt_id, link, hello.away_s)
    except (JournalError, CommandRefused):
        raise Close(BUSY) from None
    await say_if_behind(site, attempt, hello.last_seq)
    cause: LossCause = "terminal_away"
    try:
        await _greet(site, line, attempt, connection, hello.form)
        link.greeted(attempt_id)
        await Answering(site, line, link, attempt_id, connection).run()
    except LineEnded as end:
        if end.code == RESTARTS:
            cause = "server_away"
        raise
    finally:
        link.stop()
        with suppress(JournalError, CommandRefused):
            await site.terminals.disconnect(attempt_id, link, cause)


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
