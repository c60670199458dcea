"""The way to the public board, which has a process, a port and limits of its own."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from catserver.delivery.public_board import BoardAway
from catserver.web.access import site_of
from catserver.web.errors import ApiError
from catserver.web.security import CONTENT_SECURITY_POLICY


async def at_the_board(request: Request) -> Response:
    """The same address, there: this server carries no viewer."""
    board = site_of(request).board
    if board is None:
        raise ApiError(404, "board_unknown")
    origin = await board.origin(request.url.scheme, request.headers.get("host", ""))
    query = f"?{request.url.query}" if request.url.query else ""
    place = f"{origin}{request.url.path}{query}"
    return RedirectResponse(place, 307, headers={"Cache-Control": "no-store"})


async def policy_with_board(request: Request) -> str:
    """For a page that reads the public board, which is another origin: it may connect there."""
    board = site_of(request).board
    if board is None:
        return CONTENT_SECURITY_POLICY
    try:
        origin = await board.origin(request.url.scheme, request.headers.get("host", ""))
    except BoardAway:
        return CONTENT_SECURITY_POLICY
    return f"{CONTENT_SECURITY_POLICY}; connect-src 'self' {origin}"


routes: Sequence[BaseRoute] = [
    Route("/results", at_the_board),
    Route("/overlay", at_the_board),
    Route("/api/board", at_the_board),
    Route("/api/board/{board}/snapshot", at_the_board),
    Route("/api/board/{board}/stream", at_the_board),
]
