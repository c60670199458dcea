"""How photos and templates lie in the store: sealed, and templates turned, by a key of the event.

A key belongs to one exam event and lies outside the database. It gives three things, each derived
apart: a seal (AES-256-GCM) for every photo, template and digest, bound to the row it belongs to; a
rotation of the template space, so that templates of two events cannot be laid beside each other;
and, when it is destroyed, the end of all of them at once, in every backup that lacks the key.

What the rotation does not give: whoever has a key has its rotation, and whoever has the photos of
some hundred templates can compute it. It is for templates that got out without their key.
"""

import hmac
import math
import secrets
from functools import lru_cache
from hashlib import shake_256
from typing import ClassVar, Protocol

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from numpy.typing import NDArray

from catserver.delivery.photos import ExamEventId

KEY_SIZE_BYTES = 32
NONCE_SIZE_BYTES = 12
"""Drawn for each sealing; one event seals far fewer than the 2**32 that random nonces allow."""
FLOAT_SIZE_BYTES = 4
ROTATIONS_HELD = 8


class SealedAway(Exception):
    """Sealed with a key that is not here, or the bytes were altered or belong elsewhere."""


class KeyUnusable(Exception):
    """The key of an event is not here: nothing of it can be opened, nothing new sealed under it."""

    code: ClassVar[str] = "unusable"


class KeyMissing(KeyUnusable):
    """Something is sealed, and its key is gone or never came here."""

    code = "missing"

    def __init__(self, event: ExamEventId) -> None:
        super().__init__(
            f"event-keys/{event} is missing, and photos are sealed with it: put it back from the "
            "folder of keys beside a backup (BACKUP.keys) and start again. Where it is lost for "
            "good, begin another event (catserver event begin) and load the roster with its photos "
            "again"
        )


class KeyDamaged(KeyUnusable):
    """The file at `where` is not what was written."""

    code = "damaged"

    def __init__(self, where: str) -> None:
        super().__init__(
            f"{where} is no key of {KEY_SIZE_BYTES} bytes: put it back from the folder of keys "
            "beside a backup (BACKUP.keys) and start again. Where it is lost for good, begin "
            "another event (catserver event begin) and load the roster with its photos again"
        )


class EventKeys(Protocol):
    """Where the keys are. One that was destroyed never comes back."""

    def make(self, event: ExamEventId) -> "EventKey":
        """The event's key; the first time, a new one. Raises KeyDamaged."""
        ...

    def has(self, event: ExamEventId) -> bool:
        """Whether there is one, damaged or not."""
        ...

    def key(self, event: ExamEventId) -> "EventKey | None":
        """None where it was destroyed, or never came here."""
        ...

    def destroy(self, event: ExamEventId) -> bool:
        """Whether there was one."""
        ...


class EventKey:
    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_SIZE_BYTES:
            raise ValueError("the key of an event has 32 bytes")
        self._cipher = AESGCM(self._derived(secret, b"seal"))
        self._turn = self._derived(secret, b"turn")

    def __repr__(self) -> str:
        return "<EventKey: redacted>"

    @staticmethod
    def _derived(secret: bytes, purpose: bytes) -> bytes:
        return hmac.digest(secret, b"catserver event key 1\n" + purpose, "sha256")

    def seal(self, bound_to: str, content: bytes) -> bytes:
        """`bound_to` names the row, so that one person's photo cannot take another's place."""
        nonce = secrets.token_bytes(NONCE_SIZE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, bound_to.encode())

    def unseal(self, bound_to: str, sealed: bytes) -> bytes:
        """Raises SealedAway."""
        nonce, ciphertext = sealed[:NONCE_SIZE_BYTES], sealed[NONCE_SIZE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, ciphertext, bound_to.encode())
        except (InvalidTag, ValueError):
            raise SealedAway(bound_to) from None

    def turned(self, engine: str, template: bytes) -> bytes:
        """A template of `engine` (little-endian float32), rotated: distances stay as they were."""
        vector = np.frombuffer(template, dtype="<f4")
        if len(vector) == 0:
            return template
        rotation = _rotation(self._turn, engine, len(vector))
        return (rotation @ vector.astype(np.float64)).astype("<f4").tobytes()


@lru_cache(maxsize=ROTATIONS_HELD)
def _rotation(secret: bytes, engine: str, dimension: int) -> NDArray[np.float64]:
    """An orthogonal matrix drawn evenly from all of them, the same on every machine."""
    draws = 2 * dimension * dimension
    stream = shake_256(b"%s\n%s\n%d" % (secret, engine.encode(), dimension)).digest(draws * 8)
    even = (np.frombuffer(stream, dtype="<u8") >> np.uint64(11)).astype(np.float64) * 2.0**-53
    # Box and Muller: from two even draws a normal one; 1 - u is never 0.
    normal = np.sqrt(-2 * np.log1p(-even[::2])) * np.cos(2 * math.pi * even[1::2])
    q, r = np.linalg.qr(normal.reshape(dimension, dimension))
    # The factors are unique only up to signs; without this the draw would not be even.
    turned: NDArray[np.float64] = q * np.sign(np.diag(r))
    return turned


class MemoryKeys:
    """The twin for tests and simulations."""

    def __init__(self) -> None:
        self._held: dict[ExamEventId, EventKey] = {}

    def make(self, event: ExamEventId) -> EventKey:
        return self._held.setdefault(event, EventKey(secrets.token_bytes(KEY_SIZE_BYTES)))

    def has(self, event: ExamEventId) -> bool:
        return event in self._held

    def key(self, event: ExamEventId) -> EventKey | None:
        return self._held.get(event)

    def destroy(self, event: ExamEventId) -> bool:
        return self._held.pop(event, None) is not None
