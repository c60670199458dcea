"""The server's clock: read once per command, carried by monotonic time."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC. Never steps back while the process lives."""
        ...


class SteadyClock:
    """An instant at the start of the process, then monotonic time on top of it.

    A step of the machine's clock in the middle of a sitting (a time server that comes back, a
    battery that does not) changes no deadline. Where a site starts is `instant_at_start`'s to say;
    without a site it is what the wall clock shows.
    """

    def __init__(self, start_at: datetime | None = None) -> None:
        start_s = (start_at or datetime.now(UTC)).timestamp()
        self._ahead_s = start_s - time.monotonic()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._ahead_s + time.monotonic(), UTC)


def nap_s(every_s: float, due_at: datetime | None, now: datetime) -> float:
    """How long to sleep between two looks, so that what is due in between is met when it comes."""
    if due_at is None or due_at <= now:
        return every_s
    return min(every_s, (due_at - now).total_seconds())
