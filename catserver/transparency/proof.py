"""Proofs to take away (c2sp.org/tlog-proof): an index, a path, a checkpoint, and what is needed."""

import base64
from dataclasses import dataclass

from catserver.transparency.checkpoint import Checkpoint, parse_checkpoint, parse_number
from catserver.transparency.merkle import HASH_SIZE_BYTES, verify_inclusion
from catserver.transparency.note import Note, NoteMalformed, decode_base64, parse_note

HEADER = "c2sp.org/tlog-proof@v1"
EXTRA = "extra "
INDEX = "index "
HASHES_MAX = 63
PROOF_SIZE_BYTES_MAX = 4_000_000


@dataclass(frozen=True, slots=True)
class LogProof:
    """`extra` is not authenticated by itself: who reads it must hold it against the leaf."""

    index: int
    path: tuple[bytes, ...]
    note: Note
    extra: bytes = b""

    @property
    def checkpoint(self) -> Checkpoint:
        """Raises NoteMalformed."""
        return parse_checkpoint(self.note.text)

    def __str__(self) -> str:
        extra = [EXTRA + base64.b64encode(self.extra).decode()] if self.extra else []
        path = [base64.b64encode(each).decode() for each in self.path]
        lines = [HEADER, *extra, f"{INDEX}{self.index}", *path, "", str(self.note)]
        return "\n".join(lines)


def parse_proof(content: bytes) -> LogProof:
    """Raises NoteMalformed."""
    if len(content) > PROOF_SIZE_BYTES_MAX:
        raise NoteMalformed("the proof is too large")
    head, separator, note = content.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise NoteMalformed("a proof's own lines are ASCII") from error
    if not separator or lines.pop(0) != HEADER:
        raise NoteMalformed(f"a proof begins with {HEADER}")
    extra = b""
    if lines and lines[0].startswith(EXTRA):
        extra = decode_base64(lines.pop(0).removeprefix(EXTRA))
    if not lines or not lines[0].startswith(INDEX):
        raise NoteMalformed("a proof names the index of its leaf")
    index = parse_number(lines.pop(0).removeprefix(INDEX))
    path = tuple(decode_base64(each) for each in lines)
    if len(path) > HASHES_MAX or any(len(each) != HASH_SIZE_BYTES for each in path):
        raise NoteMalformed("a path has up to 63 hashes of 32 bytes")
    return LogProof(index, path, parse_note(note), extra)


def verify_proof(leaf: bytes, proof: LogProof) -> None:
    """Raises ProofInvalid unless the leaf hash is in the proof's checkpoint.

    The checkpoint's signatures are to be verified apart from this.
    """
    checkpoint = proof.checkpoint
    verify_inclusion(leaf, proof.index, checkpoint.size, proof.path, checkpoint.root)
