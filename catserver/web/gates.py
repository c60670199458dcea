"""The terminal's part of the gates: it asks its candidate for a look, sends it, or says why not."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.admission.gates import Due
from catserver.delivery.door.live_watch import WatchKey
from catserver.delivery.door.looks import BY_CANDIDATE
from catserver.delivery.registry import Assignment
from catserver.web.access import require_staff, require_terminal, site_of
from catserver.web.body import read_body, read_bytes
from catserver.web.errors import ApiError
from catserver.web.liveness import shot_of
from catserver.web.responses import json_response
from catserver.web.site import Site
from catserver.web.turns import Turns
from catserver.web.views import finding_views

LaterGate = Literal["seat", "return", "presence"]


class AskBody(msgspec.Struct, frozen=True):
    gate: LaterGate


class PassBody(msgspec.Struct, frozen=True):
    """`why`: `skipped`, or what is the matter with the camera."""

    gate: LaterGate
    why: Annotated[str, Meta(max_length=40)]


def gate_view(due: Due | None) -> dict[str, object] | None:
    """The look that is wanted, from `due_at` on; it may lie ahead."""
    if due is None:
        return None
    return {"gate": due.gate, "due_at": due.at, "required": due.required}


async def ask(request: Request) -> Response:
    """The page asks now: what it costs of the exam's time counts from here."""
    site, attempt = site_of(request), require_terminal(request)
    body = await read_body(request, AskBody)
    await site.looks.ask(attempt, body.gate)
    return _answer(site, attempt)


async def look(request: Request) -> Response:
    """A picture from the terminal's camera. The candidate is not told how alike it was."""
    site, attempt = site_of(request), require_terminal(request)
    assignment = _assignment(site, attempt)
    _due_now(request, site, attempt)
    turns: Turns = request.app.state.looks_on_their_way
    with turns.on_its_way(attempt) as one_by_one:
        content = await read_bytes(request, site.settings.limits.photo_size_bytes_max)
        accept = request.query_params.get("accept") == "1"
        async with one_by_one:
            gate = _due_now(request, site, attempt).gate  # another one may have been quicker
            key = WatchKey(assignment.sitting, assignment.candidate, gate)
            watch = request.query_params.get("watch", "")
            shot = await shot_of(site, key, watch, content)
            taken = await site.looks.take(
                assignment,
                shot.picture,
                BY_CANDIDATE,
                gate,
                accept=accept,
                live=shot.live,
                frames=shot.frames,
            )
            again = taken.compared is None and not taken.deferred
            if not again:
                site.live_checks.end(watch)
    return json_response(
        {
            "outcome": "retake" if again else "taken",
            "findings": finding_views(taken.findings) if again else [],
            "gate": gate_view(site.looks.due(attempt)),
        }
    )


def _due_now(request: Request, site: Site, attempt: str) -> Due:
    """Raises ApiError 409."""
    due = site.looks.due(attempt)
    gate = request.query_params.get("gate")
    if due is None or due.gate != gate or due.at > site.clock.now():
        raise ApiError(409, "gate_not_due")
    return due


async def pass_by(request: Request) -> Response:
    site, attempt = site_of(request), require_terminal(request)
    body = await read_body(request, PassBody)
    await site.looks.pass_by(_assignment(site, attempt), body.gate, body.why)
    return _answer(site, attempt)


async def queue(request: Request) -> Response:
    """How many pictures wait: in the queue, kept for later, and for the search among others."""
    await require_staff(request)
    site = site_of(request)
    waiting = site.looks.queue
    return json_response(
        {
            "waiting": waiting.length,
            "later": site.later.waiting,
            "later_since": site.later.since,
            "not_searched": site.replays.waiting,
            "wait_s": round(waiting.wait_s(), 2),
            "seat_first": waiting.wait_s() > site.settings.faces.defer_from_seconds,
        }
    )


def _assignment(site: Site, attempt: str) -> Assignment:
    assignment = site.sittings.assignment(attempt)
    assert assignment is not None, "a signed-in terminal has one"
    return assignment


def _answer(site: Site, attempt: str) -> Response:
    return json_response({"gate": gate_view(site.looks.due(attempt))})


routes: list[BaseRoute] = [
    Route("/api/terminal/gate/ask", ask, methods=["POST"]),
    Route("/api/terminal/gate/look", look, methods=["POST"]),
    Route("/api/terminal/gate/pass", pass_by, methods=["POST"]),
    Route("/api/faces/queue", queue, methods=["GET"]),
]
