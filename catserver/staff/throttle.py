"""Counts failed tries in a sliding window; the clock is the caller's."""

from collections import deque
from datetime import datetime, timedelta

# Enough for every address of a site; beyond it the oldest are forgotten first.
KEYS_MAX = 10_000


class Throttle:
    def __init__(self, tries_max: int, window: timedelta) -> None:
        self._tries_max = tries_max
        self._window = window
        self._failures: dict[str, deque[datetime]] = {}

    def wait(self, key: str, now: datetime) -> timedelta | None:
        """How long until `key` may try again; None where it may now."""
        failures = self._failures.get(key)
        while failures and failures[0] <= now - self._window:
            failures.popleft()
        if failures is None or len(failures) < self._tries_max:
            return None
        return failures[-self._tries_max] + self._window - now

    def failed(self, key: str, now: datetime) -> None:
        failures = self._failures.pop(key, None) or deque(maxlen=self._tries_max)
        failures.append(now)
        self._failures[key] = failures
        if len(self._failures) > KEYS_MAX:
            del self._failures[next(iter(self._failures))]

    def succeeded(self, key: str) -> None:
        """The last try counted was none: for who counts a try before it is known how it ends."""
        failures = self._failures.get(key)
        if failures:
            failures.pop()

    def forget(self, key: str) -> None:
        self._failures.pop(key, None)

    def forget_all(self, beginning: str) -> None:
        for key in [each for each in self._failures if each.startswith(beginning)]:
            del self._failures[key]
