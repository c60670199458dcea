"""The order of all entries of one board, kept up to date in one merge an update.

Theory. A viewer is never sent ranks, because one answer can shift ten thousand of them. It is sent
places: the rows that changed, each with its index in the new order. Rows that did not change keep
their order among one another, so taking the changed rows out and putting them back at their places
gives the new order exactly. A row carries one more bit: `tied`, equal in merit to the row above it.
Ranks follow from places and ties alone, and so do ranks within a formation. No ranking value (a
date of birth, say) ever leaves the server.

Cost. An update filters the changed entries out of the sorted list, appends them and sorts: two
runs, which Python's sort merges in O(n) moves and O(k log n) comparisons. One pass over the list
then finds places and ties.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from scoreboard.entry import Entry

_by_order = attrgetter("order")


@dataclass(frozen=True, slots=True)
class Standing:
    """One row: an entry, its place counted from 0, and whether it equals the row above."""

    entry: Entry
    place: int
    tied: bool


class Standings:
    """All entries of one board, best first."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._in_order: list[Entry] = []
        self._tied: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self._in_order)

    def entry(self, attempt: str) -> Entry | None:
        return self._entries.get(attempt)

    def __iter__(self) -> Iterator[Standing]:
        for place, entry in enumerate(self._in_order):
            yield Standing(entry, place, entry.attempt in self._tied)

    def update(self, entries: Iterable[Entry]) -> tuple[Standing, ...]:
        """Put these entries where they belong; give back each row that changed, best first.

        Of several entries of one attempt the last holds.
        """
        newest = {entry.attempt: entry for entry in entries}
        changed = {
            attempt: entry
            for attempt, entry in newest.items()
            if self._entries.get(attempt) != entry
        }
        if not changed:
            return ()
        self._entries.update(changed)
        in_order = [entry for entry in self._in_order if entry.attempt not in changed]
        in_order.extend(sorted(changed.values(), key=_by_order))
        in_order.sort(key=_by_order)
        self._in_order = in_order
        tied_before, self._tied = self._tied, _tied_in(in_order)
        rows = changed.keys() | (tied_before ^ self._tied)
        return tuple(
            Standing(entry, place, entry.attempt in self._tied)
            for place, entry in enumerate(in_order)
            if entry.attempt in rows
        )

    def of_formations(self, formations: frozenset[str]) -> dict[str, list[Entry]]:
        """The entries of these formations, each best first."""
        found: dict[str, list[Entry]] = {formation: [] for formation in formations}
        for entry in self._in_order:
            if entry.person.formation in found:
                found[entry.person.formation].append(entry)
        return found


def ranks(standings: Iterable[Standing]) -> dict[str, int]:
    """The rank of each ranked attempt; equal ones share it and all are counted: 1, 2, 2, 4."""
    found: dict[str, int] = {}
    rank = 0
    for standing in standings:
        if not standing.entry.ranked:
            break
        if not standing.tied:
            rank = standing.place + 1
        found[standing.entry.attempt] = rank
    return found


def _tied_in(in_order: list[Entry]) -> frozenset[str]:
    tied: list[str] = []
    above: Entry | None = None
    for entry in in_order:
        if above is not None and entry.ranked and entry.merit == above.merit:
            tied.append(entry.attempt)
        above = entry
    return frozenset(tied)
