"""What every answer carries and every request must: headers and origins."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from catserver.web.errors import error_response

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), display-capture=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

PRIVATE = ("/api/", "/photos/", "/pictures/")
"""What no cache keeps unless the answer itself says so; its errors too."""


class SecurityHeaders:
    """Adds HEADERS to every HTTP answer and refuses changes that another site's page asks for."""

    def __init__(self, app: ASGIApp, other_origins: Iterable[str] = ()) -> None:
        self._app = app
        self._other_origins = frozenset(other_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(PRIVATE):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        changes = scope["method"] not in {"GET", "HEAD", "OPTIONS"}
        if changes and not origin_is_ours(Headers(scope=scope), self._other_origins):
            refusal = error_response(403, "foreign_origin")
            await refusal(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)


def origin_is_ours(
    headers: Headers, other_origins: Iterable[str] = (), *, required: bool = False
) -> bool:
    """Whether the page that asks is this server's own. ASVS 5.0, 4.4.2.

    A client that sends no Origin is no browser; it is let through unless `required`.
    """
    origin = headers.get("origin")
    if origin is None:
        return not required and headers.get("sec-fetch-site", "same-origin") == "same-origin"
    return origin in other_origins or _host_of(origin) == headers.get("host")


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None  # `http://[`: no browser sends it, and no host is named so
