"""Checkpoints (c2sp.org/tlog-checkpoint): the state of a log in three lines, to be signed."""

import base64
from dataclasses import dataclass

from catserver.transparency.merkle import HASH_SIZE_BYTES
from catserver.transparency.note import NoteMalformed, decode_base64

SIZE_MAX = 2**63 - 1
LINES_MIN = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is signed."""
        root = base64.b64encode(self.root).decode()
        lines = (self.origin, str(self.size), root, *self.extensions)
        return "".join(f"{each}\n" for each in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint of a note's text. Raises NoteMalformed."""
    lines = text.split("\n")
    if lines.pop() or len(lines) < LINES_MIN or not all(lines):
        raise NoteMalformed("a checkpoint has three lines: origin, size and root hash")
    origin, size, root, *extensions = lines
    found = decode_base64(root)
    if len(found) != HASH_SIZE_BYTES:
        raise NoteMalformed("a root hash has 32 bytes")
    return Checkpoint(origin, parse_number(size), found, tuple(extensions))


def parse_number(text: str) -> int:
    """A decimal without leading zeroes. Raises NoteMalformed."""
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(SIZE_MAX))
    if not is_number or str(int(text)) != text or int(text) > SIZE_MAX:
        raise NoteMalformed("a number is written in digits, without leading zeroes")
    return int(text)
