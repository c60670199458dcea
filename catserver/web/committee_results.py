"""The results of a sitting: as a list, as CSV, as XLSX, and what of them the public sees.

Judging a whole sitting and writing its files takes up to a second, so it is done in a thread.
"""

import asyncio
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.attempt.state import Attempt
from catserver.delivery.publication import may_be_revealed
from catserver.delivery.registry import Role, Sitting
from catserver.results.result_files import Language, csv_file, xlsx_file
from catserver.results.result_list import ResultList, result_list
from catserver.sitting.machine import RevealBoard
from catserver.sitting.withholding import DecideOnResult, WithholdingAction
from catserver.web.access import require_sitting, require_staff, site_of
from catserver.web.body import read_body
from catserver.web.errors import ApiError
from catserver.web.responses import json_response

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DecisionBody(msgspec.Struct, frozen=True):
    action: WithholdingAction
    reason: Annotated[str, Meta(max_length=1_000)]


async def results(request: Request) -> Response:
    """The list, and how the public is told of it."""
    await require_staff(request, Role.COMMITTEE)
    found, sitting = await results_of(request)
    site = site_of(request)
    material = await site.cabinet.material(sitting.id)
    state = await site.sitting_desk.state(sitting.id)
    return json_response(
        {
            "sections": found.sections,
            "total_max": found.total_max,
            "rows": found.rows,
            "may_reveal": may_be_revealed(material.exam, state),
        }
    )


async def decide(request: Request) -> Response:
    """Withhold one candidate's result from the public, disqualify, give it back."""
    staff = await require_staff(request, Role.COMMITTEE)
    sitting = require_sitting(request)
    body = await read_body(request, DecisionBody)
    number = str(request.path_params["number"])
    site = site_of(request)
    assignment = site.sittings.assignments(sitting).get(number)
    if assignment is None:
        raise ApiError(404, "not_in_this_sitting", {"number": number})
    command = DecideOnResult(staff.name, body.action, assignment.attempt, number, body.reason)
    handled = await site.sitting_desk.handle(sitting, command)
    return json_response({"withheld": handled.state.withheld.get(assignment.attempt)})


async def reveal(request: Request) -> Response:
    """Show the public what the board's freeze kept back."""
    staff = await require_staff(request, Role.COMMITTEE)
    handled = await site_of(request).sitting_desk.handle(
        require_sitting(request), RevealBoard(staff.name)
    )
    return json_response({"revealed_at": handled.state.revealed_at})


async def results_csv(request: Request) -> Response:
    staff = await require_staff(request, Role.COMMITTEE)
    found, sitting = await results_of(request)
    content = await asyncio.to_thread(csv_file, found, language_of(request))
    await site_of(request).custodian.results_exported(staff.name, sitting.id, "csv")
    return download(content, "text/csv; charset=utf-8", f"{sitting.title}.csv")


async def results_xlsx(request: Request) -> Response:
    staff = await require_staff(request, Role.COMMITTEE)
    found, sitting = await results_of(request)
    await site_of(request).custodian.results_exported(staff.name, sitting.id, "xlsx")
    content = await asyncio.to_thread(xlsx_file, found, sitting.title, language_of(request))
    return download(content, XLSX_TYPE, f"{sitting.title}.xlsx")


async def results_of(request: Request) -> tuple[ResultList, Sitting]:
    site = site_of(request)
    sitting = await site.registry.sitting(require_sitting(request))
    assert sitting is not None, "a sitting in use is in the registry"
    assignments = list(site.sittings.assignments(sitting.id).values())
    candidates = await site.registry.candidates([each.candidate for each in assignments])
    attempts: dict[str, Attempt] = {
        each.attempt: await site.attempts.state(each.attempt) for each in assignments
    }
    found = await asyncio.to_thread(
        result_list,
        await site.cabinet.material(sitting.id),
        assignments,
        attempts,
        {each.number: each for each in candidates},
        (await site.sitting_desk.state(sitting.id)).withheld,
    )
    return found, sitting


def language_of(request: Request) -> Language:
    return "en" if request.query_params.get("language") == "en" else "id"


def download(content: bytes, media_type: str, name: str) -> Response:
    # RFC 6266: the plain name for old clients, the encoded one for every other.
    plain = "".join(
        each if (each.isascii() and each.isalnum()) or each in "._-" else "_" for each in name
    )
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Disposition": disposition}
    return Response(content, media_type=media_type, headers=headers)


_RESULTS = "/api/sittings/{sitting}/results"
routes: Sequence[BaseRoute] = [
    Route(_RESULTS, results),
    Route(f"{_RESULTS}.csv", results_csv),
    Route(f"{_RESULTS}.xlsx", results_xlsx),
    Route(f"{_RESULTS}/{{number}}/decision", decide, methods=["POST"]),
    Route("/api/sittings/{sitting}/reveal", reveal, methods=["POST"]),
]
