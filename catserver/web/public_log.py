"""The published log over HTTP: static files and nothing else, for whoever asks."""

import re
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.types import Receive, Scope, Send

from catserver.transparency.opening import public_folder
from catserver.web.access import site_of
from catserver.web.errors import ApiError

AT = "/log"
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


class PublishedLog:
    """Answers below /log/; `README` in the language that the browser asks for, at its root."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http", "nothing else is routed here"
        request = Request(scope, receive)
        if request.method not in {"GET", "HEAD"}:
            raise ApiError(405, "method_not_allowed")
        await self._answer(request)(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        """Raises ApiError 404."""
        path = request.scope["path"].removeprefix(f"{AT}/")
        if not path:
            english = request.headers.get("accept-language", "").startswith("en")
            return RedirectResponse(f"{AT}/README.{'en' if english else 'id'}.md")
        found = next((each for each in FILES if each[0].fullmatch(path)), None)
        file = public_folder(site_of(request).settings.data_dir) / path
        if found is None or not file.is_file():
            raise ApiError(404, "not_found")
        _, media_type, kept = found
        headers = {**HEADERS, "Cache-Control": kept}
        return FileResponse(file, media_type=media_type, headers=headers)


routes: Sequence[BaseRoute] = [Mount(AT, PublishedLog())]
