"""The journal as delivery needs it: append, read a stream, read on from a position.

JournalError          the tree's root
  JournalConflict     another writer was faster on this stream: load again, decide again
  JournalFull         the disk has no room; nothing was written
  JournalUnavailable  the store failed and what happened is unknown: load again before deciding
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple, Protocol

from catserver.delivery.trouble import Trouble


class JournalError(Exception):
    pass


class JournalConflict(JournalError):
    pass


class JournalFull(JournalError):
    pass


class JournalUnavailable(JournalError):
    pass


class Row(NamedTuple):
    """One event as it is kept. `at` is ISO-8601 UTC; `hash` chains the stream."""

    stream: str
    version: int
    type: str
    schema_version: int
    at: str
    data: bytes
    hash: bytes


class PlacedRow(NamedTuple):
    """A row and its place in the order of all commits."""

    position: int
    row: Row


CHAIN_START = bytes(32)
"""The hash before a stream's first event."""


_EMPTY = sha256()


def chain(previous: bytes, data: bytes) -> bytes:
    """SHA-256 over the hash before and this event's bytes."""
    hashing = _EMPTY.copy()  # a new one would look its algorithm up each time
    hashing.update(previous)
    hashing.update(data)
    return hashing.digest()


Settle = Callable[[JournalError | None], None]
"""Called once on the event loop: with None after the commit, with the error otherwise."""


class Journal(Protocol):
    @property
    def trouble(self) -> Trouble:
        """Whether it keeps what it is given, for who gives the time back."""
        ...

    def append(self, rows: Sequence[Row], settle: Settle) -> None:
        """Queue rows of one stream for the next commit; all of them, or none.

        Returns at once. `settle` is called on the loop after the transaction is on disk. It is a
        callback and not an awaitable, so that a caller who is cancelled in between cannot leave
        what is in memory behind what is on disk.
        """
        ...

    async def read(self, stream: str) -> Sequence[Row]:
        """All rows of a stream, oldest first."""
        ...

    async def read_each(self, streams: Sequence[str]) -> Mapping[str, Sequence[Row]]:
        """As `read`, many streams with one look; one without events is there, and empty."""
        ...

    async def read_after(self, position: int, limit: int) -> Sequence[PlacedRow]:
        """Up to `limit` rows of all streams behind `position`, in commit order."""
        ...

    async def streams(self, kind: str) -> Sequence[str]:
        """The names of all streams that begin with `kind/`."""
        ...

    async def close(self) -> None:
        """Commit what is queued and let go of the store."""
        ...
