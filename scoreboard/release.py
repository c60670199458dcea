"""When the public may see a posting: the delay, the freeze before the end, the reveal."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scoreboard.heading import Heading, SittingPhase
from scoreboard.postings import Posting
from scoreboard.visibility import NO_TIME, Reveal, Visibility


class FreezeState(StrEnum):
    """Where a board is between its first posting and its reveal."""

    NONE = "none"
    """The rules know no freeze."""
    AHEAD = "ahead"
    """The board moves, and will stand still from a known instant."""
    FROZEN = "frozen"
    """The public view stands still."""
    REVEALED = "revealed"
    """Everything is shown again."""


@dataclass(frozen=True, slots=True)
class Freeze:
    """The freeze of one sitting as it stands now; `from_at` is in exam time, before any delay."""

    state: FreezeState
    from_at: datetime | None = None

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
    if visibility.revealed or (closed and visibility.reveal is Reveal.ON_CLOSE):
        return Freeze(FreezeState.REVEALED, from_at)
    frozen = now - visibility.delay >= from_at
    return Freeze(FreezeState.FROZEN if frozen else FreezeState.AHEAD, from_at)


class Gate:
    """Holds one sitting's postings back until they may be seen; remembers what was let through."""

    def __init__(self) -> None:
        self.visible: dict[str, Posting] = {}
        self._waiting: list[tuple[datetime, int, Posting]] = []
        self._frozen: dict[str, Posting] = {}
        self._arrivals = 0

    def hold(self, posting: Posting) -> None:
        """Take a posting in; it waits at least for the next `release`."""
        self._arrivals += 1
        heapq.heappush(self._waiting, (posting.at, self._arrivals, posting))

    def release(self, now: datetime, delay: timedelta, freeze: Freeze) -> dict[str, Posting]:
        """Let through what may be seen by now: of each attempt the newest, and nothing twice."""
        released: dict[str, Posting] = {}
        while self.due(now, delay):
            self._let_through(heapq.heappop(self._waiting)[2], freeze, released)
        if self._frozen and freeze.state is not FreezeState.FROZEN:
            kept, self._frozen = self._frozen, {}
            for posting in kept.values():
                self._let_through(posting, freeze, released)
        return released

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
    for state in (FreezeState.FROZEN, FreezeState.AHEAD, FreezeState.REVEALED):
        starts = [freeze.from_at for freeze in freezes if freeze.state is state and freeze.from_at]
        if starts:
            return Freeze(state, min(starts))
    return NO_FREEZE
