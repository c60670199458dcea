"""The results of a sitting for the committee: as a list, as CSV, as XLSX.

Judging a whole sitting and writing its files takes up to a second, so it is done in a thread.
"""

import asyncio
from collections.abc import Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.attempt.state import Attempt
from catserver.delivery.registry import Role, Sitting
from catserver.results.result_files import Language, csv_file, xlsx_file
from catserver.results.result_list import ResultList, result_list
from catserver.web.access import require_sitting, require_staff, site_of
from catserver.web.responses import json_response

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def results(request: Request) -> Response:
    await require_staff(request, Role.COMMITTEE)
    return json_response((await _results(request))[0])


async def results_csv(request: Request) -> Response:
    await require_staff(request, Role.COMMITTEE)
    found, sitting = await _results(request)
    content = await asyncio.to_thread(csv_file, found, _language(request))
    return _download(content, "text/csv; charset=utf-8", f"{sitting.title}.csv")


async def results_xlsx(request: Request) -> Response:
    await require_staff(request, Role.COMMITTEE)
    found, sitting = await _results(request)
    content = await asyncio.to_thread(xlsx_file, found, sitting.title, _language(request))
    return _download(content, XLSX_TYPE, f"{sitting.title}.xlsx")


async def _results(request: Request) -> tuple[ResultList, Sitting]:
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
    )
    return found, sitting


def _language(request: Request) -> Language:
    return "en" if request.query_params.get("language") == "en" else "id"


def _download(content: bytes, media_type: str, name: str) -> Response:
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
]
