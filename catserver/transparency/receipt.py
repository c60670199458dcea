"""A receipt: the leaf of one attempt, its way to a checkpoint, and what opens its commitment.

It is a tlog-proof whose extra data is canonical JSON. Without the answers it is short enough for a
QR code; with them the candidate can read what was recorded, and hold it against the leaf.
"""

import base64
from dataclasses import dataclass

import msgspec

from catserver.transparency.commitment import SALT_SIZE_BYTES, OpenedAnswers, commit_answers
from catserver.transparency.leaf import (
    AttemptClosed,
    LeafMalformed,
    canonical,
    decode_leaf,
)
from catserver.transparency.merkle import leaf_hash
from catserver.transparency.note import NoteMalformed, decode_base64
from catserver.transparency.proof import LogProof

PROMISE = "catserver promise 1"


class ReceiptWrong(Exception):
    """The receipt contradicts itself: its leaf and what it opens do not fit."""


class ReceiptExtra(msgspec.Struct, frozen=True, omit_defaults=True):
    """`leaf` is the entry as it was hashed, `salt` in hexadecimal."""

    leaf: str
    salt: str
    opened: OpenedAnswers | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    entry: bytes
    salt: bytes
    opened: OpenedAnswers | None

    @property
    def leaf(self) -> AttemptClosed:
        """Raises ReceiptWrong."""
        try:
            leaf = decode_leaf(self.entry)
        except LeafMalformed as error:
            raise ReceiptWrong(f"its leaf cannot be read: {error}") from error
        if not isinstance(leaf, AttemptClosed):
            raise ReceiptWrong("its leaf is not one of an attempt")
        return leaf

    @property
    def leaf_hash(self) -> bytes:
        return leaf_hash(self.entry)

    def extra(self, *, answers: bool = True) -> bytes:
        opened = self.opened if answers else None
        return canonical(ReceiptExtra(self.entry.decode(), self.salt.hex(), opened))

    def check_opened(self) -> None:
        """Raises ReceiptWrong unless the answers are those the leaf commits to."""
        if self.opened is None:
            return
        if self.opened.attempt != self.leaf.attempt:
            raise ReceiptWrong("the answers are of another attempt than the leaf")
        if commit_answers(self.opened, self.salt) != self.leaf.answers:
            raise ReceiptWrong("the answers are not those the leaf commits to")


def receipt_in(proof: LogProof) -> Receipt:
    """Raises ReceiptWrong."""
    try:
        extra = msgspec.json.decode(proof.extra, type=ReceiptExtra)
        salt = bytes.fromhex(extra.salt)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ReceiptWrong("this proof carries no receipt of an attempt") from error
    if len(salt) != SALT_SIZE_BYTES:
        raise ReceiptWrong("a salt has 32 bytes")
    return Receipt(extra.leaf.encode(), salt, extra.opened)


def promise_text(origin: str, attempt: str, leaf: bytes) -> str:
    """What a server signs at hand-in, before the leaf is in the log. `leaf` is its hash.

    It can never be taken for a checkpoint: its second line is no number.
    """
    return f"{PROMISE}\n{origin}\n{attempt}\n{base64.b64encode(leaf).decode()}\n"


def parse_promise(text: str) -> tuple[str, str, bytes]:
    """Origin, attempt and leaf hash. Raises NoteMalformed."""
    match text.split("\n"):
        case [first, origin, attempt, leaf, ""] if first == PROMISE:
            return origin, attempt, decode_base64(leaf)
    raise NoteMalformed("this is no promise of a leaf")
