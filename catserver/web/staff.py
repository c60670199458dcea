"""Staff sign in and out; the site says what it is and whether it needs its first account."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver import PROTOCOL_VERSION, __version__
from catserver.delivery.registry import Role, Staff
from catserver.web.access import STAFF_COOKIE, address_of, require_staff, site_of
from catserver.web.body import read_body
from catserver.web.errors import ApiError
from catserver.web.responses import json_response

Field = Annotated[str, Meta(min_length=1, max_length=200)]


class SignInBody(msgspec.Struct, frozen=True):
    name: Field
    password: Field


class SetUpBody(msgspec.Struct, frozen=True):
    token: Field
    name: Field
    display_name: Field
    password: Field


class SettleBody(msgspec.Struct, frozen=True):
    reason: Annotated[str, Meta(max_length=1_000)]


async def health(request: Request) -> Response:
    """Answers when the server takes requests and its store answers."""
    await site_of(request).registry.site_value("health")
    return json_response({"status": "ok", "version": __version__, "protocol": PROTOCOL_VERSION})


async def site_page(request: Request) -> Response:
    site = site_of(request)
    title = site.settings.site
    return json_response(
        {
            "title": {"id": title.title_id, "en": title.title_en},
            "purpose": {"id": title.purpose_id, "en": title.purpose_en},
            "demo": site.demo is not None,
            "setup_needed": await site.accounts.set_up_needed(),
            "now": site.clock.now(),
            "restored_from": site.restored.behind_since if site.restored else None,
            "event_key": site.key_trouble or None,
            "demo_sign_ins": site.demo.view() if site.demo else None,
        }
    )


async def settle_restored(request: Request) -> Response:
    """The committee has seen to what the backup did not have; from now on no page says it."""
    staff = await require_staff(request, Role.COMMITTEE)
    site, body = site_of(request), await read_body(request, SettleBody)
    if not body.reason.strip():
        raise ApiError(422, "reason_missing")
    if site.restored is not None:
        await site.restored.settle(staff.name, site.clock.now(), body.reason.strip())
    return json_response({"restored_from": None})


async def set_up(request: Request) -> Response:
    site = site_of(request)
    body = await read_body(request, SetUpBody)
    staff = await site.accounts.set_up(
        body.token, body.name, body.display_name, body.password, address_of(request)
    )
    return await _signed_in(request, staff.name, body.password)


async def sign_in(request: Request) -> Response:
    body = await read_body(request, SignInBody)
    return await _signed_in(request, body.name, body.password)


async def _signed_in(request: Request, name: str, password: str) -> Response:
    site = site_of(request)
    address = address_of(request)
    signed_in = await site.accounts.sign_in(name, password, address)
    await site.custodian.signed_in(signed_in.staff.name, address)
    response = json_response({"staff": staff_view(signed_in.staff)})
    response.set_cookie(
        STAFF_COOKIE,
        signed_in.token,
        max_age=int(site.settings.sessions.staff.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


async def sign_out(request: Request) -> Response:
    token = request.cookies.get(STAFF_COOKIE)
    if token:
        await site_of(request).accounts.sign_out(token)
    response = json_response({})
    response.delete_cookie(STAFF_COOKIE)
    return response


async def me(request: Request) -> Response:
    return json_response({"staff": staff_view(await require_staff(request))})


def staff_view(staff: Staff) -> dict[str, object]:
    return {"name": staff.name, "display_name": staff.display_name, "role": staff.role.value}


routes: Sequence[BaseRoute] = [
    Route("/health", health),
    Route("/api/site", site_page),
    Route("/api/site/restored", settle_restored, methods=["POST"]),
    Route("/api/staff/set-up", set_up, methods=["POST"]),
    Route("/api/staff/sign-in", sign_in, methods=["POST"]),
    Route("/api/staff/sign-out", sign_out, methods=["POST"]),
    Route("/api/staff/me", me),
]
