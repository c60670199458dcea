"""The public board over HTTP: snapshot with an entity tag, stream with resume. Nobody signs in."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from catserver.web.access import site_of
from catserver.web.errors import ApiError
from catserver.web.responses import SSE_HEADERS
from scoreboard.feed import TooManyViewers

SNAPSHOT_AGE_S = 1
"""A cache in front may serve a snapshot this long; the stream tells the rest."""


async def boards(request: Request) -> Response:
    content = site_of(request).boards.listing_bytes()
    return Response(content, media_type="application/json", headers={"Cache-Control": "no-cache"})


async def snapshot(request: Request) -> Response:
    board = site_of(request).boards.find(str(request.path_params["board"]))
    headers = {"ETag": board.etag, "Cache-Control": f"public, max-age={SNAPSHOT_AGE_S}"}
    if request.headers.get("if-none-match") == board.etag:
        return Response(status_code=304, headers=headers)
    return Response(board.snapshot_bytes(), media_type="application/json", headers=headers)


async def stream(request: Request) -> Response:
    board = site_of(request).boards.find(str(request.path_params["board"]))
    last_event_id = request.headers.get("last-event-id") or request.query_params.get("last")
    try:
        chunks = board.stream(last_event_id)
    except TooManyViewers:
        raise ApiError(503, "too_many_viewers", {"retry_after_s": 10}) from None
    return StreamingResponse(chunks, media_type="text/event-stream", headers=SSE_HEADERS)


routes: Sequence[BaseRoute] = [
    Route("/api/board", boards),
    Route("/api/board/{board}/snapshot", snapshot),
    Route("/api/board/{board}/stream", stream),
]
