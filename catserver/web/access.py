"""The only door to candidates, attempts, photos and results: guards that return or raise."""

from starlette.requests import Request

from catserver.delivery.registry import PhotoKind, Role, Staff
from catserver.web.errors import ApiError
from catserver.web.site import Site

STAFF_COOKIE = "catserver_staff"
TERMINAL_COOKIE = "catserver_terminal"


def site_of(request: Request) -> Site:
    site = request.app.state.site
    assert isinstance(site, Site)
    return site


async def require_staff(request: Request, *roles: Role) -> Staff:
    """The signed-in member of staff, of one of `roles` where given; the committee may do all.

    Raises ApiError 401 not_signed_in, 403 not_allowed.
    """
    site = site_of(request)
    token = request.cookies.get(STAFF_COOKIE)
    staff = await site.accounts.who(token) if token else None
    if staff is None:
        raise ApiError(401, "not_signed_in")
    if roles and staff.role not in roles and staff.role is not Role.COMMITTEE:
        raise ApiError(403, "not_allowed")
    return staff


def require_terminal(request: Request) -> str:
    """The attempt of the terminal that asks. Raises NotSignedIn."""
    site = site_of(request)
    attempt = site.terminals.attempt_of(request.cookies.get(TERMINAL_COOKIE, ""))
    site.at_work.note(attempt, address_of(request))
    return attempt


async def require_photo(request: Request, photo_id: str) -> None:
    """Staff see every photo, and it is written down; a terminal its candidate's from the roster.

    What was taken today a terminal is never given: its browser could send it to a gate.
    Raises ApiError, NotSignedIn.
    """
    site = site_of(request)
    if request.cookies.get(STAFF_COOKIE):
        staff = await require_staff(request)
        site.custodian.viewed(staff.name, photo_id)
        return
    attempt = require_terminal(request)
    assignment = site.sittings.assignment(attempt)
    photo = await site.registry.photo(photo_id)
    if photo is None or assignment is None or photo.candidate != assignment.candidate:
        raise ApiError(404, "not_found")
    if photo.kind is not PhotoKind.REGISTRATION:
        raise ApiError(404, "not_found")


def require_sitting(request: Request) -> str:
    """The sitting of the path, known to this server. Raises ApiError 404."""
    sitting_id = str(request.path_params["sitting"])
    if sitting_id not in site_of(request).sittings.in_use():
        raise ApiError(404, "sitting_unknown")
    return sitting_id


def address_of(request: Request) -> str:
    """Where a request comes from, for limits on guessing; behind a trusted proxy, its word."""
    return request.client.host if request.client else "unknown"
