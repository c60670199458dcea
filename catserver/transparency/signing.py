"""Ed25519: the one file of the log that knows cryptography.

Two kinds of signature: of a log over a text, and of a cosigner over a checkpoint and an instant.
"""

import base64
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from catserver.transparency.note import (
    COSIGNATURE,
    ED25519,
    NoteMalformed,
    Signature,
    Verifier,
    VerifierKey,
    decode_base64,
)

SEED_SIZE_BYTES = 32
TIMESTAMP_SIZE_BYTES = 8
TIMESTAMP_MAX = 2**63 - 1
SIGNATURE_SIZE_BYTES = 64
PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its name. `text` is the only way to bytes, for the key's own file."""

    name: str
    type: int
    _seed: bytes = field(repr=False)

    @property
    def public(self) -> VerifierKey:
        return VerifierKey(self.name, self.type, self._private().public_key().public_bytes_raw())

    def called(self, name: str) -> "SigningKey":
        """The same key under another name."""
        return SigningKey(name, self.type, self._seed)

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._seed)

    def sign(self, message: bytes) -> bytes:
        return self._private().sign(message)

    def text(self) -> str:
        """As Go's `note` writes it: PRIVATE+KEY+name+id+key."""
        material = base64.b64encode(bytes([self.type]) + self._seed).decode()
        return f"{PRIVATE}{self.name}+{self.public.key_id.hex()}+{material}"


def make_key(name: str, type_: int, seed: bytes | None = None) -> SigningKey:
    """A new key; with `seed` one that is made again. Tests alone have a reason for a seed."""
    return SigningKey(name, type_, seed or Ed25519PrivateKey.generate().private_bytes_raw())


def parse_signing_key(text: str) -> SigningKey:
    """Raises NoteMalformed; the text is in no message."""
    name, _, rest = text.strip().removeprefix(PRIVATE).partition("+")
    key_id, _, encoded = rest.partition("+")
    material = decode_base64(encoded)
    if not text.startswith(PRIVATE) or len(material) != 1 + SEED_SIZE_BYTES:
        raise NoteMalformed("this is no signing key")
    key = SigningKey(name, material[0], material[1:])
    if key.public.key_id.hex() != key_id:
        raise NoteMalformed("the signing key's id does not follow from its name and key")
    return key


class LogSigner:
    """Signs texts: checkpoints, and the promises made at hand-in."""

    def __init__(self, key: SigningKey) -> None:
        assert key.type == ED25519
        self._key = key

    @property
    def key(self) -> VerifierKey:
        return self._key.public

    def sign(self, text: str) -> Signature:
        return Signature(self._key.name, self.key.key_id, self._key.sign(text.encode()))


class Cosigner:
    """Signs a checkpoint's text and when it did. `now_s` is POSIX time."""

    def __init__(self, key: SigningKey, now_s: Callable[[], int]) -> None:
        assert key.type == COSIGNATURE
        self._key = key
        self._now_s = now_s

    @property
    def key(self) -> VerifierKey:
        return self._key.public

    def sign(self, text: str) -> Signature:
        now_s = self._now_s()
        assert 0 < now_s <= TIMESTAMP_MAX
        signature = self._key.sign(_cosigned(text, now_s))
        return Signature(self._key.name, self.key.key_id, struct.pack(">Q", now_s) + signature)


def timestamp_of(signature: Signature) -> int:
    """When a cosigner says that it signed (POSIX seconds); worth nothing before it is verified."""
    return int(struct.unpack(">Q", signature.bytes[:TIMESTAMP_SIZE_BYTES])[0])


@dataclass(frozen=True, slots=True)
class Ed25519Verifier:
    """Of either type of key."""

    key: VerifierKey

    def is_signed(self, text: str, signature: bytes) -> bool:
        if self.key.type == ED25519:
            return self._verifies(text.encode(), signature)
        if len(signature) != TIMESTAMP_SIZE_BYTES + SIGNATURE_SIZE_BYTES:
            return False
        at = int(struct.unpack(">Q", signature[:TIMESTAMP_SIZE_BYTES])[0])
        if at > TIMESTAMP_MAX:
            return False
        return self._verifies(_cosigned(text, at), signature[TIMESTAMP_SIZE_BYTES:])

    def _verifies(self, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.key.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def verifiers(keys: Iterable[VerifierKey]) -> tuple[Verifier, ...]:
    return tuple(Ed25519Verifier(each) for each in keys)


def _cosigned(text: str, at_s: int) -> bytes:
    return f"cosignature/v1\ntime {at_s}\n{text}".encode()
