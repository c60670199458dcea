"""The order of all entries of one board, kept up to date in one merge an update.

Theory. A viewer is never sent ranks, because one answer can shift ten thousand of them. It is sent
places: the rows that changed, each with its index in the new order. Rows that did not change keep
their order among one another, so taking the changed rows out and putting them back at their places
gives the new order exactly. A row carries one more bit: `tied`, equal in merit to the row above it.
Ranks follow from places and ties alone, and so do ranks within a formation. No ranking value (a
date of birth, say) ever leaves the server.

Cost. A few changed entries are moved one by one: each is found by bisection in O(log n)
comparisons, and only it and the row below its old and its new place can change their tie. Many at
once are sorted in again, which Python does in O(n) moves because what stays is in order already.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from scoreboard.entry import Entry, Order

_by_order = attrgetter("order")
# From here on sorting anew is cheaper than moving one by one (measured at ten thousand entries).
SHARE_TO_SORT_ANEW = 1 / 32


@dataclass(frozen=True, slots=True)
class Standing:
    """One row: an entry, its place counted from 0, and whether it equals the row above."""

    entry: Entry
    place: int
    tied: bool


class Standings:
    """All entries of one board, best first."""

    def __init__(self, share_to_sort_anew: float = SHARE_TO_SORT_ANEW) -> None:
        self._share_to_sort_anew = share_to_sort_anew
        self._entries: dict[str, Entry] = {}
        self._in_order: list[Entry] = []
        self._orders: list[Order] = []
        self._tied: set[str] = set()

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
        many = len(changed) > len(self._in_order) * self._share_to_sort_anew
        places = self._sort_anew(changed) if many else self._move(changed)
        self._entries.update(changed)
        return tuple(self._changed_rows(places, changed))

    def _move(self, changed: Mapping[str, Entry]) -> Iterable[int]:
        """Move one by one; the places where a row or its tie may have changed, in order."""
        suspects = dict(changed)
        for attempt in changed.keys() & self._entries.keys():
            place = bisect_left(self._orders, self._entries[attempt].order)
            del self._orders[place], self._in_order[place]
            suspects.update((below.attempt, below) for below in self._in_order[place : place + 1])
        for entry in changed.values():
            place = bisect_left(self._orders, entry.order)
            self._orders.insert(place, entry.order)
            self._in_order.insert(place, entry)
            below = self._in_order[place + 1 : place + 2]
            suspects.update((each.attempt, each) for each in below)
        suspects.update(changed)
        return sorted(bisect_left(self._orders, entry.order) for entry in suspects.values())

    def _sort_anew(self, changed: Mapping[str, Entry]) -> Iterable[int]:
        """Sort the changed entries in; every place may have changed."""
        in_order = [entry for entry in self._in_order if entry.attempt not in changed]
        in_order.extend(sorted(changed.values(), key=_by_order))
        in_order.sort(key=_by_order)
        self._in_order = in_order
        self._orders = [entry.order for entry in in_order]
        return range(len(in_order))

    def _changed_rows(
        self, places: Iterable[int], changed: Mapping[str, Entry]
    ) -> Iterator[Standing]:
        for place in places:
            entry = self._in_order[place]
            tied = entry.ranked and place > 0 and self._in_order[place - 1].merit == entry.merit
            was_tied = entry.attempt in self._tied
            if entry.attempt in changed or tied != was_tied:
                (self._tied.add if tied else self._tied.discard)(entry.attempt)
                yield Standing(entry, place, tied)

    def of_formations(self, formations: frozenset[str]) -> dict[str, list[Entry]]:
        """The entries of these formations, each best first."""
        found: dict[str, list[Entry]] = {formation: [] for formation in sorted(formations)}
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
