"""The review of registration photos: begun, watched, and taken away as a table."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.delivery.door.photo_review import ReviewState, Trouble
from catserver.delivery.registry import Role
from catserver.roster.photo_findings import photo_finding, troubles_csv
from catserver.web.access import require_staff, site_of
from catserver.web.responses import json_response

SHOWN_MAX = 300
"""More rows help nobody on a page; the table has all."""


async def show(request: Request) -> Response:
    await require_staff(request, Role.COMMITTEE)
    return json_response(_view(await site_of(request).photo_review.state()))


async def start(request: Request) -> Response:
    await require_staff(request, Role.COMMITTEE)
    review = site_of(request).photo_review
    review.start()
    return json_response(_view(await review.state()))


async def table(request: Request) -> Response:
    await require_staff(request, Role.COMMITTEE)
    language = "id" if request.query_params.get("language", "id") == "id" else "en"
    state = await site_of(request).photo_review.state()
    content = troubles_csv(state.troubles, "id" if language == "id" else "en")
    headers = {
        "Content-Disposition": 'attachment; filename="registration-photos.csv"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _view(state: ReviewState) -> dict[str, object]:
    return {
        "candidates": state.candidates,
        "checked": state.checked,
        "running": state.running,
        "found": len(state.troubles),
        "troubles": [_trouble(each) for each in state.troubles[:SHOWN_MAX]],
    }


def _trouble(trouble: Trouble) -> dict[str, object]:
    said = [photo_finding(code) for code in trouble.codes]
    return {
        "number": trouble.number,
        "name": trouble.name,
        "codes": trouble.codes,
        "messages": [{"id": each.message_id, "en": each.message_en} for each in said],
        "remedy": {"id": said[0].remedy_id, "en": said[0].remedy_en},
    }


routes: list[BaseRoute] = [
    Route("/api/photo-review", show, methods=["GET"]),
    Route("/api/photo-review", start, methods=["POST"]),
    Route("/api/photo-review.csv", table, methods=["GET"]),
]
