"""The server's clock: read once per command, carried by monotonic time."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC. Never steps back while the process lives."""
        ...


class SteadyClock:
    """Wall-clock time at the start of the process, then monotonic time on top of it.

    A step of the machine's clock in the middle of a sitting (a time server that comes back, a
    battery that does not) changes no deadline. The wall clock is looked at again at the next start.
    """

    def __init__(self) -> None:
        self._anchor_at = datetime.now(UTC)
        self._anchor = time.monotonic()

    def now(self) -> datetime:
        return self._anchor_at + timedelta(seconds=time.monotonic() - self._anchor)

    def wall_clock_drift(self) -> timedelta:
        """How far the machine's wall clock has moved away since the start; for `doctor`."""
        return datetime.now(UTC) - self.now()
