"""The arrival desk's requests: live hints, a probe, a decision, a PIN, photos."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.admission.events import Decision, Gate
from catserver.delivery.door.live_watch import WatchKey
from catserver.delivery.registry import Role, Staff
from catserver.delivery.room_row import RoomRow, comparison_view
from catserver.web.access import require_photo, require_sitting, require_staff, site_of
from catserver.web.body import read_body, read_bytes
from catserver.web.errors import ApiError
from catserver.web.liveness import shot_of
from catserver.web.responses import json_response
from catserver.web.views import face_view, finding_views
from question_bank.exam import Role as ExamRole

Sentence = Annotated[str, Meta(max_length=500)]


class DecisionBody(msgspec.Struct, frozen=True):
    decision: Decision
    reason_code: Annotated[str, Meta(max_length=60)] = ""
    reason: Sentence = ""
    referred_at: Annotated[datetime, Meta(tz=True)] | None = None
    """Of the referral that was on the screen, so that two people do not decide it twice."""


def row_of(request: Request, sitting_id: str, number: str) -> RoomRow:
    site = site_of(request)
    assignment = site.sittings.assignments(sitting_id).get(number)
    if assignment is None:
        raise ApiError(404, "not_in_this_sitting", {"number": number})
    return site.rooms.row(assignment)


async def quality(request: Request) -> Response:
    await require_staff(request)
    site = site_of(request)
    content = await read_bytes(request, site.settings.limits.photo_size_bytes_max)
    inspection = await site.arrivals.hints(content)
    return json_response(
        {"findings": finding_views(inspection.findings), "face": face_view(inspection.face)}
    )


async def probe(request: Request) -> Response:
    staff = await require_staff(request)
    site, sitting_id = site_of(request), require_sitting(request)
    number = str(request.path_params["number"])
    await site.rooms.know(sitting_id)
    content = await read_bytes(request, site.settings.limits.photo_size_bytes_max)
    accept = request.query_params.get("accept") == "1"
    key = WatchKey(sitting_id, number, _gate(request))
    watch = request.query_params.get("watch", "")
    shot = await shot_of(site, key, watch, content)
    result = await site.arrivals.probe(
        sitting_id,
        number,
        shot.picture,
        staff.name,
        accept=accept,
        gate=key.gate,
        live=shot.live,
        frames=shot.frames,
    )
    row = row_of(request, sitting_id, number)
    compared = result.compared
    if compared is not None or result.deferred:
        site.live_checks.end(watch)
    without = "deferred" if result.deferred else "retake"
    return json_response(
        {
            "outcome": compared.outcome if compared else without,
            "findings": finding_views(result.findings),
            "face": face_view(result.face),
            "comparison": comparison_view(compared),
            "row": row,
        }
    )


def _gate(request: Request) -> Gate:
    """Where the picture was taken; at the desk, unless the page says otherwise."""
    try:
        gate: Gate = msgspec.convert(request.query_params.get("gate", "arrival"), Gate)
    except msgspec.ValidationError:
        raise ApiError(400, "malformed", {"place": "gate"}) from None
    return gate


async def reference(request: Request) -> Response:
    """Another registration photo, by the committee; in a demo any visitor enrols themselves."""
    site, sitting_id = site_of(request), require_sitting(request)
    roles = () if site.demo is not None else (Role.COMMITTEE,)
    staff = await require_staff(request, *roles)
    number = str(request.path_params["number"])
    await site.rooms.know(sitting_id)
    content = await read_bytes(request, site.settings.limits.photo_size_bytes_max)
    reason = request.query_params.get("reason", "")[:500]
    findings = await site.arrivals.replace_reference(
        sitting_id, number, content, staff.name, reason
    )
    await site.rooms.learn(sitting_id)
    return json_response(
        {"findings": finding_views(findings), "row": row_of(request, sitting_id, number)}
    )


async def decision(request: Request) -> Response:
    staff = await require_staff(request)
    site, sitting_id = site_of(request), require_sitting(request)
    number = str(request.path_params["number"])
    body = await read_body(request, DecisionBody)
    material = await site.cabinet.material(sitting_id)
    if not _may_decide(staff, material.exam.identity.may_override):
        raise ApiError(403, "not_allowed")
    await site.rooms.know(sitting_id)
    await site.arrivals.decide(
        sitting_id,
        number,
        staff.name,
        body.decision,
        body.reason_code,
        body.reason,
        body.referred_at,
    )
    if body.decision == "refuse":
        reason = body.reason.strip() or body.reason_code
        await site.supervision.take_off(sitting_id, number, staff.name, reason)
    return json_response({"row": row_of(request, sitting_id, number)})


def _may_decide(staff: Staff, roles: tuple[ExamRole, ...]) -> bool:
    if staff.role is Role.PROCTOR:
        return ExamRole.PROCTOR in roles
    return ExamRole.COMMITTEE in roles or ExamRole.PROCTOR in roles


async def pin(request: Request) -> Response:
    staff = await require_staff(request)
    site, sitting_id = site_of(request), require_sitting(request)
    number = str(request.path_params["number"])
    await site.rooms.know(sitting_id)
    issued = await site.arrivals.issue_pin(sitting_id, number, staff.name)
    row = row_of(request, sitting_id, number)
    return json_response({"pin": issued.pin, "closes_at": issued.closes_at, "row": row})


async def photo(request: Request) -> Response:
    photo_id = str(request.path_params["photo"])
    await require_photo(request, photo_id)
    site = site_of(request)
    known = await site.registry.photo(photo_id)
    content = await site.registry.photo_content(photo_id)
    if known is None or content is None:
        raise ApiError(404, "not_found")
    headers = {"Cache-Control": "private, no-store"}
    return Response(content, media_type=known.media_type, headers=headers)


_CANDIDATE = "/api/sittings/{sitting}/candidates/{number}"
routes: list[BaseRoute] = [
    Route("/api/quality", quality, methods=["POST"]),
    Route(f"{_CANDIDATE}/probe", probe, methods=["POST"]),
    Route(f"{_CANDIDATE}/reference", reference, methods=["POST"]),
    Route(f"{_CANDIDATE}/decision", decision, methods=["POST"]),
    Route(f"{_CANDIDATE}/pin", pin, methods=["POST"]),
    Route("/photos/{photo}", photo),
]
