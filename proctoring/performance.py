"""How often an engine is wrong: FMR, FNMR and FTA with their counts and 95 % intervals.

ISO/IEC 19795-1: the false match rate is the share of comparisons of different people that match,
the false non-match rate the share of comparisons of one person that do not, both over completed
comparisons; the failure-to-acquire rate is the share of photos no template could be made of. A
rate without its counts is not reported.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

Z_95 = 1.959963984540054
"""Standard normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ErrorRate:
    errors: int
    trials: int

    def __post_init__(self) -> None:
        if not 0 <= self.errors <= self.trials:
            raise ValueError("0 <= errors <= trials does not hold")

    @property
    def share(self) -> float | None:
        """None where nothing was tried: no trial is not a rate of zero."""
        return self.errors / self.trials if self.trials else None

    @property
    def interval(self) -> Interval:
        """Wilson's score interval, which stays honest near 0 and with few trials."""
        if not self.trials:
            return Interval(0.0, 1.0)
        count, share = self.trials, self.errors / self.trials
        centre = share + Z_95**2 / (2 * count)
        spread = Z_95 * math.sqrt(share * (1 - share) / count + Z_95**2 / (4 * count**2))
        scale = 1 + Z_95**2 / count
        # Exact at the ends: rounding must not turn "none of them" into a bound above zero errors.
        low = 0.0 if self.errors == 0 else (centre - spread) / scale
        high = 1.0 if self.errors == count else (centre + spread) / scale
        return Interval(low, high)


@dataclass(frozen=True, slots=True)
class Distances:
    """Dissimilarities of completed comparisons, each kind in rising order."""

    genuine: tuple[float, ...]
    impostor: tuple[float, ...]

    @classmethod
    def of(cls, genuine: Iterable[float], impostor: Iterable[float]) -> "Distances":
        return cls(tuple(sorted(genuine)), tuple(sorted(impostor)))


@dataclass(frozen=True, slots=True)
class Performance:
    """Both rates at one threshold."""

    threshold: float
    false_match: ErrorRate
    false_non_match: ErrorRate


def performance_at(distances: Distances, threshold: float) -> Performance:
    """A distance equal to the threshold matches, as in ``verification``."""
    matched_impostors = bisect_right(distances.impostor, threshold)
    matched_genuine = bisect_right(distances.genuine, threshold)
    return Performance(
        threshold,
        ErrorRate(matched_impostors, len(distances.impostor)),
        ErrorRate(len(distances.genuine) - matched_genuine, len(distances.genuine)),
    )


def threshold_for_false_match_rate(distances: Distances, share_max: float) -> float | None:
    """The largest observed impostor distance that keeps FMR at or below the share, just undercut.

    None where there is no impostor comparison to measure with.
    """
    if not distances.impostor:
        return None
    allowed = math.floor(share_max * len(distances.impostor) + 1e-9)
    if allowed >= len(distances.impostor):
        return distances.impostor[-1]
    return math.nextafter(distances.impostor[allowed], 0.0)
