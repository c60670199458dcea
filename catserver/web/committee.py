"""The committee's requests: sittings, who comes to them, and the candidates; the rest beside it.

Opening, starting and closing a sitting are the console's requests.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.delivery.registry import Assignment, Candidate, Role, Sitting
from catserver.delivery.room_row import photo_url
from catserver.loading.new_sitting import BankDoesNotFit, SittingWish, new_sitting, plan_for
from catserver.web import committee_files, committee_results, committee_staff, item_analysis
from catserver.web.access import require_sitting, require_staff, site_of
from catserver.web.body import ONE_LINE, read_body
from catserver.web.committee_files import known_references, loader_of
from catserver.web.errors import ApiError
from catserver.web.responses import json_response
from catserver.web.site import Site

SEATS_MAX = 5_000
CANDIDATES_SHOWN_MAX = 200

YEARS = range(2000, 2200)
"""Of a start: at the calendar's own ends, an hour earlier or later does not exist."""

Field = Annotated[str, Meta(min_length=1, max_length=120, pattern=ONE_LINE)]
Number = Annotated[str, Meta(min_length=1, max_length=40, pattern=ONE_LINE)]


class SittingBody(msgspec.Struct, frozen=True):
    title: Field
    exam: Field
    bank: Field
    room: Field
    start_at: Annotated[datetime, Meta(tz=True)]
    seats: Annotated[int, Meta(ge=1, le=SEATS_MAX)]


class AssignBody(msgspec.Struct, frozen=True):
    numbers: Annotated[list[Number], Meta(max_length=SEATS_MAX)] | Literal["all", "room"]


class UnassignBody(msgspec.Struct, frozen=True):
    numbers: Annotated[list[Number], Meta(min_length=1, max_length=SEATS_MAX)]


class SeatsBody(msgspec.Struct, frozen=True):
    """Seats by candidate number, all changed at once."""

    seats: Annotated[dict[Number, Number], Meta(min_length=1, max_length=SEATS_MAX)]


# ── sittings ──
async def create_sitting(request: Request) -> Response:
    staff = await require_staff(request, Role.COMMITTEE)
    site = site_of(request)
    body = await read_body(request, SittingBody)
    if body.start_at.year not in YEARS:
        raise ApiError(400, "malformed", {"place": "start_at"})
    wish = SittingWish(body.title, body.exam, body.bank, body.room, body.start_at, body.seats)
    try:
        async with known_references():
            made = await new_sitting(site.registry, loader_of(site), site.clock, wish, staff.name)
    except BankDoesNotFit as error:
        findings = [
            {
                "message": {"id": each.message_id, "en": each.message_en},
                "remedy": {"id": each.remedy_id, "en": each.remedy_en},
            }
            for each in error.findings
        ]
        raise ApiError(409, "blueprint_unfilled", {"findings": findings}) from None
    await site.sittings.create(made)
    return json_response({"sitting": site.rooms.sitting(made.id)}, 201)


async def assign(request: Request) -> Response:
    await require_staff(request, Role.COMMITTEE)
    site, sitting = await _sitting(request)
    body = await read_body(request, AssignBody)
    who = body.numbers if isinstance(body.numbers, str) else tuple(body.numbers)
    async with known_references():
        plan = await plan_for(site.registry, sitting, who)
    await _assign(site, sitting, plan.assignments)
    return json_response(
        {
            "assigned": len(plan.assignments),
            "no_seat": [each.number for each in plan.no_seat],
            "sitting": site.rooms.sitting(sitting.id),
        }
    )


async def unassign(request: Request) -> Response:
    """Take candidates out again; each for themselves, and only those who have not come yet."""
    await require_staff(request, Role.COMMITTEE)
    site, sitting = await _sitting(request)
    body = await read_body(request, UnassignBody)
    taken = await site.sittings.unassign(sitting.id, body.numbers)
    site.rooms.forget(sitting.id, taken)
    return json_response(
        {
            "unassigned": len(taken),
            "kept": [each for each in body.numbers if each not in taken],
            "sitting": site.rooms.sitting(sitting.id),
        }
    )


async def seats(request: Request) -> Response:
    await require_staff(request, Role.COMMITTEE)
    site, sitting = await _sitting(request)
    body = await read_body(request, SeatsBody)
    held = site.sittings.assignments(sitting.id)
    missing = sorted(set(body.seats) - set(held))
    if missing:
        raise ApiError(404, "not_in_this_sitting", {"number": ", ".join(missing[:20])})
    moved = [
        Assignment(held[number].attempt, sitting.id, held[number].candidate, seat)
        for number, seat in body.seats.items()
    ]
    await _assign(site, sitting, moved)
    return json_response({"sitting": site.rooms.sitting(sitting.id)})


async def _sitting(request: Request) -> tuple[Site, Sitting]:
    site = site_of(request)
    sitting = await site.registry.sitting(require_sitting(request))
    assert sitting is not None, "a sitting in use is in the registry"
    return site, sitting


async def _assign(site: Site, sitting: Sitting, assignments: Sequence[Assignment]) -> None:
    await site.sittings.assign(assignments, sitting.id)
    await site.rooms.learn(sitting.id)


# ── candidates ──
async def candidates(request: Request) -> Response:
    await require_staff(request, Role.COMMITTEE)
    site = site_of(request)
    query = request.query_params.get("query", "")[:120]
    found = await site.registry.find_candidates(query, CANDIDATES_SHOWN_MAX)
    total = await site.registry.count_candidates()
    return json_response(
        {"candidates": [_candidate_view(site, each) for each in found], "total": total}
    )


def _candidate_view(site: Site, candidate: Candidate) -> dict[str, object]:
    sittings = [
        {"id": sitting_id, "title": site.rooms.sitting(sitting_id).title, "seat": held.seat}
        for sitting_id in site.sittings.in_use()
        if (held := site.sittings.assignments(sitting_id).get(candidate.number))
    ]
    photo = candidate.reference_photo
    return {
        "number": candidate.number,
        "name": candidate.name,
        "birth_date": candidate.birth_date,
        "formation": candidate.formation,
        "category": candidate.category,
        "accommodation": candidate.accommodation,
        "room": candidate.room,
        "seat": candidate.seat,
        "photo": None if photo is None else photo_url(photo),
        "sittings": sittings,
    }


_SITTING = "/api/sittings/{sitting}"
routes: Sequence[BaseRoute] = [
    *committee_files.routes,
    *committee_results.routes,
    *item_analysis.routes,
    *committee_staff.routes,
    Route("/api/sittings", create_sitting, methods=["POST"]),
    Route(f"{_SITTING}/assign", assign, methods=["POST"]),
    Route(f"{_SITTING}/seats", seats, methods=["POST"]),
    Route(f"{_SITTING}/unassign", unassign, methods=["POST"]),
    Route("/api/candidates", candidates),
]
