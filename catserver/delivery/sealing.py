"""Sealed forms: a terminal may hold its form before the start, and cannot read it without a key.

A form is sealed with AES-256-GCM under a key of its attempt alone. The key follows from a secret
of the sitting, so nothing has to be stored for each candidate, and at the start 32 bytes are all
that a terminal still needs. The secret lies where the draw's seed lies, never in the journal.
"""

import asyncio
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from catserver.delivery.registry import Registry

SECRET_SIZE_BYTES = 32
NONCE_SIZE_BYTES = 12
"""The size AES-GCM is made for. Drawn anew for each sealing: a form may be sealed again."""
BOUND_TO = "catserver form 1\n"
"""Stands before the form's digest in the data a seal is bound to (docs/protocol.md)."""


class SealBroken(Exception):
    """Another key, another form, or bytes that were altered."""


class Seals:
    """The secrets of the sittings in use, in memory once `ready` was awaited."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._secrets: dict[str, bytes] = {}
        self._lock = asyncio.Lock()

    def __repr__(self) -> str:
        return f"<Seals of {len(self._secrets)} sittings: redacted>"

    async def ready(self, sitting: str) -> None:
        """Load the sitting's secret; the first time, make it."""
        if sitting in self._secrets:
            return
        async with self._lock:
            name = f"form_seal/{sitting}"
            secret = await self._registry.site_value(name)
            if secret is None:
                secret = secrets.token_hex(SECRET_SIZE_BYTES)
                await self._registry.set_site_value(name, secret)
            self._secrets[sitting] = bytes.fromhex(secret)

    def key(self, sitting: str, attempt: str) -> bytes:
        """The key of one attempt's form. Raises LookupError before `ready`."""
        return hmac.digest(self._secrets[sitting], attempt.encode(), "sha256")


def seal(key: bytes, form_digest: str, content: bytes) -> bytes:
    """Nonce and ciphertext in one piece."""
    nonce = secrets.token_bytes(NONCE_SIZE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, _bound(form_digest))


def unseal(key: bytes, form_digest: str, sealed: bytes) -> bytes:
    """Raises SealBroken."""
    nonce, ciphertext = sealed[:NONCE_SIZE_BYTES], sealed[NONCE_SIZE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, _bound(form_digest))
    except (InvalidTag, ValueError):
        raise SealBroken(form_digest) from None


def _bound(form_digest: str) -> bytes:
    return (BOUND_TO + form_digest).encode()
