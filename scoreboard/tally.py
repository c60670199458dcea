"""The figures above the rows: how many are present, work, have finished; how totals spread."""

from collections.abc import Sequence

from msgspec import Struct

from scoreboard.entry import Entry, Status
from scoreboard.heading import Heading


class Summary(Struct, frozen=True, kw_only=True):
    """Counts over all rows; `bins` and `reached` (by section) over the ranked ones only."""

    present: int
    working: int
    finished: int
    withheld: int
    passed: int | None
    answered: int
    items: int
    bins: tuple[int, ...]
    reached: tuple[int | None, ...]


class Tally:
    """Keeps the summary up to date, row by row."""

    def __init__(self, heading: Heading, *, passed_shown: bool) -> None:
        self._cuts = tuple(
            heading.section_cut(section.id) if passed_shown else None
            for section in heading.sections
        )
        self._passed_shown = passed_shown and bool(heading.cuts)
        self._statuses = dict.fromkeys(Status, 0)
        self._passed = 0
        self._answered = 0
        self._items = 0
        self._bin_width = heading.bin_width
        self._bins = [0] * heading.bin_count
        self._reached = [0] * len(self._cuts)

    def replace(self, old: Entry | None, new: Entry) -> None:
        if old is not None:
            self._count(old, -1)
        self._count(new, 1)

    def summary(self) -> Summary:
        statuses = self._statuses
        return Summary(
            present=sum(statuses.values()),
            working=statuses[Status.RUNNING],
            finished=statuses[Status.FINISHED],
            withheld=statuses[Status.UNDER_REVIEW] + statuses[Status.DISQUALIFIED],
            passed=self._passed if self._passed_shown else None,
            answered=self._answered,
            items=self._items,
            bins=tuple(self._bins),
            reached=tuple(
                None if cut is None else count
                for cut, count in zip(self._cuts, self._reached, strict=True)
            ),
        )

    def _count(self, entry: Entry, step: int) -> None:
        self._statuses[entry.status] += step
        if entry.withheld:
            return
        self._answered += step * entry.answered
        self._items += step * entry.person.items
        self._passed += step * bool(entry.passed)
        if entry.ranked:
            self._bins[self._bin(entry.total)] += step
            self._count_reached(entry.points, step)

    def _count_reached(self, points: Sequence[int], step: int) -> None:
        for index, (reached, cut) in enumerate(zip(points, self._cuts, strict=True)):
            if cut is not None and reached >= cut:
                self._reached[index] += step

    def _bin(self, total: int) -> int:
        """A total below zero counts in the first bar, the highest possible one in the last."""
        return min(max(0, total // self._bin_width), len(self._bins) - 1)
