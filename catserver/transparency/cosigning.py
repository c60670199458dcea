"""Asks a witness to cosign the newest checkpoint (c2sp.org/tlog-witness), and keeps its word."""

from collections.abc import Callable
from dataclasses import dataclass

from catserver.transparency.checkpoint import parse_number
from catserver.transparency.log import Log
from catserver.transparency.note import (
    Note,
    NoteMalformed,
    NoteRefused,
    VerifierKey,
    parse_signature_lines,
    verified,
)
from catserver.transparency.signing import timestamp_of, verifiers
from catserver.transparency.witness import request_bytes

OK, CONFLICT = 200, 409
Post = Callable[[bytes], tuple[int, bytes]]
"""Sends a body to the witness's add-checkpoint: status and answer."""
REFUSALS = {
    400: "could not read the request",
    403: "does not trust the key that signed this log",
    404: "does not know this log: give its operator the line of `catserver log status`",
    422: "says that this log did not grow out of the one it cosigned before: it forked",
}


class NotCosigned(Exception):
    """Carries the sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Cosigned:
    size: int
    at_s: int


def cosign(log: Log, witness: VerifierKey, post: Post) -> Cosigned:
    """Raises NotCosigned."""
    newest = log.parts.record.newest if log.parts.record else None
    if newest is None:
        raise NotCosigned("Nothing has been signed yet: there is no checkpoint to cosign.")
    note = log.parts.folder.note_of(newest)
    status, answer = post(request_bytes(0, (), note))
    if status == CONFLICT:
        old = _size_in(answer)
        if old > newest.size:
            raise NotCosigned(
                f"{witness.name} has cosigned {old} leaves of this log and this site has "
                f"{newest.size}: these data are older than the log. Do not open a sitting; see "
                "`catserver log resume`."
            )
        proof = log.tree.consistency(old, newest.size)
        status, answer = post(request_bytes(old, proof, note))
    if status != OK:
        why = REFUSALS.get(status, f"answered {status}")
        said = answer[:200].decode("utf-8", "replace").strip()
        raise NotCosigned(f"{witness.name} {why} ({said}).")
    at_s = _checked(answer, note, witness)
    log.parts.folder.add_cosignatures(newest, answer)
    return Cosigned(newest.size, at_s)


def _size_in(answer: bytes) -> int:
    try:
        return parse_number(answer.decode("ascii").removesuffix("\n"))
    except (UnicodeDecodeError, NoteMalformed) as error:
        raise NotCosigned("The witness answered 409 without a size.") from error


def _checked(answer: bytes, note: Note, witness: VerifierKey) -> int:
    """When it says it signed; only if the signature is its own."""
    try:
        lines = parse_signature_lines(answer)
        signed = verified(Note(note.text, lines), verifiers([witness]))
    except (NoteMalformed, NoteRefused) as why:
        raise NotCosigned(f"What {witness.name} answered is not its cosignature: {why}.") from why
    return timestamp_of(signed[witness])
