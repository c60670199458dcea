"""Looks into the camera: begun for a candidate, fed with frames, told what to show.

A frame is at most a few hundred kilobytes and is judged here, never in the browser. The look is
ended by the probe that names it.
"""

from dataclasses import dataclass, field
from typing import Annotated, cast, get_args
from urllib.parse import unquote

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.admission.events import Gate, LiveCheck
from catserver.delivery.door.live_checks import Taken, WatchUnknown
from catserver.delivery.door.live_outcome import not_looked
from catserver.delivery.door.live_view import WatchView
from catserver.delivery.door.live_watch import WatchKey
from catserver.web.access import require_sitting, require_staff, site_of
from catserver.web.body import read_body, read_bytes
from catserver.web.errors import ApiError
from catserver.web.responses import json_response
from catserver.web.site import Site
from catserver.web.views import face_view, finding_views
from question_bank.exam import LivePolicy

FRAME_SIZE_BYTES_MAX = 200 * 1024
"""Of 640 × 480 pixels as JPEG; several times what one takes. A look keeps eighteen at most."""


class BeginBody(msgspec.Struct, frozen=True):
    gate: Gate = "arrival"
    wanted: Annotated[str, Meta(max_length=20)] = ""
    """`cues`, where a person asks for a look without the turns; it is recorded as such."""


def gate_of(request: Request) -> Gate:
    gate = request.query_params.get("gate", "arrival")
    if gate not in get_args(Gate):
        raise ApiError(422, "malformed", {"place": "gate"})
    return cast(Gate, gate)


def key_of(request: Request, gate: Gate) -> WatchKey:
    number = str(request.path_params["number"])
    sitting_id = require_sitting(request)
    if number not in site_of(request).sittings.assignments(sitting_id):
        raise ApiError(404, "not_in_this_sitting", {"number": number})
    return WatchKey(sitting_id, number, gate)


async def begin(request: Request) -> Response:
    await require_staff(request)
    site = site_of(request)
    body = await read_body(request, BeginBody)
    key = key_of(request, body.gate)
    policy = (await site.cabinet.material(key.sitting)).exam.identity.live
    if policy is LivePolicy.OFF:
        return json_response({"watch": None, "policy": policy.value, "view": None})
    asked = LivePolicy.CUES if body.wanted == LivePolicy.CUES.value else policy
    name = site.live_checks.begin(key, asked)
    view = site.live_checks.view(name, key)
    return json_response({"watch": name, "policy": asked.value, "view": shown(view)})


async def frame(request: Request) -> Response:
    await require_staff(request)
    site, key = site_of(request), key_of(request, gate_of(request))
    name = str(request.path_params["watch"])
    content = await read_bytes(request, FRAME_SIZE_BYTES_MAX)
    camera = camera_of(request)
    rules = (await site.cabinet.material(key.sitting)).exam.identity
    try:
        view = await site.live_checks.frame(name, key, content, camera, rules)
    except WatchUnknown:
        raise ApiError(410, "watch_unknown") from None
    return json_response(shown(view))


async def hints(request: Request) -> Response:
    """What to say of one picture of this candidate, where no look is followed."""
    await require_staff(request)
    site, key = site_of(request), key_of(request, gate_of(request))
    content = await read_bytes(request, FRAME_SIZE_BYTES_MAX)
    inspection = await site.looks.hints(content)
    glasses = site.looks.comparer.glasses
    about_glasses = await glasses.live(
        await glasses.photo_of(key.number, key.gate), inspection.rims
    )
    found = (*inspection.findings, *about_glasses)
    return json_response({"findings": finding_views(found), "face": face_view(inspection.face)})


def camera_of(request: Request) -> str:
    """As the browser names the camera; it may be called after somebody, so no address has it."""
    return unquote(request.headers.get("x-camera", ""))


@dataclass(frozen=True, slots=True)
class Shot:
    """What to compare, what is recorded with it, and good frames of the moment before."""

    picture: bytes = field(repr=False)
    live: LiveCheck | None
    frames: tuple[bytes, ...] = field(default=(), repr=False)


async def shot_of(site: Site, key: WatchKey, name: str, content: bytes) -> Shot:
    """An unknown look is none.

    Raises ApiError 422 where neither the look nor the request has a picture.
    """
    policy = (await site.cabinet.material(key.sitting)).exam.identity.live
    try:
        ended: Taken | None = await site.live_checks.take(name, key, content) if name else None
    except WatchUnknown:
        ended = None
    picture = content if ended is None else ended.content
    if not picture:
        raise ApiError(422, "picture_needed")
    if ended is None:
        return Shot(picture, not_looked(policy))
    return Shot(picture, ended.live, ended.frames)


def shown(view: WatchView) -> dict[str, object]:
    return {
        "findings": finding_views(view.findings),
        "face": face_view(view.face),
        "asked": view.asked,
        "share": round(view.share, 3),
        "outcome": view.outcome,
        "noticed": view.noticed,
    }


_CANDIDATE = "/api/sittings/{sitting}/candidates/{number}"
routes: list[BaseRoute] = [
    Route(f"{_CANDIDATE}/hints", hints, methods=["POST"]),
    Route(f"{_CANDIDATE}/live", begin, methods=["POST"]),
    Route(f"{_CANDIDATE}/live/{{watch}}", frame, methods=["POST"]),
]
