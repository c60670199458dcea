"""The deadlines of one room: whose has passed, and when the last one is; O(log n) a change.

What changed in the meantime stays in the heaps and is passed over when it comes to the top.
"""

from collections.abc import Iterator
from datetime import datetime
from heapq import heapify, heappop, heappush

STALE_MAX = 4
"""So many entries a deadline, and the heaps are made anew: it moves a few times in an exam."""


class Deadlines:
    def __init__(self) -> None:
        self._at: dict[str, datetime] = {}
        self._look_at: dict[str, datetime] = {}
        self._looks: list[tuple[datetime, str]] = []
        self._ends: list[tuple[float, str]] = []

    def note(self, name: str, at: datetime | None) -> None:
        """`name` works until `at`; with None there is nothing to wait for."""
        if at is None:
            self._at.pop(name, None)
            self._look_at.pop(name, None)
            return
        changed = at != self._at.get(name)
        if changed:
            self._at[name] = at
            heappush(self._ends, (-at.timestamp(), name))
        if changed or name not in self._look_at:
            self.look_again(name, at)

    def look_again(self, name: str, at: datetime) -> None:
        """It was not over yet: it is due again after `at`."""
        self._look_at[name] = at
        heappush(self._looks, (at, name))
        if len(self._looks) + len(self._ends) > STALE_MAX * (len(self._at) + STALE_MAX):
            self._make_anew()

    def due(self, now: datetime) -> Iterator[str]:
        """Those to look at, each once: until `look_again`, or another deadline."""
        while self._looks and self._looks[0][0] < now:
            at, name = heappop(self._looks)
            if self._look_at.get(name) == at:
                del self._look_at[name]
                yield name

    def names(self) -> list[str]:
        """Whose deadline has not been lifted."""
        return list(self._at)

    def latest(self) -> datetime | None:
        """When the last of all ends."""
        while self._ends:
            end, name = self._ends[0]
            at = self._at.get(name)
            if at is not None and -at.timestamp() == end:
                return at
            heappop(self._ends)
        return None

    def _make_anew(self) -> None:
        self._looks = [(at, name) for name, at in self._look_at.items()]
        self._ends = [(-at.timestamp(), name) for name, at in self._at.items()]
        heapify(self._looks)
        heapify(self._ends)
