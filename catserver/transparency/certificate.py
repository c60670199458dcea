"""What a server signs on a certificate: whose result it is, and which leaf of the log holds it.

No leaf has a name in it. Only this signed text ties a name to a leaf, and only whoever holds the
paper has it; so a certificate cannot be made out for somebody else's result.
"""

import base64
from dataclasses import dataclass

from catserver.transparency.note import NoteMalformed, decode_base64

CERTIFICATE = "catserver certificate 1"


@dataclass(frozen=True, slots=True)
class Certified:
    """`index` and `leaf_hash` of the leaf; titles in the language of the certificate."""

    origin: str
    index: int
    leaf_hash: bytes
    number: str
    name: str
    exam: str
    sitting: str


def certificate_text(certified: Certified) -> str:
    """Eight lines. It can never be taken for a checkpoint: its second line is no number."""
    lines = (
        CERTIFICATE,
        certified.origin,
        str(certified.index),
        base64.b64encode(certified.leaf_hash).decode(),
        *map(_one_line, (certified.number, certified.name, certified.exam, certified.sitting)),
    )
    return "\n".join(lines) + "\n"


def parse_certificate(text: str) -> Certified:
    """Raises NoteMalformed."""
    match text.split("\n"):
        case [first, origin, index, leaf, number, name, exam, sitting, ""] if (
            first == CERTIFICATE and index.isascii() and index.isdigit()
        ):
            return Certified(origin, int(index), decode_base64(leaf), number, name, exam, sitting)
    raise NoteMalformed("this is no certificate")


def _one_line(text: str) -> str:
    return " ".join(text.split())
