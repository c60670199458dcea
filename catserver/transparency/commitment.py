"""Salted commitments: what is in a leaf says nothing to who lacks the salt, and cannot be changed.

A commitment is SHA-256 over a line that names its kind, the salt of 32 bytes, and the content. The
salts follow from the site's secret, so they need not be kept for each attempt; whoever has the
receipt of an attempt has the salt of its answers.
"""

import hmac
from hashlib import sha256

import msgspec

from catserver.transparency.leaf import canonical

SALT_SIZE_BYTES = 32


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """One item of the form: its choices in the order they were shown, and the chosen one."""

    item: str
    shown: tuple[str, ...]
    choice: str | None


class OpenedAnswers(msgspec.Struct, frozen=True):
    """What an attempt's commitment covers, in the order of the form.

    It holds no points: they would tell the keys of items that are used again.
    """

    attempt: str
    category: str
    answers: tuple[Answer, ...]


class Salts:
    """`secret` is the site's; it never leaves the site, single salts do."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        return "<Salts: redacted>"

    def answers(self, attempt: str) -> bytes:
        return self._salt("answers", attempt)

    def journal(self, attempt: str) -> bytes:
        return self._salt("journal", attempt)

    def keys(self, bank: str, version: int) -> bytes:
        return self._salt("keys", f"{bank}\0{version}")

    def _salt(self, kind: str, name: str) -> bytes:
        message = f"transparency\0{kind}\0{name}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._secret, message, "sha256")


def commit_answers(opened: OpenedAnswers, salt: bytes) -> str:
    return _commit(b"catserver answers 1\n", salt, canonical(opened))


def commit_journal(chain_hash: bytes, salt: bytes) -> str:
    """`chain_hash` is of the event that ended the attempt, or moved its scores."""
    return _commit(b"catserver journal 1\n", salt, chain_hash)


def commit_keys(key_digest: str, salt: bytes) -> str:
    return _commit(b"catserver keys 1\n", salt, key_digest.encode())


def _commit(kind: bytes, salt: bytes, content: bytes) -> str:
    assert len(salt) == SALT_SIZE_BYTES
    return sha256(kind + salt + content).hexdigest()
