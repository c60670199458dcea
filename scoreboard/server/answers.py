"""What the board's server answers with: a status, a few headers, a body made once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

import msgspec

JSON = "application/json"
NO_STORE = "no-store"
ALWAYS_ASK = "no-cache"
MOMENTARY = "public, max-age=1, stale-while-revalidate=5, stale-if-error=60"
"""A cache in front may serve a snapshot so long; the stream tells the rest."""

_POLICY = "camera=({}), microphone=(), geolocation=(), display-capture=()"
_SECURITY = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": _POLICY.format(""),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FOR_PAGES = {**_SECURITY, "Cross-Origin-Resource-Policy": "same-origin"}
WITH_CAMERA = {"Permissions-Policy": _POLICY.format("self")}
"""For a page that reads a code from a paper, where the person lets it."""
FOR_ALL = {
    **_SECURITY,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
}
"""The public data may be read by any page anywhere: nobody signs in here, so nothing is lent."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    def but(self, headers: Mapping[str, str]) -> "Answer":
        """The same with some headers otherwise."""
        return replace(self, headers={**self.headers, **headers})

    def head(self, *, keep: bool) -> bytes:
        lines = {
            **self.headers,
            "Content-Length": str(len(self.body)),
            "Connection": "keep-alive" if keep else "close",
        }
        if self.status == HTTPStatus.NOT_MODIFIED:
            del lines["Content-Length"]
        return head_of(self.status, lines)


def head_of(status: int, headers: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{lines}\r\n".encode("latin-1")


def stream_head(*, packed: bool) -> bytes:
    """A stream ends with its connection: no framing that each viewer would need for its own."""
    headers = {
        **FOR_ALL,
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": NO_STORE,
        "X-Accel-Buffering": "no",
        "Vary": "Accept-Encoding",
        "Connection": "close",
    }
    if packed:
        headers["Content-Encoding"] = "gzip"
    return head_of(HTTPStatus.OK, headers)


def refusal(
    status: int, code: str, detail: Mapping[str, object] | None = None, **headers: str
) -> Answer:
    """As the exam server refuses: the page has the sentence."""
    body = msgspec.json.encode({"error": {"code": code, "detail": detail or {}}})
    return Answer(
        status, {**FOR_ALL, "Content-Type": JSON, "Cache-Control": NO_STORE, **headers}, body
    )


AT_WORK = Answer(
    403,
    {**FOR_PAGES, "Content-Type": "text/plain; charset=utf-8", "Cache-Control": NO_STORE},
    b"Di terminal ini ada peserta yang sedang mengerjakan ujian: papan hasil tidak ditampilkan.\n"
    b"Somebody sits an exam at this terminal: the board is not shown here.\n",
)
"""To a terminal at work, whatever it asks for: a person without any page of ours reads it."""


def later(code: str, retry_after_s: int) -> Answer:
    return refusal(
        503, code, {"retry_after_s": retry_after_s}, **{"Retry-After": str(retry_after_s)}
    )


def led_to(place: str) -> Answer:
    return Answer(307, {**FOR_PAGES, "Location": place, "Cache-Control": NO_STORE})


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as far as the board cares: no body, no cookie."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]

    @property
    def reads_gzip(self) -> bool:
        accepted = self.headers.get("accept-encoding", "")
        return any(
            name.strip() == "gzip" and not _refused(parameters)
            for name, _, parameters in (each.partition(";") for each in accepted.split(","))
        )

    def has(self, tag: str) -> bool:
        """Whether the asker holds the state of this tag; how it was encoded does not matter."""
        held = self.headers.get("if-none-match", "")
        bare = {each.strip().removeprefix("W/").strip('"') for each in held.split(",")}
        return not bare.isdisjoint({tag, f"{tag}-gzip"})


def _refused(parameters: str) -> bool:
    value = parameters.strip().removeprefix("q=")
    return bool(value) and not value.strip("0.")


def tagged(tag: str, plain: bytes, packed: bytes | None, kind: str, **headers: str) -> Answer:
    """A body with its entity tag, gzipped where `packed` is given: each encoding has its own."""
    lines = {
        **headers,
        "Content-Type": kind,
        "ETag": f'"{tag}-gzip"' if packed is not None else f'"{tag}"',
        "Vary": "Accept-Encoding",
    }
    if packed is not None:
        lines["Content-Encoding"] = "gzip"
    return Answer(200, lines, plain if packed is None else packed)


def unchanged(tag: str, **headers: str) -> Answer:
    return Answer(304, {**headers, "ETag": f'"{tag}"', "Vary": "Accept-Encoding"})
