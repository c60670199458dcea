"""Signed notes (c2sp.org/signed-note): a text, a blank line, and one line for each signature.

A note means nothing until a signature of a key that is trusted was verified; `verified` is the only
way from a note to its text that checks anything.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

NOTE_SIZE_BYTES_MAX = 1_000_000
SIGNATURES_MAX = 100
"""The specification asks for at least 16."""
KEY_ID_SIZE_BYTES = 4
ED25519 = 1
COSIGNATURE = 4
"""Ed25519 over a checkpoint and an instant (c2sp.org/tlog-cosignature)."""
DASH = "— "
KEY_TYPES = {ED25519, COSIGNATURE}
ED25519_SIZE_BYTES = 32


class NoteMalformed(Exception):
    """These bytes are no signed note, or this text no verifier key."""


class NoteRefused(Exception):
    """No trusted key signed it, or a signature in the name of one is wrong."""


class SignatureWrong(NoteRefused):
    """A signature in the name of a trusted key does not verify."""


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    key_id: bytes
    bytes: bytes

    @property
    def line(self) -> str:
        return f"{DASH}{self.name} {base64.b64encode(self.key_id + self.bytes).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """`text` ends in a newline. Not verified yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(each.line for each in self.signatures)}"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name: `example.com/foo+530d903a+Aekye…`."""

    name: str
    type: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        named = self.name.encode() + b"\n" + bytes([self.type]) + self.public
        return sha256(named).digest()[:KEY_ID_SIZE_BYTES]

    def __str__(self) -> str:
        material = base64.b64encode(bytes([self.type]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{material}"


class Verifier(Protocol):
    """A key that is trusted, and how its signatures are checked."""

    @property
    def key(self) -> VerifierKey: ...

    def is_signed(self, text: str, signature: bytes) -> bool: ...


def is_name(name: str) -> bool:
    """Whether a key may be called so."""
    return bool(name) and "+" not in name and not any(each.isspace() for each in name)


def parse_verifier_key(text: str) -> VerifierKey:
    """Raises NoteMalformed."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    material = decode_base64(encoded)
    if not is_name(name) or len(material) != 1 + ED25519_SIZE_BYTES:
        raise NoteMalformed("a verifier key is name+id+key, and the key is an Ed25519 key")
    key = VerifierKey(name, material[0], material[1:])
    if key.type not in KEY_TYPES:
        raise NoteMalformed(f"keys of type {key.type} are not known here")
    if key.key_id.hex() != key_id:
        raise NoteMalformed("the verifier key's id does not follow from its name and key")
    return key


def decode_base64(text: str) -> bytes:
    """Standard base 64, written in the one way there is. Raises NoteMalformed."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteMalformed("this is not base 64") from error
    if base64.b64encode(found).decode() != text:
        raise NoteMalformed("this base 64 could be written in another way")
    return found


def parse_note(content: bytes) -> Note:
    """Raises NoteMalformed."""
    if len(content) > NOTE_SIZE_BYTES_MAX:
        raise NoteMalformed("the note is too large")
    try:
        whole = content.decode()
    except UnicodeDecodeError as error:
        raise NoteMalformed("a note is UTF-8") from error
    if any(each < " " and each != "\n" for each in whole):
        raise NoteMalformed("a note has no control characters but newlines")
    text, separator, lines = whole.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise NoteMalformed("a note is a text, a blank line and signatures")
    signatures = tuple(_signature(each) for each in lines[:-1].split("\n"))
    if len(signatures) > SIGNATURES_MAX:
        raise NoteMalformed("the note has too many signatures")
    return Note(f"{text}\n", signatures)


def parse_signature_lines(content: bytes) -> tuple[Signature, ...]:
    """What a witness answers with. Raises NoteMalformed."""
    return parse_note(b"any\n\n" + content).signatures


def _signature(line: str) -> Signature:
    if not line.startswith(DASH):
        raise NoteMalformed("a signature's line begins with an em dash")
    name, separator, encoded = line.removeprefix(DASH).partition(" ")
    signed = decode_base64(encoded)
    if not separator or not is_name(name) or len(signed) <= KEY_ID_SIZE_BYTES:
        raise NoteMalformed("a signature's line is an em dash, a name and base 64")
    return Signature(name, signed[:KEY_ID_SIZE_BYTES], signed[KEY_ID_SIZE_BYTES:])


def verified(note: Note, verifiers: Iterable[Verifier]) -> dict[VerifierKey, Signature]:
    """The signatures of keys that are trusted; those of others are ignored.

    Raises NoteRefused where there is none, or one that is wrong.
    """
    trusted = {(each.key.name, each.key.key_id): each for each in verifiers}
    found: dict[VerifierKey, Signature] = {}
    for each in note.signatures:
        verifier = trusted.get((each.name, each.key_id))
        if verifier is None:
            continue
        if not verifier.is_signed(note.text, each.bytes):
            raise SignatureWrong(f"the signature of {each.name} is wrong")
        found[verifier.key] = each
    if not found:
        raise NoteRefused("no key that is trusted has signed this")
    return found
