"""The terminal's requests: sign-in, state, ticket, and the same answers as over the socket."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.attempt.commands import HandIn
from catserver.attempt.errors import CommandRefused
from catserver.attempt.state import Phase
from catserver.delivery.journal import JournalError
from catserver.delivery.terminal_links import HttpLink
from catserver.delivery.terminals import SignInRefused
from catserver.staff.throttle import Throttle
from catserver.web import wire
from catserver.web.access import TERMINAL_COOKIE, address_of, require_terminal, site_of
from catserver.web.behind import say_if_behind
from catserver.web.body import read_body
from catserver.web.coming import may_come
from catserver.web.errors import ApiError, store_code
from catserver.web.gates import gate_view
from catserver.web.notices import welcome_view
from catserver.web.responses import json_response
from catserver.web.site import Site

RESPONSES_PER_REQUEST_MAX = 64
COOKIE_LIFE = timedelta(hours=12)


class SignInBody(msgspec.Struct, frozen=True):
    number: Annotated[str, Meta(min_length=1, max_length=40)]
    pin: Annotated[str, Meta(min_length=1, max_length=20)]
    terminal: Annotated[str, Meta(min_length=1, max_length=60)]


class ResponsesBody(msgspec.Struct, frozen=True):
    connection: wire.Connection
    responses: Annotated[list[wire.ResponseBody], Meta(max_length=RESPONSES_PER_REQUEST_MAX)]


class ConnectBody(msgspec.Struct, frozen=True):
    """`last_seq` is the newest answer that this terminal was told is saved."""

    last_seq: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None


class HandInBody(msgspec.Struct, frozen=True):
    connection: wire.Connection


async def sign_in(request: Request) -> Response:
    site = site_of(request)
    body = await read_body(request, SignInBody)
    tries: Throttle = request.app.state.terminal_tries
    address, at_once = address_of(request), request.app.state.pins_at_once
    try:
        async with at_once:
            if (wait := tries.wait(address, site.clock.now())) is not None:
                raise _too_many(wait)
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
            "photos": {"registration": row.photos.registration},
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
        "gate": gate_view(site.looks.due(attempt_id)),
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
    body = await read_body(request, ConnectBody)
    if not may_come(site, attempt_id):
        raise _too_many(timedelta(seconds=10))
    await _forms_ready(site, attempt_id)
    connection, attempt = await site.terminals.connect(attempt_id, HttpLink())
    await say_if_behind(site, attempt, body.last_seq)
    return json_response({"welcome": welcome_view(site, attempt, connection)})


async def responses(request: Request) -> Response:
    site, attempt_id = site_of(request), require_terminal(request)
    body = await read_body(request, ResponsesBody)
    await _heard(site, attempt_id)
    refused: list[dict[str, object]] = []
    for each in body.responses:
        if not site.pace.takes(attempt_id, asyncio.get_running_loop().time()):
            raise ApiError(429, "too_many_answers", {"retry_after_s": 10})
        try:
            await site.attempts.handle(attempt_id, wire.respond_command(body.connection, each))
        except CommandRefused as refusal:
            if refusal.code in {"replaced", "finished"}:
                raise
            refused.append(await _refusal(site, attempt_id, each.seq, refusal.code))
        except JournalError as error:
            refused.append(await _refusal(site, attempt_id, each.seq, store_code(error)))
    last_seq = (await site.attempts.state(attempt_id)).last_seq
    return json_response({"acknowledged": last_seq, "refused": refused})


async def _refusal(site: Site, attempt_id: str, seq: int, code: str) -> dict[str, object]:
    attempt = await site.attempts.state(attempt_id)
    return {"seq": seq, "code": code, "last_seq": attempt.last_seq}


async def hand_in(request: Request) -> Response:
    site, attempt_id = site_of(request), require_terminal(request)
    body = await read_body(request, HandInBody)
    handled = await site.attempts.handle(attempt_id, HandIn(body.connection))
    assert handled.state.prepared is not None
    material = await site.cabinet.material(handled.state.prepared.sitting)
    return json_response({"outcome": wire.outcome(handled.state, material)})


async def _forms_ready(site: Site, attempt_id: str) -> None:
    assignment = site.sittings.assignment(attempt_id)
    assert assignment is not None
    await site.forms.ready(assignment.sitting)


routes: list[BaseRoute] = [
    Route("/api/terminal/sign-in", sign_in, methods=["POST"]),
    Route("/api/terminal/sign-out", sign_out, methods=["POST"]),
    Route("/api/terminal/state", state),
    Route("/api/terminal/ticket", ticket, methods=["POST"]),
    Route("/api/terminal/connect", connect, methods=["POST"]),
    Route("/api/terminal/responses", responses, methods=["POST"]),
    Route("/api/terminal/hand-in", hand_in, methods=["POST"]),
]
