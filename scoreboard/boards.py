"""All boards of one process, one a sitting and one an event, and the pace they are shown at."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from scoreboard.board import Board, Clock
from scoreboard.feed import DEFAULT_LIMITS, FeedLimits
from scoreboard.heading import Heading, event_board_id
from scoreboard.intake import Announcement, Intake
from scoreboard.messages import listing
from scoreboard.postings import Posting
from scoreboard.visibility import NO_TIME, Visibility

logger = logging.getLogger(__name__)

# A posting waits at most so long, then for its viewer's turn in the round (`spread.ROUND_S`): what
# the public sees is at most a quarter of a second old, with ten thousand viewers too.
UPDATE_INTERVAL_S = 0.13
HEARTBEAT_INTERVAL_S = 10.0
# Of a core's time, for making updates and for telling them; newcomers need some of it.
LOOP_SHARE_MAX = 0.65


class BoardUnknown(LookupError):
    """No sitting and no event has a board of this name."""


async def sleep_or_wake(wake: asyncio.Event, seconds: float) -> None:
    """Wait until something was posted, at most this long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await wake.wait()


@dataclass(frozen=True, slots=True)
class Pace:
    """How often boards are shown, and how time passes meanwhile (tests move it by hand)."""

    update_interval_s: float = UPDATE_INTERVAL_S
    heartbeat_interval_s: float = HEARTBEAT_INTERVAL_S
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    wait: Callable[[asyncio.Event, float], Awaitable[None]] = sleep_or_wake


DEFAULT_PACE = Pace()


class Boards:
    """Boards by name, a sitting's identifier or `all-<event>`, on one event loop."""

    def __init__(
        self,
        *,
        run: str,
        clock: Clock,
        pace: Pace = DEFAULT_PACE,
        limits: FeedLimits = DEFAULT_LIMITS,
        snapshot_age: timedelta = NO_TIME,
    ) -> None:
        self._run = run
        self._snapshot_age = snapshot_age
        self._clock = clock
        self._pace = pace
        self._limits = limits
        self._boards: dict[str, Board] = {}
        self._event_of: dict[str, str] = {}
        self._failing: set[str] = set()
        self._wake = asyncio.Event()
        self._beaten_at = clock()

    def take(self, message: Intake) -> bool:
        """Feed the boards; False when a posting belongs to no announced sitting."""
        match message:
            case Posting():
                return self.post(message)
            case Announcement(heading=heading, visibility=visibility):
                self.announce(heading, visibility)
        return True

    def announce(self, heading: Heading, visibility: Visibility) -> None:
        """Open a sitting's board and its event's, or tell them what has changed."""
        event = event_board_id(heading.event)
        self._announce_to(heading.id, heading, visibility, of_event=False)
        if event not in self._boards or self._boards[event].fits(heading):
            self._announce_to(event, heading, visibility, of_event=True)
            self._event_of[heading.id] = event
        self._wake.set()

    def post(self, posting: Posting) -> bool:
        """Put a posting before its sitting's and its event's board; shown at the next update."""
        board = self._boards.get(posting.sitting)
        if board is None or not board.post(posting):
            return False
        event = self._event_of.get(posting.sitting)
        if event is not None:
            self._boards[event].post(posting)
        self._wake.set()
        return True

    @property
    def viewers(self) -> int:
        return sum(board.viewers for board in self._boards.values())

    def find(self, name: str) -> Board:
        """The board of this name; raises `BoardUnknown`."""
        try:
            return self._boards[name]
        except KeyError:
            raise BoardUnknown(name) from None

    def listing_bytes(self) -> bytes:
        """The boards there are, as JSON; an event with a single sitting is not listed beside it."""
        return listing(
            board.heading
            for board in self._boards.values()
            if board.heading.kind == "sitting" or board.sittings > 1
        )

    def tick(self) -> None:
        """Show on every board what may be shown by now, and the time every ten seconds."""
        for name, board in self._boards.items():
            self._tick(name, board)
        now = self._clock()
        if (now - self._beaten_at).total_seconds() >= self._pace.heartbeat_interval_s:
            self._beaten_at = now
            for board in self._boards.values():
                board.beat()

    def _tick(self, name: str, board: Board) -> None:
        """One board that cannot be shown costs the others nothing; it is said once."""
        try:
            board.tick()
        except Exception:
            if name not in self._failing:
                logger.exception("the board %s cannot be shown", name)
            self._failing.add(name)
        else:
            self._failing.discard(name)

    async def run(self) -> None:
        """Show until cancelled: at once after a quiet time, never faster than the pace allows.

        What the last round cost stands for what the next one will, in the processor's time.
        """
        while True:
            self._wake.clear()
            began = time.thread_time()
            self.tick()
            spent_s = time.thread_time() - began
            spent_s += max((board.round_s for board in self._boards.values()), default=0.0)
            await self._pace.sleep(max(self._pace.update_interval_s, spent_s / LOOP_SHARE_MAX))
            await self._pace.wait(self._wake, self._pace.update_interval_s)

    def close(self) -> None:
        """End every stream, so that a server can stop."""
        for board in self._boards.values():
            board.close()

    def _announce_to(
        self, name: str, heading: Heading, visibility: Visibility, *, of_event: bool
    ) -> None:
        board = self._boards.get(name)
        if board is not None:
            board.announce(heading, visibility)
            return
        self._boards[name] = Board(
            heading,
            visibility,
            run=self._run,
            clock=self._clock,
            of_event=of_event,
            limits=self._limits,
            snapshot_age=self._snapshot_age,
        )
