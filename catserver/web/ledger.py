"""One candidate's ledger of lost and given time, for the staff."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.delivery.ledger import ledger_of
from catserver.web.access import require_sitting, require_staff, site_of
from catserver.web.errors import ApiError
from catserver.web.responses import json_response


async def ledger(request: Request) -> Response:
    await require_staff(request)
    site, sitting_id = site_of(request), require_sitting(request)
    assignment = site.sittings.assignments(sitting_id).get(str(request.path_params["number"]))
    if assignment is None:
        raise ApiError(404, "not_in_this_sitting")
    attempt = await site.attempts.state(assignment.attempt)
    now = site.clock.now()
    account = ledger_of(attempt, now)
    rule = attempt.prepared.give_back if attempt.prepared else None
    return json_response(
        {
            "now": now,
            "deadline_at": attempt.deadline_at,
            "rule": rule,
            "lost_s": account.lost_s,
            "given_s": account.given_s,
            "entries": account.lines,
        }
    )


routes: Sequence[BaseRoute] = [
    Route("/api/sittings/{sitting}/candidates/{number}/ledger", ledger),
]
