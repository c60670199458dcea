"""The code on a receipt: a picture that leads a phone to the page where the result is checked.

What is to be checked stands behind the `#`, which no browser sends to a server. The whole short
receipt goes in where it fits; else the signed promise, which is smaller and binds the site as well.

To draw one takes some fifty milliseconds of a core, and a whole room asks in the same moment: so it
is done beside the loop, one after another, and for each candidate a few times.
"""

import asyncio
import base64
import io
from collections.abc import Iterator
from urllib.parse import urlencode

import segno
from segno.encoder import DataOverflowError

from catserver.transparency.receipts import IssuedReceipt
from catserver.web.pace import Pace

VERSION_MAX = 30
"""137 modules a side: more is not read from a screen by a phone that is held in the hand."""
AT_ONCE = 20
"""Codes for one candidate; a page that is loaded again asks for one."""
MARGIN = 4
"""Modules of white that the standard asks for (ISO/IEC 18004, 9.1)."""


class Codes:
    """`drawn` is None for who asks again and again."""

    def __init__(self) -> None:
        self._one_by_one = asyncio.Semaphore()
        self._pace = Pace(per_s=1 / 30, burst=AT_ONCE)

    async def drawn(self, attempt: str, page: str, issued: IssuedReceipt) -> bytes | None:
        now = asyncio.get_running_loop().time()
        self._pace.forget(now)
        if not self._pace.takes(attempt, now):
            return None
        async with self._one_by_one:
            return await asyncio.to_thread(code_of, page, issued)


def code_of(page: str, issued: IssuedReceipt) -> bytes:
    """An SVG; `page` is the address where receipts are checked."""
    for fragment in _fragments(issued):
        try:
            code = segno.make(f"{page}#{fragment}", error="l", micro=False)
        except DataOverflowError:
            continue
        if int(code.version) <= VERSION_MAX:
            picture = io.BytesIO()
            code.save(
                picture, kind="svg", border=MARGIN, light="#fff", svgns=True,
                xmldecl=False, omitsize=True, nl=False,
            )  # fmt: skip
            return picture.getvalue()
    raise AssertionError("the last of them always fits")


def _fragments(issued: IssuedReceipt) -> Iterator[str]:
    if issued.proof_short is not None:
        yield urlencode({"receipt": _in_address(issued.proof_short)})
    where = {} if issued.index is None else {"leaf": issued.index}
    yield urlencode({**where, "promise": _in_address(issued.promise)})


def _in_address(content: str) -> str:
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")
