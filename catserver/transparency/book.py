"""The book the log is kept in: leaves by their place, and the files they name. Never edited.

BookConflict  the place is taken, or the same thing was logged already: read again
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


class BookConflict(Exception):
    """Nothing was written."""


@dataclass(frozen=True, slots=True)
class NewLeaf:
    """`subject` says what it is about, once and for all: logging the same again is a conflict."""

    subject: str
    entry: bytes


@dataclass(frozen=True, slots=True)
class LoggedLeaf:
    index: int
    subject: str
    entry: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """What is logged in one transaction: leaves, and files by their path in the folder."""

    leaves: Sequence[NewLeaf] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)


class LogBook(Protocol):
    async def append(self, first: int, batch: Batch) -> None:
        """Keep the leaves at `first` and behind, and the files; all or nothing.

        A file that is kept already stays as it is. Raises BookConflict.
        """
        ...

    async def leaves(self, start: int, limit: int) -> Sequence[LoggedLeaf]:
        """Up to `limit` leaves from the index `start` on, in order."""
        ...

    async def files(self) -> Mapping[str, bytes]: ...
