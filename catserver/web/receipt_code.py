"""The code on a receipt: a picture that leads a phone to the page where the result is checked.

What is to be checked stands behind the `#`, which no browser sends to a server. The whole short
receipt goes in where it fits; else the signed promise, which is smaller and binds the site as well.
"""

import base64
import io
from collections.abc import Iterator
from urllib.parse import urlencode

import segno
from segno.encoder import DataOverflowError

from catserver.transparency.receipts import IssuedReceipt

VERSION_MAX = 30
"""137 modules a side: more is not read from a screen by a phone that is held in the hand."""
MARGIN = 4
"""Modules of white that the standard asks for (ISO/IEC 18004, 9.1)."""


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
