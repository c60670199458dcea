"""The terminal's way in: sign-in, state, ticket, the socket, and the same answers over HTTP.

The socket's loop reads one message, decides it, and acknowledges it before it reads the next; what
others do to the attempt (start, pause, time, end) comes past the loop through a bounded queue.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from catserver import PROTOCOL_VERSION
from catserver.attempt.commands import HandIn, Respond
from catserver.attempt.errors import CommandRefused
from catserver.attempt.events import (
    AttemptEvent,
    AttemptFinished,
    AttemptPaused,
    AttemptResumed,
    AttemptStarted,
    ConnectionId,
    LossCause,
    MessageSent,
    TimeGranted,
    TimeLost,
)
from catserver.attempt.state import Attempt, Phase
from catserver.delivery.journal import JournalError, JournalFull
from catserver.delivery.terminals import HttpLink, NotSignedIn, SignInRefused
from catserver.staff.throttle import Throttle
from catserver.web import wire
from catserver.web.access import TERMINAL_COOKIE, address_of, require_terminal, site_of
from catserver.web.body import read_body
from catserver.web.errors import ApiError
from catserver.web.responses import json_response
from catserver.web.security import origin_is_ours
from catserver.web.site import Site
from question_bank.item import ChoiceId, ItemId

HELLO_WITHIN_S = 10.0
SILENCE_MAX_S = 45.0
"""Three pings of the terminal: a line that is dead without a word is given up."""
MESSAGES_PER_SECOND_MAX = 200
"""A person answers once in seconds; an outbox after an outage sends a hundred at once."""
NOTICES_MAX = 64
RESPONSES_PER_REQUEST_MAX = 64
COOKIE_LIFE = timedelta(hours=12)

RESTARTS = 1012
MALFORMED = 4400
TICKET = 4401
SILENT = 4408
REPLACED = 4409
FINISHED = 4410
PROTOCOL = 4426
TOO_FAST = 4429
BUSY = 1013

_LINE_GONE = (WebSocketDisconnect, RuntimeError, OSError)
"""Starlette raises RuntimeError for a send on a socket that closed in between."""


class SignInBody(msgspec.Struct, frozen=True):
    number: Annotated[str, Meta(min_length=1, max_length=40)]
    pin: Annotated[str, Meta(min_length=1, max_length=20)]
    terminal: Annotated[str, Meta(min_length=1, max_length=60)]


class ResponseBody(msgspec.Struct, frozen=True):
    seq: wire.Seq
    item: wire.Id
    choice: wire.Id | None
    doubt: bool


class ResponsesBody(msgspec.Struct, frozen=True):
    connection: wire.Id
    responses: Annotated[list[ResponseBody], Meta(max_length=RESPONSES_PER_REQUEST_MAX)]


class HandInBody(msgspec.Struct, frozen=True):
    connection: wire.Id


# ── over HTTP ────────────────────────────────────────────────────────────────────────────────
async def sign_in(request: Request) -> Response:
    site = site_of(request)
    body = await read_body(request, SignInBody)
    tries: Throttle = request.app.state.terminal_tries
    address = address_of(request)
    if (wait := tries.wait(address, site.clock.now())) is not None:
        raise _too_many(wait)
    try:
        signed_in = await site.terminals.sign_in(body.number, body.pin, body.terminal)
    except SignInRefused as refusal:
        now = site.clock.now()
        tries.failed(address, now)
        if refusal.retry_at is not None and refusal.retry_at > now:
            raise _too_many(refusal.retry_at - now) from None
        raise
    response = json_response(await _state(site, signed_in.attempt))
    response.set_cookie(
        TERMINAL_COOKIE,
        signed_in.token,
        max_age=int(COOKIE_LIFE.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


def _too_many(wait: timedelta) -> ApiError:
    return ApiError(429, "too_many_tries", {"retry_after_s": int(wait.total_seconds()) + 1})


async def state(request: Request) -> Response:
    site, attempt_id = site_of(request), require_terminal(request)
    await _heard(site, attempt_id)
    return json_response(await _state(site, attempt_id))


async def _heard(site: Site, attempt_id: str) -> None:
    """What it lost is given back before it is told anything else."""
    with suppress(JournalError, CommandRefused):
        await site.terminals.heard(attempt_id)


async def _state(site: Site, attempt_id: str) -> dict[str, object]:
    attempt = await site.attempts.state(attempt_id)
    assignment = site.sittings.assignment(attempt_id)
    assert assignment is not None
    material = await site.cabinet.material(assignment.sitting)
    candidate = await site.registry.candidate(assignment.candidate)
    assert candidate is not None
    await site.rooms.know(assignment.sitting)
    row = site.rooms.row(assignment)
    exam, now = material.exam, site.clock.now()
    view = site.rooms.sitting(assignment.sitting)
    finished = attempt.phase is Phase.FINISHED
    return {
        "candidate": {
            "number": candidate.number,
            "name": candidate.name,
            "formation": candidate.formation,
            "seat": row.seat,
            "photos": row.photos,
        },
        "exam": {
            "id": exam.id,
            "title": {"id": exam.title.id, "en": exam.title.en},
            "allowed_s": int(exam.allowed(candidate.accommodation).total_seconds()),
            "sections": [
                {
                    "id": section.id,
                    "title": {"id": section.title.id, "en": section.title.en},
                    "items": section.items,
                }
                for section in exam.sections
            ],
            "practice": {
                "stem": {"id": exam.practice.stem.id, "en": exam.practice.stem.en},
                "choices": [
                    {"id": str(place), "text": {"id": choice.text.id, "en": choice.text.en}}
                    for place, choice in enumerate(exam.practice.choices, start=1)
                ],
            },
        },
        "sitting": {
            "id": view.id,
            "title": view.title,
            "room": view.room,
            "phase": view.phase,
            "start_at": view.start_at,
        },
        "attempt": {
            **wire.attempt_view(attempt, now),
            "answered": attempt.answered,
            "items": attempt.items,
            "outcome": wire.outcome(attempt, material) if finished else None,
        },
        "now": now,
    }


async def sign_out(request: Request) -> Response:
    """Clear the terminal for the next candidate; the attempt stays as it is."""
    require_terminal(request)
    response = json_response({})
    response.delete_cookie(TERMINAL_COOKIE)
    return response


async def ticket(request: Request) -> Response:
    return json_response({"ticket": site_of(request).terminals.ticket(require_terminal(request))})


async def connect(request: Request) -> Response:
    """The plain twin of `hello`, for a terminal whose socket never came up."""
    site, attempt_id = site_of(request), require_terminal(request)
    await _forms_ready(site, attempt_id)
    connection, attempt = await site.terminals.connect(attempt_id, HttpLink())
    return json_response({"welcome": _welcome(site, attempt, connection)})


async def responses(request: Request) -> Response:
    site, attempt_id = site_of(request), require_terminal(request)
    body = await read_body(request, ResponsesBody)
    await _heard(site, attempt_id)
    refused: list[dict[str, object]] = []
    for each in body.responses:
        try:
            await site.attempts.handle(attempt_id, _respond(body.connection, each))
        except CommandRefused as refusal:
            if refusal.code in {"replaced", "finished"}:
                raise
            refused.append(await _refusal(site, attempt_id, each.seq, refusal.code))
        except JournalError as error:
            refused.append(await _refusal(site, attempt_id, each.seq, _store_code(error)))
    last_seq = (await site.attempts.state(attempt_id)).last_seq
    return json_response({"acknowledged": last_seq, "refused": refused})


async def _refusal(site: Site, attempt_id: str, seq: int, code: str) -> dict[str, object]:
    attempt = await site.attempts.state(attempt_id)
    return {"seq": seq, "code": code, "last_seq": attempt.last_seq}


async def hand_in(request: Request) -> Response:
    site, attempt_id = site_of(request), require_terminal(request)
    body = await read_body(request, HandInBody)
    handled = await site.attempts.handle(attempt_id, HandIn(ConnectionId(body.connection)))
    assert handled.state.prepared is not None
    material = await site.cabinet.material(handled.state.prepared.sitting)
    return json_response({"outcome": wire.outcome(handled.state, material)})


def _respond(connection: str, message: ResponseBody | wire.RespondMessage) -> Respond:
    choice = message.choice
    return Respond(
        ConnectionId(connection),
        message.seq,
        ItemId(message.item),
        ChoiceId(choice) if choice is not None else None,
        message.doubt,
    )


def _store_code(error: JournalError) -> str:
    return "disk_full" if isinstance(error, JournalFull) else "store_away"


def _welcome(site: Site, attempt: Attempt, connection: str) -> dict[str, object]:
    assert attempt.prepared is not None
    sitting = site.sittings.state(attempt.prepared.sitting)
    start_at = sitting.start_at if sitting else None
    form_key = site.forms.key_in_welcome(attempt)
    return wire.welcome(attempt, connection, site.clock.now(), start_at, form_key)


async def _forms_ready(site: Site, attempt_id: str) -> None:
    assignment = site.sittings.assignment(attempt_id)
    assert assignment is not None
    await site.forms.ready(assignment.sitting)


# ── over the socket ──────────────────────────────────────────────────────────────────────────
class Close(Exception):
    """Ends a socket with a code of the protocol."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class SocketLink:
    """What others have to say to one terminal, in order, without waiting for its line.

    `form_held` is the digest of the form that the terminal says it holds.
    """

    def __init__(self, site: Site, form_held: str | None = None) -> None:
        self._site = site
        self.form_held = form_held
        self.notices: asyncio.Queue[str | Close] = asyncio.Queue(NOTICES_MAX)
        self.silent_s: Callable[[], float] = float

    def tell(self, attempt: Attempt, events: Sequence[AttemptEvent]) -> None:
        for event in events:
            for notice in notices_of(self._site, attempt, event, self.form_held):
                self._put(notice)

    def replace(self) -> None:
        self._put(Close(REPLACED))

    def _put(self, notice: str | Close) -> None:
        if self.notices.full():
            # A line that takes nothing for so long is dead; on its return it gets a welcome.
            while not self.notices.empty():
                self.notices.get_nowait()
            notice = Close(SILENT)
        self.notices.put_nowait(notice)


def notices_of(
    site: Site, attempt: Attempt, event: AttemptEvent, form_held: str | None
) -> list[str | Close]:
    now = site.clock.now()
    match event:
        case AttemptStarted():
            return [
                *([] if _holds(attempt, form_held) else [site.forms.message(attempt)]),
                wire.encode(
                    {
                        "type": "started",
                        "deadline_at": attempt.deadline_at,
                        "now": now,
                        "form_key": site.forms.key(attempt),
                    }
                ),
            ]
        case TimeGranted() | TimeLost():
            view = wire.attempt_view(attempt, now)
            return [
                wire.encode(
                    {
                        "type": "clock",
                        "deadline_at": view["deadline_at"],
                        "remaining_s": view["remaining_s"],
                        "granted_s": view["granted_s"],
                        "ledger": view["ledger"],
                        "now": now,
                        "reason": event.reason if isinstance(event, TimeGranted) else "",
                    }
                )
            ]
        case AttemptPaused():
            return [
                wire.encode(
                    {
                        "type": "paused",
                        "reason": event.reason,
                        "remaining_s": max(event.remaining_s, 0.0),
                    }
                )
            ]
        case AttemptResumed():
            return [
                wire.encode(
                    {
                        "type": "resumed",
                        "deadline_at": event.deadline_at,
                        "ledger": wire.ledger(attempt, now),
                        "now": now,
                    }
                )
            ]
        case MessageSent():
            return [_message(event)]
        case AttemptFinished():
            return [_finished(site, attempt), Close(FINISHED)]
        case _:
            return []


def _holds(attempt: Attempt, form_held: str | None) -> bool:
    return attempt.prepared is not None and attempt.prepared.form_digest == form_held


def _message(event: MessageSent) -> str:
    return wire.encode({"type": "message", "id": event.message, "text": event.text, "at": event.at})


def _finished(site: Site, attempt: Attempt) -> str:
    assert attempt.prepared is not None
    material = site.cabinet.known(attempt.prepared.sitting)
    return wire.encode({"type": "finished", "outcome": wire.outcome(attempt, material)})


async def socket(websocket: WebSocket) -> None:
    """One terminal's connection from handshake to close."""
    site: Site = websocket.app.state.site
    if not origin_is_ours(websocket.headers, site.settings.server.other_origins, required=True):
        await websocket.close(1008)
        return
    if site.terminals.connected >= site.settings.limits.terminals_max:
        await websocket.close(BUSY)
        return
    await websocket.accept()
    try:
        await _converse(site, websocket)
    except Close as end:
        with suppress(*_LINE_GONE):
            await websocket.close(end.code)
    except _LINE_GONE:
        if websocket.application_state is WebSocketState.CONNECTED:
            with suppress(*_LINE_GONE):
                await websocket.close()


async def _converse(site: Site, websocket: WebSocket) -> None:
    hello = await _hello(websocket)
    try:
        attempt_id = site.terminals.redeem(hello.ticket)
    except NotSignedIn:
        raise Close(TICKET) from None
    await _forms_ready(site, attempt_id)
    link = SocketLink(site, hello.form)
    try:
        connection, attempt = await site.terminals.connect(attempt_id, link, hello.away_s)
    except (JournalError, CommandRefused):
        raise Close(BUSY) from None
    cause: LossCause = "terminal_away"
    try:
        await _greet(site, websocket, attempt, connection, hello.form)
        teller = asyncio.create_task(_tell(websocket, link), name=f"teller-{attempt_id}")
        try:
            await _listen(site, websocket, link, attempt_id, connection)
        finally:
            teller.cancel()
            with suppress(asyncio.CancelledError, *_LINE_GONE):
                await teller
    except WebSocketDisconnect as end:
        if end.code == RESTARTS:
            cause = "server_away"
        raise
    finally:
        with suppress(JournalError, CommandRefused):
            await site.terminals.disconnect(attempt_id, link, cause)


async def _hello(websocket: WebSocket) -> wire.HelloMessage:
    try:
        async with asyncio.timeout(HELLO_WITHIN_S):
            message = _decode(await websocket.receive())
    except TimeoutError:
        raise Close(SILENT) from None
    if not isinstance(message, wire.HelloMessage):
        raise Close(MALFORMED)
    if message.protocol != PROTOCOL_VERSION:
        await websocket.send_text(wire.encode({"type": "error", "code": "protocol_version"}))
        raise Close(PROTOCOL)
    return message


async def _greet(
    site: Site, websocket: WebSocket, attempt: Attempt, connection: str, form_held: str | None
) -> None:
    await websocket.send_text(wire.encode(_welcome(site, attempt, connection)))
    for message in attempt.messages:
        await websocket.send_text(_message(message))
    if attempt.phase is Phase.FINISHED:
        await websocket.send_text(_finished(site, attempt))
        raise Close(FINISHED)
    if attempt.phase in {Phase.RUNNING, Phase.PAUSED} and not _holds(attempt, form_held):
        await websocket.send_text(site.forms.message(attempt))


async def _tell(websocket: WebSocket, link: SocketLink) -> None:
    while True:
        notice = await link.notices.get()
        if isinstance(notice, Close):
            await websocket.close(notice.code)
            return
        await websocket.send_text(notice)


async def _listen(
    site: Site, websocket: WebSocket, link: SocketLink, attempt_id: str, connection: ConnectionId
) -> None:
    """Read, decide, acknowledge, until the line ends. The hot path."""
    loop = asyncio.get_running_loop()
    window_ends, in_window = loop.time() + 1.0, 0
    watchdog = _Watchdog(loop, websocket)
    link.silent_s = watchdog.silent_s
    try:
        while True:
            message = _decode(await websocket.receive())
            watchdog.heard()
            in_window += 1
            if in_window > MESSAGES_PER_SECOND_MAX:
                if loop.time() < window_ends:
                    raise Close(TOO_FAST)
                window_ends, in_window = loop.time() + 1.0, 0
            if isinstance(message, wire.RespondMessage):
                await websocket.send_text(await _answer(site, attempt_id, connection, message))
            elif isinstance(message, wire.PingMessage):
                link.form_held = message.form or link.form_held
                await websocket.send_text(wire.encode({"type": "pong", "now": site.clock.now()}))
            elif isinstance(message, wire.HandInMessage):
                await _hand_in(site, websocket, attempt_id, connection)
            else:
                raise Close(MALFORMED)
    finally:
        watchdog.stop()


async def _answer(
    site: Site, attempt_id: str, connection: ConnectionId, message: wire.RespondMessage
) -> str:
    try:
        await site.attempts.handle(attempt_id, _respond(connection, message))
    except CommandRefused as refusal:
        code: str = refusal.code
    except JournalError as error:
        code = _store_code(error)
    else:
        return wire.acknowledged(message.seq)
    known = site.attempts.known(attempt_id)
    last_seq = known.last_seq if known else (await site.attempts.state(attempt_id)).last_seq
    return wire.refused(message.seq, code, last_seq)


async def _hand_in(
    site: Site, websocket: WebSocket, attempt_id: str, connection: ConnectionId
) -> None:
    """Its `finished` comes to the terminal as everybody else's does: through the link."""
    try:
        handled = await site.attempts.handle(attempt_id, HandIn(connection))
    except CommandRefused as refusal:
        code: str = refusal.code
    except JournalError as error:
        code = _store_code(error)
    else:
        if not handled.events:
            await websocket.send_text(_finished(site, handled.state))
        return
    last_seq = (await site.attempts.state(attempt_id)).last_seq
    await websocket.send_text(wire.refused(None, code, last_seq))


def _decode(received: object) -> wire.TerminalMessage:
    """An ASGI message to one of ours. Raises WebSocketDisconnect, Close."""
    assert isinstance(received, dict)
    if received["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(received.get("code", 1005))
    text = received.get("text")
    if text is None or len(text) > wire.MESSAGE_SIZE_BYTES_MAX:
        raise Close(MALFORMED)
    try:
        return wire.decode_message(text)
    except wire.Malformed:
        raise Close(MALFORMED) from None


class _Watchdog:
    """Closes a line that has been silent too long; costs one timer a line, not one a message."""

    def __init__(self, loop: asyncio.AbstractEventLoop, websocket: WebSocket) -> None:
        self._loop = loop
        self._websocket = websocket
        self._heard_at = loop.time()
        self._timer = loop.call_later(SILENCE_MAX_S, self._look)
        self._closing: asyncio.Task[None] | None = None

    def heard(self) -> None:
        self._heard_at = self._loop.time()

    def stop(self) -> None:
        self._timer.cancel()

    def silent_s(self) -> float:
        return self._loop.time() - self._heard_at

    def _look(self) -> None:
        silent_s = self.silent_s()
        if silent_s < SILENCE_MAX_S:
            self._timer = self._loop.call_later(SILENCE_MAX_S - silent_s, self._look)
            return
        self._closing = self._loop.create_task(self._close())

    async def _close(self) -> None:
        with suppress(*_LINE_GONE):
            await self._websocket.close(SILENT)


routes: list[BaseRoute] = [
    Route("/api/terminal/sign-in", sign_in, methods=["POST"]),
    Route("/api/terminal/sign-out", sign_out, methods=["POST"]),
    Route("/api/terminal/state", state),
    Route("/api/terminal/ticket", ticket, methods=["POST"]),
    Route("/api/terminal/connect", connect, methods=["POST"]),
    Route("/api/terminal/responses", responses, methods=["POST"]),
    Route("/api/terminal/hand-in", hand_in, methods=["POST"]),
    WebSocketRoute("/ws/terminal", socket),
]
