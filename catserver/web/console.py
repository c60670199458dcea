"""The proctor console's requests: the room, its stream, actions on one, some or all."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from catserver.admission.events import AdmissionEvent, PinIssued
from catserver.attempt.events import AttemptEvent, IncidentClass
from catserver.delivery.registry import Role
from catserver.delivery.room_row import RoomRow
from catserver.delivery.supervision import Action, ActionName
from catserver.sitting.machine import STILL_WORKING
from catserver.web.access import require_sitting, require_staff, site_of
from catserver.web.body import read_body
from catserver.web.errors import ApiError
from catserver.web.responses import SSE_HEADERS, event_bytes, json_response
from catserver.web.site import Site
from question_bank.scoring import marks_of

MINUTES_MAX = 240
KEY_VERSION_MAX = 1_000_000
Sentence = Annotated[str, Meta(max_length=1_000)]


class ActionBody(msgspec.Struct, frozen=True):
    action: ActionName
    numbers: (
        Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=5_000)]
        | Literal["all"]
    )
    reason: Sentence = ""
    minutes: Annotated[int, Meta(ge=0, le=MINUTES_MAX)] = 0
    text: Sentence = ""
    incident_class: IncidentClass = msgspec.field(name="class", default="technical")
    request: Annotated[str, Meta(max_length=64)] = ""


class ReasonBody(msgspec.Struct, frozen=True):
    reason: Sentence = ""


async def sittings(request: Request) -> Response:
    await require_staff(request)
    site = site_of(request)
    return json_response(
        {"sittings": [site.rooms.sitting(each) for each in site.sittings.in_use()]}
    )


async def room(request: Request) -> Response:
    await require_staff(request)
    return json_response(await _snapshot(site_of(request), require_sitting(request)))


async def _snapshot(site: Site, sitting_id: str) -> dict[str, object]:
    material = await site.cabinet.material(sitting_id)
    rows = await site.rooms.rows(sitting_id)
    return {
        "version": site.rooms.version(sitting_id),
        "now": site.clock.now(),
        "sitting": site.rooms.sitting(sitting_id),
        "reasons": [
            {"code": each.code, "title": {"id": each.title.id, "en": each.title.en}}
            for each in material.exam.identity.reasons
        ],
        "categories": [
            {"id": each.id, "title": {"id": each.title.id, "en": each.title.en}}
            for each in material.exam.categories
        ],
        "rows": rows,
    }


async def room_stream(request: Request) -> Response:
    await require_staff(request)
    stream = _events(request, site_of(request), require_sitting(request))
    return StreamingResponse(stream, media_type="text/event-stream", headers=SSE_HEADERS)


async def _events(request: Request, site: Site, sitting_id: str) -> AsyncIterator[bytes]:
    """Ends with the right to see it: at a sign-out, or when the account is disabled."""
    async for change in site.rooms.watch(sitting_id):
        try:
            await require_staff(request)
        except ApiError:
            return
        match change.kind:
            case "snapshot":
                yield event_bytes("snapshot", await _snapshot(site, sitting_id))
            case "heartbeat":
                yield event_bytes("heartbeat", {"now": site.clock.now()})
            case "sitting":
                yield event_bytes("sitting", site.rooms.sitting(sitting_id))
            case "rows":
                update = {
                    "version": site.rooms.version(sitting_id),
                    "now": site.clock.now(),
                    "rows": change.rows,
                }
                yield event_bytes("rows", update)


async def actions(request: Request) -> Response:
    staff = await require_staff(request)
    site, sitting_id = site_of(request), require_sitting(request)
    body = await read_body(request, ActionBody)
    if body.action == "grant_time" and body.minutes == 0:
        raise ApiError(422, "nothing_to_grant")
    numbers = list(site.sittings.assignments(sitting_id)) if body.numbers == "all" else body.numbers
    action = Action(
        body.action,
        staff.name,
        body.reason,
        body.minutes,
        body.text,
        body.incident_class,
        body.request,
    )
    return json_response({"results": await site.supervision.act(sitting_id, action, numbers)})


async def account(request: Request) -> Response:
    """One candidate's whole account of the day: what, when, by whom, why."""
    await require_staff(request)
    site, sitting_id = site_of(request), require_sitting(request)
    assignment = site.sittings.assignments(sitting_id).get(str(request.path_params["number"]))
    if assignment is None:
        raise ApiError(404, "not_in_this_sitting")
    admission = await site.admissions.events(assignment.attempt)
    attempt = await site.attempts.events(assignment.attempt)
    told = [*map(_told_admission, admission), *filter(None, map(_told_attempt, attempt))]
    told.sort(key=lambda each: str(each["at"]))
    return json_response({"events": told})


def _told_admission(event: AdmissionEvent) -> dict[str, object]:
    fields: dict[str, object] = msgspec.to_builtins(event)
    if isinstance(event, PinIssued):
        del fields["pin_hash"]
    return fields


_NOT_FOR_PROCTORS = {"AttemptPrepared", "ResponseRecorded", "AttemptRescored"}
"""They hold items, choices and points: nobody in the room needs them."""


def _told_attempt(event: AttemptEvent) -> dict[str, object] | None:
    if type(event).__name__ in _NOT_FOR_PROCTORS:
        return None
    fields: dict[str, object] = msgspec.to_builtins(event)
    fields.pop("connection", None)
    fields.pop("request", None)
    return fields


async def open_sitting(request: Request) -> Response:
    staff = await require_staff(request, Role.COMMITTEE)
    site, sitting_id = site_of(request), require_sitting(request)
    await site.sittings.open(sitting_id, staff.name)
    await site.rooms.learn(sitting_id)
    return json_response({"sitting": site.rooms.sitting(sitting_id)})


async def start_sitting(request: Request) -> Response:
    staff = await require_staff(request)
    site, sitting_id = site_of(request), require_sitting(request)
    await site.sittings.start(sitting_id, staff.name)
    return json_response({"sitting": site.rooms.sitting(sitting_id)})


async def close_sitting(request: Request) -> Response:
    staff = await require_staff(request, Role.COMMITTEE)
    site, sitting_id = site_of(request), require_sitting(request)
    body = await read_body(request, ReasonBody)
    unfinished = [each for each in await site.rooms.rows(sitting_id) if _keeps_open(each)]
    if unfinished and body.reason.strip():
        raise ApiError(409, "sitting_does_not_balance", {"unfinished": _who(unfinished)})
    await site.sittings.close(sitting_id, staff.name, body.reason)
    return json_response({"sitting": site.rooms.sitting(sitting_id)})


def _keeps_open(row: RoomRow) -> bool:
    return row.attempt in STILL_WORKING


def _who(rows: Sequence[RoomRow]) -> list[dict[str, object]]:
    return [
        {"number": row.number, "name": row.name, "seat": row.seat, "attempt": row.attempt}
        for row in rows
    ]


class RescoreBody(msgspec.Struct, frozen=True):
    reason: Sentence
    version: Annotated[int, Meta(ge=1, le=KEY_VERSION_MAX)] | None = None
    check: bool = True


async def rescore(request: Request) -> Response:
    """What another key version changes for whom; written where `check` is false."""
    staff = await require_staff(request, Role.COMMITTEE)
    site, sitting_id = site_of(request), require_sitting(request)
    body = await read_body(request, RescoreBody)
    if not body.reason.strip():
        raise ApiError(422, "reason_missing")
    done = await site.rescorer.rescore(
        sitting_id, staff.name, body.reason, body.version, check=body.check
    )
    return json_response(
        {
            "version": done.version,
            "attempts": done.attempts,
            "rescored": done.rescored,
            "written": not body.check,
            "changes": [
                {
                    "number": each.number,
                    "before": marks_of(each.before.total),
                    "after": marks_of(each.after.total),
                    "passed_before": each.before.passed,
                    "passed_after": each.after.passed,
                    "items": each.items,
                }
                for each in done.changes
            ],
        }
    )


_SITTING = "/api/sittings/{sitting}"
routes: Sequence[BaseRoute] = [
    Route("/api/sittings", sittings, methods=["GET"]),
    Route(f"{_SITTING}/room", room),
    Route(f"{_SITTING}/room/stream", room_stream),
    Route(f"{_SITTING}/actions", actions, methods=["POST"]),
    Route(f"{_SITTING}/candidates/{{number}}/events", account),
    Route(f"{_SITTING}/open", open_sitting, methods=["POST"]),
    Route(f"{_SITTING}/start", start_sitting, methods=["POST"]),
    Route(f"{_SITTING}/rescore", rescore, methods=["POST"]),
    Route(f"{_SITTING}/close", close_sitting, methods=["POST"]),
]
