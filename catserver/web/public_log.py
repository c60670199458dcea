"""The published log over HTTP: static files and nothing else, for whoever asks."""

import re
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from catserver.transparency.opening import public_folder
from catserver.web.access import site_of
from catserver.web.errors import ApiError

NEVER_CHANGES = "public, max-age=31536000, immutable"
CHANGES = "public, max-age=2"
BYTES, TEXT, JSON = "application/octet-stream", "text/plain; charset=utf-8", "application/json"

FILES: Sequence[tuple[re.Pattern[str], str, str]] = [
    (re.compile(r"checkpoint"), TEXT, CHANGES),
    (re.compile(r"checkpoints/[0-9]{1,19}"), TEXT, CHANGES),
    (re.compile(r"vkey|README\.(?:en|id)\.md"), TEXT, "public, max-age=300"),
    (
        re.compile(r"tile/(?:entries|[0-9]{1,2})/(?:x[0-9]{3}/)*[0-9]{3}(?:\.p/[0-9]{1,3})?"),
        BYTES,
        NEVER_CHANGES,
    ),
    (re.compile(r"(?:exams|banks|standings)/[0-9a-f]{64}\.json"), JSON, NEVER_CHANGES),
]
"""Every path there can be: no other is looked for on the disk."""

HEADERS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""A page of somebody else may check this log: that is what it is for."""


async def read(request: Request) -> Response:
    path = str(request.path_params["path"])
    found = next((each for each in FILES if each[0].fullmatch(path)), None)
    file = public_folder(site_of(request).settings.data_dir) / path
    if found is None or not file.is_file():
        raise ApiError(404, "not_found")
    _, media_type, kept = found
    return FileResponse(file, media_type=media_type, headers={**HEADERS, "Cache-Control": kept})


async def front(_: Request) -> Response:
    return RedirectResponse("/log/README.id.md")


routes: Sequence[BaseRoute] = [Route("/log/", front), Route("/log/{path:path}", read)]
