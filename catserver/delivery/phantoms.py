"""Candidate numbers for which there is no PIN, slowed down exactly like those for which there is.

Otherwise the waits would tell who stands between the desk and a seat now, and which numbers exist.
"""

from datetime import datetime

from catserver.admission.events import SignInFailed
from catserver.admission.folding import evolve
from catserver.admission.pin_rules import FAILURES_UNTIL_VOID, retry_allowed_at
from catserver.admission.state import Admission

NUMBERS_MAX = 10_000
"""Beyond it the longest untried are forgotten."""


class Phantoms:
    def __init__(self) -> None:
        self._tried: dict[str, Admission] = {}

    def tried(self, number: str, now: datetime) -> datetime | None:
        """When the next try may be, as the admission of a candidate with a PIN would say it."""
        phantom = self._tried.pop(number, None) or Admission(number)
        retry_at = None
        if phantom.failures < FAILURES_UNTIL_VOID:
            retry_at = retry_allowed_at(phantom)
            if retry_at is None or now >= retry_at:
                retry_at = None
                phantom = evolve(phantom, SignInFailed(now, ""))
        self._tried[number] = phantom
        if len(self._tried) > NUMBERS_MAX:
            del self._tried[next(iter(self._tried))]
        return retry_at
