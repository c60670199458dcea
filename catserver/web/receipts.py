"""Receipts over HTTP: the terminal's own, and any candidate's for the committee."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.delivery.registry import Role
from catserver.transparency.receipts import IssuedReceipt, NotOverYet
from catserver.web.access import require_sitting, require_staff, require_terminal, site_of
from catserver.web.errors import ApiError
from catserver.web.receipt_code import Codes
from catserver.web.responses import json_response
from catserver.web.verifying import verify_page

RECEIPT_TYPE = "text/plain; charset=utf-8"


async def own(request: Request) -> Response:
    issued = await _issued(request, require_terminal(request))
    return json_response({**issued.view(), "page": verify_page(request)})


async def own_file(request: Request) -> Response:
    return _file(await _issued(request, require_terminal(request)))


async def own_code(request: Request) -> Response:
    attempt = require_terminal(request)
    codes: Codes = request.app.state.codes
    issued = await _issued(request, attempt)
    content = await codes.drawn(attempt, verify_page(request), issued)
    if content is None:
        raise ApiError(429, "too_many_tries", {"retry_after_s": 30})
    return Response(content, media_type="image/svg+xml")


async def of_candidate(request: Request) -> Response:
    return json_response((await _issued(request, await _candidates(request))).view())


async def file_of_candidate(request: Request) -> Response:
    return _file(await _issued(request, await _candidates(request)))


async def _candidates(request: Request) -> str:
    """The attempt of the path's candidate, for the committee. Raises ApiError."""
    await require_staff(request, Role.COMMITTEE)
    held = site_of(request).sittings.assignments(require_sitting(request))
    assignment = held.get(str(request.path_params["number"]))
    if assignment is None:
        raise ApiError(404, "not_found")
    return assignment.attempt


async def _issued(request: Request, attempt: str) -> IssuedReceipt:
    try:
        issued = await site_of(request).receipts.of(attempt)
    except NotOverYet:
        raise ApiError(409, "attempt_not_over") from None
    if issued is None:
        raise ApiError(503, "log_away")
    return issued


def _file(issued: IssuedReceipt) -> Response:
    if issued.proof is None:
        raise ApiError(404, "receipt_not_ready", {"retry_after_s": 5})
    name = f"{issued.receipt.leaf.attempt}.tlog-proof"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(issued.proof, media_type=RECEIPT_TYPE, headers=headers)


SITTING = "/api/sittings/{sitting}/candidates/{number}"
routes: Sequence[BaseRoute] = [
    Route("/api/terminal/receipt", own),
    Route("/api/terminal/receipt.tlog-proof", own_file),
    Route("/api/terminal/receipt.svg", own_code),
    Route(f"{SITTING}/receipt", of_candidate),
    Route(f"{SITTING}/receipt.tlog-proof", file_of_candidate),
]
"""`routes` before those of the console, whose paths end in a candidate's number."""
