"""A terminal's look into its own camera: begun, fed with frames, told what to show.

The same looks as at the desk (`liveness.py`), but the candidate is alone with them: few terminals
are followed at once, a challenge is drawn few times, and what was noticed is told to nobody here.
"""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.admission.gates import Due
from catserver.delivery.door.live_checks import TriesOver, WatchUnknown
from catserver.delivery.door.live_view import WatchView
from catserver.delivery.door.live_watch import WatchKey
from catserver.web.access import require_terminal, site_of
from catserver.web.body import read_body, read_bytes
from catserver.web.errors import ApiError
from catserver.web.gates import LaterGate
from catserver.web.liveness import FRAME_SIZE_BYTES_MAX, camera_of, shown
from catserver.web.responses import json_response
from catserver.web.turns import Turns
from proctoring.errors import QueueFull
from question_bank.exam import LivePolicy


class BeginBody(msgspec.Struct, frozen=True):
    gate: LaterGate


async def begin(request: Request) -> Response:
    """503 `faces_busy` while other terminals are followed; 409 `live_tries_over`."""
    site, attempt = site_of(request), require_terminal(request)
    body = await read_body(request, BeginBody)
    due, key = _wanted(request, attempt, body.gate)
    policy = (await site.cabinet.material(key.sitting)).exam.identity.live
    if policy is LivePolicy.OFF:
        return json_response({"watch": None, "policy": policy.value, "view": None})
    look = due.at.isoformat()
    try:
        name = site.live_checks.begin_alone(key, policy, look)
    except TriesOver:
        raise ApiError(409, "live_tries_over") from None
    except QueueFull:
        raise ApiError(503, "faces_busy", {"policy": policy.value}) from None
    view = site.live_checks.view(name, key)
    last = site.live_checks.is_last(key, look)
    return json_response({"watch": name, "policy": policy.value, "last": last, "view": _told(view)})


async def frame(request: Request) -> Response:
    site, attempt = site_of(request), require_terminal(request)
    _, key = _wanted(request, attempt, request.query_params.get("gate", ""))
    name = str(request.path_params["watch"])
    turns: Turns = request.app.state.looks_on_their_way
    with turns.on_its_way(attempt):
        content = await read_bytes(request, FRAME_SIZE_BYTES_MAX)
    camera = camera_of(request)
    rules = (await site.cabinet.material(key.sitting)).exam.identity
    try:
        view = await site.live_checks.frame(name, key, content, camera, rules)
    except WatchUnknown:
        raise ApiError(410, "watch_unknown") from None
    return json_response(_told(view))


def _wanted(request: Request, attempt: str, gate: str) -> tuple[Due, WatchKey]:
    """The look that is due now. Raises ApiError 409 gate_not_due."""
    site = site_of(request)
    due, assignment = site.looks.due(attempt), site.sittings.assignment(attempt)
    if due is None or assignment is None or due.gate != gate or due.at > site.clock.now():
        raise ApiError(409, "gate_not_due")
    return due, WatchKey(assignment.sitting, assignment.candidate, due.gate)


def _told(view: WatchView) -> dict[str, object]:
    """Without what was noticed: whoever holds up a picture would learn from it."""
    return shown(view) | {"noticed": []}


routes: list[BaseRoute] = [
    Route("/api/terminal/gate/live", begin, methods=["POST"]),
    Route("/api/terminal/gate/live/{watch}", frame, methods=["POST"]),
]
