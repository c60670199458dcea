"""A witness (c2sp.org/tlog-witness): cosigns what a log shows it, and never two pasts.

Another agency runs it. It knows a log by its origin and key, keeps the newest checkpoint it
cosigned, and signs a newer one only with the proof that it grew out of that. Its memory is on disk
before an answer leaves.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from catserver.transparency.checkpoint import Checkpoint, parse_checkpoint, parse_number
from catserver.transparency.key_file import write_secret
from catserver.transparency.merkle import (
    EMPTY_ROOT,
    HASH_SIZE_BYTES,
    ProofInvalid,
    verify_consistency,
)
from catserver.transparency.note import (
    Note,
    NoteMalformed,
    NoteRefused,
    Signature,
    VerifierKey,
    decode_base64,
    parse_note,
    verified,
)
from catserver.transparency.signing import Cosigner, verifiers

REQUEST_SIZE_BYTES_MAX = 64 * 1024
PROOF_LINES_MAX = 63
SIZE_TYPE = "text/x.tlog.size"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = b""
    media_type: str = TEXT


class RequestMalformed(Exception):
    """The body is not what the protocol says."""


@dataclass(frozen=True, slots=True)
class Request:
    """The body of add-checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint


def request_bytes(old: int, proof: Sequence[bytes], note: Note) -> bytes:
    import base64

    lines = [f"old {old}", *(base64.b64encode(each).decode() for each in proof), "", ""]
    return ("\n".join(lines) + str(note)).encode()


def parse_request(body: bytes) -> Request:
    """Raises RequestMalformed."""
    head, separator, rest = body.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
        if not separator or not first.startswith("old ") or len(lines) > PROOF_LINES_MAX:
            raise RequestMalformed("the body begins with the old size and its proof")
        proof = tuple(decode_base64(each) for each in lines)
        if any(len(each) != HASH_SIZE_BYTES for each in proof):
            raise RequestMalformed("a hash has 32 bytes")
        note = parse_note(rest)
        return Request(
            parse_number(first.removeprefix("old ")), proof, note, parse_checkpoint(note.text)
        )
    except (UnicodeDecodeError, NoteMalformed) as error:
        raise RequestMalformed(str(error)) from error


class Witness:
    """`logs` are the keys it trusts, by origin. One process owns the folder `state`."""

    def __init__(
        self, state: Path, cosigner: Cosigner, logs: Mapping[str, Sequence[VerifierKey]]
    ) -> None:
        self._state = state
        self._cosigner = cosigner
        self._logs = logs
        self._one_at_a_time = threading.Lock()

    def add_checkpoint(self, body: bytes) -> Answer:
        """In the order of the specification; each refusal by its own status."""
        try:
            request = parse_request(body)
        except RequestMalformed as why:
            return Answer(400, f"{why}\n".encode())
        checkpoint = request.checkpoint
        trusted = self._logs.get(checkpoint.origin)
        if trusted is None:
            return Answer(404, b"this log is not known here\n")
        try:
            signed = verified(request.note, verifiers(trusted))
        except NoteRefused as why:
            return Answer(403, f"{why}\n".encode())
        if request.old > checkpoint.size:
            return Answer(400, b"the old size is larger than the new one\n")
        with self._one_at_a_time:
            return self._cosign(request, tuple(signed.values()))

    def newest(self, origin: str) -> Note | None:
        """The newest checkpoint it cosigned, with the log's signature and its own."""
        path = self._path(origin)
        return parse_note(path.read_bytes()) if path.exists() else None

    def monitored(self, origin_hash: str) -> Answer:
        """What others may ask: the newest checkpoint of a log, by the hash of its origin."""
        for origin in self._logs:
            newest = self.newest(origin)
            if _hashed(origin) == origin_hash and newest is not None:
                return Answer(200, str(newest).encode())
        return Answer(404, b"no checkpoint of such a log was cosigned\n")

    def _cosign(self, request: Request, log_lines: Sequence[Signature]) -> Answer:
        checkpoint = request.checkpoint
        before = self._before(checkpoint.origin)
        if request.old != before.size:
            return Answer(409, f"{before.size}\n".encode(), SIZE_TYPE)
        try:
            verify_consistency(
                before.size, checkpoint.size, request.proof, before.root, checkpoint.root
            )
        except ProofInvalid as why:
            return Answer(422, f"{why}\n".encode())
        cosignature = self._cosigner.sign(request.note.text)
        kept = Note(request.note.text, (*log_lines, cosignature))
        write_secret(self._path(checkpoint.origin), [str(kept).removesuffix("\n")])
        return Answer(200, cosignature.line.encode())

    def _before(self, origin: str) -> Checkpoint:
        newest = self.newest(origin)
        return (
            Checkpoint(origin, 0, EMPTY_ROOT) if newest is None else parse_checkpoint(newest.text)
        )

    def _path(self, origin: str) -> Path:
        return self._state / f"{_hashed(origin)}.checkpoint"


def _hashed(origin: str) -> str:
    return sha256(origin.encode()).hexdigest()
