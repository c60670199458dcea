"""The boards that are shown now, and those of a newer exam server until they are complete."""

import asyncio
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from scoreboard.boards import DEFAULT_PACE, Boards, Pace
from scoreboard.feed import FeedLimits
from scoreboard.intake import Intake

SNAPSHOT_AGE = timedelta(seconds=1)
"""However many come at once, a snapshot is made no more often than this."""


class FedClock:
    """The exam server's time, carried on by this machine's own while nothing is heard of it."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._told_at, self._heard_at = datetime.now(UTC), monotonic()

    def __call__(self) -> datetime:
        return self._told_at + timedelta(seconds=self._monotonic() - self._heard_at)

    def tell(self, now: datetime) -> None:
        self._told_at, self._heard_at = now, self._monotonic()


class Stage:
    """A feeder that starts anew begins with everything: it is shown when all of it is there."""

    def __init__(
        self, limits: FeedLimits, pace: Pace = DEFAULT_PACE, clock: FedClock | None = None
    ) -> None:
        self.clock = clock or FedClock()
        self.boards: Boards | None = None
        self._coming: Boards | None = None
        self._feeder = ""
        self._limits = limits
        self._pace = pace
        self._changed = asyncio.Event()

    def open(self, feeder: str) -> None:
        """A feeder begins; the same one as before goes on where it was."""
        if feeder == self._feeder and (self.boards or self._coming):
            return
        self._feeder = feeder
        self._coming = Boards(
            run=secrets.token_hex(4),
            clock=self.clock,
            pace=self._pace,
            limits=self._limits,
            snapshot_age=SNAPSHOT_AGE,
        )

    def take(self, message: Intake) -> None:
        boards = self._coming or self.boards
        if boards is not None:
            boards.take(message)

    def complete(self) -> None:
        """All that there is has been told: those who watch what was before come over."""
        if self._coming is None:
            return
        before, self.boards, self._coming = self.boards, self._coming, None
        self.boards.tick()
        self._changed.set()
        if before is not None:
            before.close()

    async def run(self) -> None:
        """Show until cancelled."""
        while True:
            showing = asyncio.ensure_future(self.boards.run()) if self.boards else None
            try:
                await self._changed.wait()
                self._changed.clear()
            finally:
                if showing is not None:
                    showing.cancel()
                    await asyncio.wait([showing])
            if showing is not None and not showing.cancelled() and showing.exception():
                raise showing.exception() or AssertionError

    def close(self) -> None:
        if self.boards is not None:
            self.boards.close()
