"""Many measured times, and the few figures that say how they were."""

from array import array
from collections.abc import Iterable
from math import ceil

from msgspec import Struct

RECENT = 2_000
"""How many of the last measurements the figure shown while it runs looks at."""


class Figures(Struct, frozen=True):
    """Percentiles by nearest rank, in milliseconds; None where nothing was measured."""

    count: int
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    max_ms: float | None


class Latencies:
    """Takes seconds, tells milliseconds."""

    def __init__(self) -> None:
        self._seconds = array("d")

    def __len__(self) -> int:
        return len(self._seconds)

    def take(self, seconds: float) -> None:
        self._seconds.append(seconds)

    def figures(self) -> Figures:
        ordered = sorted(self._seconds)
        return Figures(
            len(ordered),
            *(_milliseconds(percentile(ordered, share)) for share in (0.50, 0.95, 0.99, 1.0)),
        )

    def recent_p99_ms(self) -> float | None:
        return _milliseconds(percentile(sorted(self._seconds[-RECENT:]), 0.99))


def percentile(ordered: Iterable[float], share: float) -> float | None:
    """Nearest rank: the smallest value that at least `share` of all do not exceed."""
    values = list(ordered)
    if not values:
        return None
    return values[max(ceil(share * len(values)), 1) - 1]


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 2)
