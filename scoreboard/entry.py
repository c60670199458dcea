"""One attempt as the public may see it, with the order it is ranked by."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

# A total order over numbers and strings together, so that a stray value cannot stop the board:
# numbers before strings, of numbers the larger first, of strings the smaller.
TieValue = tuple[int, int, str]
# Two entries of equal merit share a rank.
Merit = tuple[int, int, tuple[TieValue, ...]]
# No two entries have the same order.
Order = tuple[Merit, str, str]


class Status(StrEnum):
    """What the row says about the attempt."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    UNDER_REVIEW = "under_review"
    """Withheld while something is looked into: no points, no rank."""
    DISQUALIFIED = "disqualified"
    """Withheld for good: no points, no rank."""


_RANKED = frozenset({Status.RUNNING, Status.FINISHED})
_CLASS = {
    Status.RUNNING: 0,
    Status.FINISHED: 0,
    Status.WAITING: 1,
    Status.UNDER_REVIEW: 2,
    Status.DISQUALIFIED: 2,
}


@dataclass(frozen=True, slots=True)
class Person:
    """The part of a row that hardly ever changes, names masked as the rules want it."""

    number: str
    name: str
    formation: str
    items: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What may be shown of one attempt; points in hundredths.

    In order: ranked entries first, then those who wait, then those withheld.
    """

    attempt: str
    person: Person
    status: Status
    total: int
    points: tuple[int, ...]
    answered: int
    passed: bool | None
    tie_break: tuple[TieValue, ...] = ()
    merit: Merit = field(init=False, repr=False, compare=False)
    order: Order = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        status = _CLASS[self.status]
        merit = (status, -self.total, self.tie_break) if self.ranked else (status, 0, ())
        object.__setattr__(self, "merit", merit)
        object.__setattr__(self, "order", (merit, self.person.number, self.attempt))

    @property
    def ranked(self) -> bool:
        return self.status in _RANKED

    @property
    def withheld(self) -> bool:
        return _CLASS[self.status] == _CLASS[Status.UNDER_REVIEW]


def tie_values(values: Iterable[int | str]) -> tuple[TieValue, ...]:
    """Make the exam's further ranking values comparable, best first."""
    return tuple((0, -value, "") if isinstance(value, int) else (1, 0, value) for value in values)
