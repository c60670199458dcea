"""The boards that are shown now, and those of a newer exam server until they are complete."""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from scoreboard.boards import DEFAULT_PACE, Boards, Pace
from scoreboard.feed import FeedLimits
from scoreboard.intake import Intake

logger = logging.getLogger(__name__)

REST_AFTER_FAILURE_S = 1.0
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
        """Show until cancelled, whatever becomes of one showing."""
        while True:
            self._changed.clear()
            showing = asyncio.ensure_future(self._show())
            changing = asyncio.ensure_future(self._changed.wait())
            try:
                await asyncio.wait((showing, changing), return_when=asyncio.FIRST_COMPLETED)
            finally:
                showing.cancel()
                changing.cancel()
                await asyncio.gather(showing, changing, return_exceptions=True)
            if not showing.cancelled() and (error := showing.exception()) is not None:
                logger.error("the boards begin again", exc_info=error)
                await asyncio.sleep(REST_AFTER_FAILURE_S)

    async def _show(self) -> None:
        if self.boards is None:
            await self._changed.wait()
        else:
            await self.boards.run()

    def close(self) -> None:
        if self.boards is not None:
            self.boards.close()
