"""Answers as JSON, by the encoder that knows our frozen types; and server-sent events."""

import msgspec
from starlette.responses import Response

_encoder = msgspec.json.Encoder()


def json_response(content: object, status: int = 200) -> Response:
    return Response(_encoder.encode(content), status, media_type="application/json")


def event_bytes(name: str, content: object) -> bytes:
    """One server-sent event with JSON data, which has no line breaks."""
    return b"event: " + name.encode() + b"\ndata: " + _encoder.encode(content) + b"\n\n"


SSE_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
