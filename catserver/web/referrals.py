"""The requests around a decision: what helps it, and a second opinion."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.admission.events import ReferralDecided
from catserver.admission.opinions import AskOpinion, GiveOpinion, Says
from catserver.delivery.registry import Assignment, Role
from catserver.delivery.room_row import photo_url
from catserver.web.access import require_sitting, require_staff, site_of
from catserver.web.arrival import row_of
from catserver.web.body import read_body
from catserver.web.errors import ApiError
from catserver.web.responses import json_response
from catserver.web.site import Site
from proctoring.errors import ProctoringError

Sentence = Annotated[str, Meta(max_length=500)]


class AskBody(msgspec.Struct, frozen=True):
    question: Sentence = ""


class OpinionBody(msgspec.Struct, frozen=True):
    says: Says
    words: Sentence = ""


def _assignment(request: Request, sitting_id: str) -> Assignment:
    number = str(request.path_params["number"])
    assignment = site_of(request).sittings.assignments(sitting_id).get(number)
    if assignment is None:
        raise ApiError(404, "not_in_this_sitting", {"number": number})
    return assignment


async def past_decisions(request: Request) -> Response:
    """What was decided about this candidate before, in every sitting."""
    await require_staff(request)
    site, sitting_id = site_of(request), require_sitting(request)
    assignment = _assignment(request, sitting_id)
    decisions = []
    for each in await site.registry.assignments_of(assignment.candidate):
        title = (await site.cabinet.material(each.sitting)).sitting.title
        decisions += [
            {
                "sitting": title,
                "gate": event.gate,
                "decision": event.decision,
                "reason_code": event.reason_code,
                "reason": event.reason,
                "by": event.by,
                "at": event.at,
            }
            for event in await site.admissions.events(each.attempt)
            if isinstance(event, ReferralDecided)
        ]
    return json_response({"decisions": decisions})


async def landmarks(request: Request) -> Response:
    await require_staff(request)
    site, photo_id = site_of(request), str(request.path_params["photo"])
    return await _landmarks(site, await site.registry.photo_content(photo_id))


async def watched_landmarks(request: Request) -> Response:
    await require_staff(request)
    site, entry_id = site_of(request), str(request.path_params["entry"])
    entry = await site.registry.watched_photo(entry_id)
    return await _landmarks(site, entry.content if entry else None)


async def _landmarks(site: Site, content: bytes | None) -> Response:
    """Where the engine saw eyes and nose, in shares of the picture; empty where it did not."""
    if content is None:
        raise ApiError(404, "not_found")
    points: Sequence[tuple[float, float]] = ()
    with suppress(ProctoringError):  # a busy engine: the pictures are there without the marks
        inspection = await site.looks.hints(content)
        points = getattr(inspection, "points", ())  # an engine without landmarks has none
    return json_response({"points": [[round(x, 4), round(y, 4)] for x, y in points]})


async def ask_opinion(request: Request) -> Response:
    staff = await require_staff(request)
    site, sitting_id = site_of(request), require_sitting(request)
    body = await read_body(request, AskBody)
    await site.rooms.know(sitting_id)
    attempt = _assignment(request, sitting_id).attempt
    await site.admissions.handle(attempt, AskOpinion(staff.name, body.question.strip()))
    return json_response({"row": row_of(request, sitting_id, str(request.path_params["number"]))})


async def give_opinion(request: Request) -> Response:
    staff = await require_staff(request)
    site, sitting_id = site_of(request), require_sitting(request)
    body = await read_body(request, OpinionBody)
    await site.rooms.know(sitting_id)
    attempt = _assignment(request, sitting_id).attempt
    await site.admissions.handle(attempt, GiveOpinion(staff.name, body.says, body.words.strip()))
    return json_response({"row": row_of(request, sitting_id, str(request.path_params["number"]))})


async def same_photos(request: Request) -> Response:
    """Registration photos of two candidates that show one face, found weeks before the day."""
    await require_staff(request, Role.COMMITTEE)
    site = site_of(request)
    checked = await site.doubles.checked()
    wanted = sorted({number for pair in checked.pairs for number in (pair.one, pair.other)})
    found = await site.registry.candidates(wanted)
    names = {str(each.number): each.name for each in found}

    def person(number: str, photo: str) -> dict[str, str]:
        return {"number": number, "name": names.get(number, ""), "photo": photo_url(photo)}

    return json_response(
        {
            "photos": len(checked.photos),
            "pairs": [
                {
                    "people": [
                        person(each.one, each.one_photo),
                        person(each.other, each.other_photo),
                    ],
                    "dissimilarity": each.dissimilarity,
                    "same_file": each.same_file,
                }
                for each in checked.pairs
            ],
        }
    )


async def watched_photo(request: Request) -> Response:
    """Of somebody who is looked for; never cached, and written down like any other photo."""
    staff = await require_staff(request)
    site, entry_id = site_of(request), str(request.path_params["entry"])
    entry = await site.registry.watched_photo(entry_id)
    if entry is None:
        raise ApiError(404, "not_found")
    site.custodian.viewed(staff.name, entry_id)
    headers = {"Cache-Control": "private, no-store"}
    return Response(entry.content, media_type=entry.media_type, headers=headers)


_SITTING = "/api/sittings/{sitting}"
_CANDIDATE = f"{_SITTING}/candidates/{{number}}"
routes: Sequence[BaseRoute] = [
    Route(f"{_CANDIDATE}/decisions", past_decisions, methods=["GET"]),
    Route(f"{_CANDIDATE}/opinion/ask", ask_opinion, methods=["POST"]),
    Route(f"{_CANDIDATE}/opinion", give_opinion, methods=["POST"]),
    Route("/api/photos/{photo}/landmarks", landmarks, methods=["GET"]),
    Route("/api/same-photos", same_photos, methods=["GET"]),
    Route("/api/watched/{entry}", watched_photo, methods=["GET"]),
    Route("/api/watched/{entry}/landmarks", watched_landmarks, methods=["GET"]),
]
