"""Staff accounts, as the committee makes and disables them."""

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.custody.events import AccountChanged
from catserver.delivery.registry import Role, Staff
from catserver.staff.accounts import good_name
from catserver.staff.errors import PasswordWeak
from catserver.staff.passwords import PASSWORD_LENGTH_MIN
from catserver.web.access import require_staff, site_of
from catserver.web.body import ONE_LINE, read_body
from catserver.web.errors import ApiError
from catserver.web.responses import json_response
from catserver.web.staff import staff_view

Change = Literal["made", "password", "disabled", "enabled"]
Field = Annotated[str, Meta(min_length=1, max_length=120, pattern=ONE_LINE)]


class StaffBody(msgspec.Struct, frozen=True):
    name: Field
    display_name: Annotated[str, Meta(max_length=120, pattern=ONE_LINE)]
    role: Literal["proctor", "committee"]
    password: Annotated[str, Meta(max_length=400)]


class PasswordBody(msgspec.Struct, frozen=True):
    password: Annotated[str, Meta(max_length=400)]


async def staff_list(request: Request) -> Response:
    await require_staff(request, Role.COMMITTEE)
    site = site_of(request)
    members, passwords = await site.registry.all_staff(), await site.custodian.passwords()
    views = [_member_view(each, passwords.get(each.name)) for each in members]
    return json_response({"staff": views})


async def add_staff(request: Request) -> Response:
    by = await require_staff(request, Role.COMMITTEE)
    body = await read_body(request, StaffBody)
    accounts = site_of(request).accounts
    try:
        member = await accounts.add(body.name, body.display_name, Role(body.role), body.password)
    except PasswordWeak:
        raise _weak() from None
    said = await _record(request, by, member.name, "made", member.role)
    return json_response({"staff": _member_view(member, said)}, 201)


async def change_staff(request: Request) -> Response:
    by = await require_staff(request, Role.COMMITTEE)
    accounts = site_of(request).accounts
    name = good_name(str(request.path_params["name"]))
    match request.path_params["change"]:
        case "disable":
            await accounts.disable(name)
            await _record(request, by, name, "disabled")
        case "enable":
            await accounts.enable(name)
            await _record(request, by, name, "enabled")
        case "password":
            body = await read_body(request, PasswordBody)
            try:
                await accounts.set_password(name, body.password)
            except PasswordWeak:
                raise _weak() from None
            await _record(request, by, name, "password")
        case _:
            raise ApiError(404, "not_found")
    member = await site_of(request).registry.staff_member(name)
    assert member is not None
    passwords = await site_of(request).custodian.passwords()
    return json_response({"staff": _member_view(member, passwords.get(name))})


async def _record(
    request: Request, by: Staff, account: str, change: Change, role: Role | None = None
) -> AccountChanged:
    """Who lets somebody in is told of in the journal, like what that somebody does then."""
    site = site_of(request)
    said = AccountChanged(site.clock.now(), by.name, account, change, role.value if role else "")
    await site.custodian.record(said)
    return said


def _weak() -> ApiError:
    return ApiError(409, "password_weak", {"length_min": PASSWORD_LENGTH_MIN})


def _member_view(staff: Staff, password: AccountChanged | None) -> dict[str, object]:
    """`password` is None where it was set on the machine itself."""
    return {
        **staff_view(staff),
        "created_at": staff.created_at,
        "disabled_at": staff.disabled_at,
        "password_by": password.by if password else None,
        "password_at": password.at if password else None,
    }


routes: Sequence[BaseRoute] = [
    Route("/api/staff", staff_list, methods=["GET"]),
    Route("/api/staff", add_staff, methods=["POST"]),
    Route("/api/staff/{name}/{change}", change_staff, methods=["POST"]),
]
