"""Request bodies, bounded before they are parsed."""

import asyncio
from typing import TypeVar

import msgspec
from starlette.requests import Request

from catserver.web.errors import ApiError

JSON_SIZE_BYTES_MAX = 64 * 1024
BODY_WITHIN_S = 60.0
"""A photo of 4 MiB over the slowest line that an exam is held on."""
ONE_LINE = r"\A[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*\Z"
"""Text without what nobody sees: control characters break spreadsheets, reordering ones lie."""

Body = TypeVar("Body")


async def read_bytes(request: Request, size_bytes_max: int) -> bytes:
    """The body, refused as soon as it is longer than allowed. Raises ApiError."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > size_bytes_max:
        raise ApiError(413, "too_large", {"size_bytes_max": size_bytes_max})
    content = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            async for chunk in request.stream():
                content += chunk
                if len(content) > size_bytes_max:
                    raise ApiError(413, "too_large", {"size_bytes_max": size_bytes_max})
    except TimeoutError:
        raise ApiError(408, "malformed", {"place": "body"}) from None
    return bytes(content)


async def read_body(request: Request, shape: type[Body]) -> Body:
    """The body as `shape`. Raises ApiError (malformed) that names the place."""
    content = await read_bytes(request, JSON_SIZE_BYTES_MAX)
    try:
        return msgspec.json.decode(content or b"{}", type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ApiError(400, "malformed", {"place": str(error)}) from None
