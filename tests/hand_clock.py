"""A clock that stands until a test moves it."""

from datetime import datetime, timedelta


class HandClock:
    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def move(self, **passed: float) -> None:
        self._at += timedelta(**passed)
