"""When the public may see a posting: the delay, the freeze before the end, the reveal."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import floor

from scoreboard.heading import Heading, SittingPhase
from scoreboard.postings import Posting
from scoreboard.visibility import NO_TIME, Reveal, Visibility, public_entry

# Of a reveal, the rows that get as much time as all others together.
BEST_ROWS = 10


class FreezeState(StrEnum):
    """Where a board is between its first posting and its reveal."""

    NONE = "none"
    """The rules know no freeze."""
    AHEAD = "ahead"
    """The board moves, and will stand still from a known instant."""
    FROZEN = "frozen"
    """The public view stands still."""
    REVEALING = "revealing"
    """What was kept back is shown row by row, from the bottom to the top."""
    REVEALED = "revealed"
    """Everything is shown again."""


@dataclass(frozen=True, slots=True)
class Freeze:
    """The freeze of one sitting as it stands now; `from_at` is in exam time, before any delay.

    While it is revealed, that began at `revealed_at` and is over at `until_at`.
    """

    state: FreezeState
    from_at: datetime | None = None
    revealed_at: datetime | None = None
    until_at: datetime | None = None

    def holds(self, posting: Posting) -> bool:
        """A posting from inside the frozen time stays hidden until the reveal."""
        if self.from_at is None or self.state is FreezeState.REVEALED:
            return False
        return posting.at >= self.from_at


NO_FREEZE = Freeze(FreezeState.NONE)


def freeze_of(heading: Heading, visibility: Visibility, now: datetime) -> Freeze:
    """Whether this sitting's board stands still: a pure function of the rules and the instant."""
    if visibility.freeze <= NO_TIME or heading.end_at is None:
        return NO_FREEZE
    from_at = heading.end_at - visibility.freeze
    closed = heading.phase is SittingPhase.CLOSED
    revealed_at = visibility.revealed_at
    if revealed_at is not None and now < revealed_at + visibility.reveal_over:
        until_at = revealed_at + visibility.reveal_over
        return Freeze(FreezeState.REVEALING, from_at, revealed_at, until_at)
    if revealed_at is not None or (closed and visibility.reveal is Reveal.ON_CLOSE):
        return Freeze(FreezeState.REVEALED, from_at)
    frozen = now - visibility.delay >= from_at
    return Freeze(FreezeState.FROZEN if frozen else FreezeState.AHEAD, from_at)


def rows_revealed(rows: int, share: float) -> int:
    """How many of the rows are revealed after this share of the time, from the bottom.

    Half of the time is the best ones': who they are is what everybody waits for.
    """
    best = min(rows, BEST_ROWS)
    others = rows - best
    if not others:
        return floor(best * min(1.0, share))
    first_half, second_half = min(1.0, 2 * share), max(0.0, 2 * share - 1)
    return floor(others * first_half) + floor(best * min(1.0, second_half))


class Gate:
    """Holds one sitting's postings back until they may be seen; remembers what was let through."""

    def __init__(self) -> None:
        self.visible: dict[str, Posting] = {}
        self._waiting: list[tuple[datetime, int, Posting]] = []
        self._frozen: dict[str, Posting] = {}
        self._reveal: list[str] | None = None
        self._revealed = 0
        self._arrivals = 0

    def hold(self, posting: Posting) -> None:
        """Take a posting in; it waits at least for the next `release`."""
        self._arrivals += 1
        heapq.heappush(self._waiting, (posting.at, self._arrivals, posting))

    def release(self, now: datetime, rules: Visibility, freeze: Freeze) -> dict[str, Posting]:
        """Let through what may be seen by now: of each attempt the newest, and nothing twice."""
        released: dict[str, Posting] = {}
        while self.due(now, rules.delay):
            self._let_through(heapq.heappop(self._waiting)[2], freeze, released)
        if freeze.state is FreezeState.REVEALING:
            self._reveal_some(now, rules, freeze, released)
        elif self._frozen and freeze.state is not FreezeState.FROZEN:
            kept, self._frozen = self._frozen, {}
            for posting in kept.values():
                self._let_through(posting, freeze, released)
        return released

    def _reveal_some(
        self, now: datetime, rules: Visibility, freeze: Freeze, released: dict[str, Posting]
    ) -> None:
        """Show the next rows, the lowest of the frozen board first; its order is not told before.

        Withheld rows change nothing that can be seen, so they take no time that could tell of them.
        """
        assert freeze.revealed_at is not None, "it is being revealed"
        if self._reveal is None:
            self._reveal = self._in_reveal_order(rules)
        share = (now - freeze.revealed_at) / rules.reveal_over
        due = rows_revealed(len(self._reveal), share)
        for attempt in self._reveal[self._revealed : due]:
            self.visible[attempt] = released[attempt] = self._frozen.pop(attempt)
        self._revealed = max(self._revealed, due)

    def _in_reveal_order(self, rules: Visibility) -> list[str]:
        """Those who were not on the frozen board first, then its rows from the bottom."""
        shown = {attempt: self.visible.get(attempt) for attempt in self._frozen}
        orders = {
            attempt: public_entry(posting, rules, ()).order
            for attempt, posting in shown.items()
            if posting is not None and attempt not in rules.withheld
        }
        new = [attempt for attempt, posting in shown.items() if posting is None]
        known = sorted(orders, key=orders.__getitem__, reverse=True)
        return [*(each for each in sorted(new) if each not in rules.withheld), *known]

    def due(self, now: datetime, delay: timedelta) -> bool:
        """Whether anything may be let through; without a delay at once, whatever `at` says."""
        if not self._waiting:
            return False
        return delay <= NO_TIME or self._waiting[0][0] + delay <= now

    def _let_through(self, posting: Posting, freeze: Freeze, released: dict[str, Posting]) -> None:
        place = self._frozen if freeze.holds(posting) else self.visible
        known = place.get(posting.attempt)
        if known is not None and known.version >= posting.version:
            return
        place[posting.attempt] = posting
        if place is self.visible:
            released[posting.attempt] = posting


def freeze_of_all(freezes: Sequence[Freeze]) -> Freeze:
    """What to say over several sittings: frozen when one is, and since when the first one is."""
    told = (
        FreezeState.FROZEN,
        FreezeState.REVEALING,
        FreezeState.AHEAD,
        FreezeState.REVEALED,
    )
    for state in told:
        found = [freeze for freeze in freezes if freeze.state is state]
        starts = [freeze.from_at for freeze in found if freeze.from_at]
        if starts:
            ends = [freeze.until_at for freeze in found if freeze.until_at]
            return Freeze(state, min(starts), until_at=max(ends, default=None))
    return NO_FREEZE
