"""Since when a journal keeps nothing: noted by whoever commits, ended by `outages.py`."""

import time

SLOW_FROM_S = 3.0
"""A commit that takes longer was no commit for those who waited; a slow disk takes tenths."""


class Trouble:
    """One note of any thread: when the first commit began that failed, or took too long."""

    def __init__(self) -> None:
        self._since_s: float | None = None

    def committed(self, began_s: float, *, failed: bool) -> None:
        """A commit ended, by the monotonic clock; any thread."""
        if (failed or time.monotonic() - began_s > SLOW_FROM_S) and self._since_s is None:
            self._since_s = began_s

    def lasts_s(self) -> float | None:
        return None if self._since_s is None else time.monotonic() - self._since_s

    def is_over(self) -> None:
        self._since_s = None
