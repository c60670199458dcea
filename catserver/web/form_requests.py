"""A candidate's form over HTTP: sealed from the sign-in on, in clear while it runs, its pictures.

A sealed form tells nothing before its key is given out, which happens at the start and no sooner.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.attempt.events import AttemptPrepared
from catserver.attempt.state import Attempt, Phase
from catserver.web.access import require_terminal, site_of
from catserver.web.errors import ApiError

DIGEST_HEADER = "X-Form-Digest"


async def form(request: Request) -> Response:
    site = site_of(request)
    attempt, prepared = await _working(request)
    await site.forms.ready(prepared.sitting)
    return Response(site.forms.text(attempt), media_type="application/json")


async def sealed_form(request: Request) -> Response:
    site, attempt_id = site_of(request), require_terminal(request)
    attempt = await site.attempts.state(attempt_id)
    if attempt.phase is Phase.FINISHED:
        raise ApiError(410, "finished")
    if attempt.prepared is None:
        raise ApiError(409, "not_prepared")
    digest = attempt.prepared.form_digest
    # Weak: each sealing has another nonce, and any of them does.
    headers = {DIGEST_HEADER: digest, "ETag": f'W/"{digest}"', "Cache-Control": "no-store"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    await site.forms.ready(attempt.prepared.sitting)
    return Response(
        site.forms.sealed(attempt), media_type="application/octet-stream", headers=headers
    )


async def picture(request: Request) -> Response:
    """A picture of an item of the candidate's own form, while the attempt runs."""
    site = site_of(request)
    _, prepared = await _working(request)
    name = str(request.path_params["name"])
    material = await site.cabinet.material(prepared.sitting)
    shown = (material.bank.items[entry.item] for entry in prepared.form)
    if not any(
        name == item.picture or any(name == choice.picture for choice in item.choices)
        for item in shown
    ):
        raise ApiError(404, "not_found")
    found = await site.registry.picture(material.sitting.bank, material.sitting.bank_digest, name)
    if found is None:
        raise ApiError(404, "not_found")
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    }
    return Response(found.content, media_type=found.media_type, headers=headers)


async def _working(request: Request) -> tuple[Attempt, AttemptPrepared]:
    """The attempt of the terminal that asks, while its items may be read."""
    attempt = await site_of(request).attempts.state(require_terminal(request))
    if attempt.phase is Phase.FINISHED:
        raise ApiError(410, "finished")
    if attempt.phase not in {Phase.RUNNING, Phase.PAUSED}:
        raise ApiError(409, "not_running")
    assert attempt.prepared is not None
    return attempt, attempt.prepared


routes: list[BaseRoute] = [
    Route("/api/terminal/form", form),
    Route("/api/terminal/sealed-form", sealed_form),
    Route("/pictures/{name}", picture),
]
