"""The account of a sitting, and what is recorded for a whole room rather than for one candidate."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.attempt.events import IncidentClass
from catserver.delivery.account import account_of
from catserver.delivery.registry import Role
from catserver.sitting.machine import RecordRoomIncident
from catserver.web.access import require_sitting, require_staff, site_of
from catserver.web.body import read_body
from catserver.web.responses import json_response


class IncidentBody(msgspec.Struct, frozen=True):
    text: Annotated[str, Meta(max_length=1_000)]
    incident_class: IncidentClass = msgspec.field(name="class", default="environment")


async def sitting_events(request: Request) -> Response:
    """`events` are the sitting's own; `account` is the day as the minutes tell it."""
    await require_staff(request, Role.COMMITTEE)
    site, sitting_id = site_of(request), require_sitting(request)
    events = await site.sitting_desk.events(sitting_id)
    of_candidates = [
        (
            each.candidate,
            [
                *await site.admissions.events(each.attempt),
                *await site.attempts.events(each.attempt),
            ],
        )
        for each in site.sittings.assignments(sitting_id).values()
    ]
    return json_response({"events": events, "account": account_of(events, of_candidates)})


async def record_incident(request: Request) -> Response:
    """Something that happened to the room: noise outside, a power cut, an alarm."""
    staff = await require_staff(request)
    site, sitting_id = site_of(request), require_sitting(request)
    body = await read_body(request, IncidentBody)
    command = RecordRoomIncident(staff.name, body.incident_class, body.text)
    await site.sitting_desk.handle(sitting_id, command)
    return json_response({"recorded": True}, 201)


_SITTING = "/api/sittings/{sitting}"
routes: Sequence[BaseRoute] = [
    Route(f"{_SITTING}/events", sitting_events),
    Route(f"{_SITTING}/incident", record_incident, methods=["POST"]),
]
