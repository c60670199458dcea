"""A score in words: how many pairs of different people there are for each that is this alike.

"0.41" says nothing to whoever has to decide; "one pair of different people in 700 is this alike"
does. The points are of the default engine, on the scale of its scores (docs/identity.md). It is
about pairs taken at random: brothers, sisters and twins are alike far more often.
"""

import math
from dataclasses import dataclass

import numpy as np

from proctoring.engine import EngineName

MEASURED_WITH = EngineName("dlib-resnet-5pt")
PAIRS = 1_658_521
POINTS = (
    (0.275, 11),
    (0.30, 31),
    (0.325, 99),
    (0.35, 269),
    (0.375, 733),
    (0.40, 1_789),
    (0.42, 3_450),
    (0.45, 8_639),
    (0.475, 16_963),
    (0.50, 30_619),
    (0.525, 51_166),
    (0.55, 79_987),
    (0.60, 168_294),
    (0.65, 304_353),
    (0.70, 497_930),
    (0.80, 1_053_675),
)
"""A score, and how many of the pairs of different people lay at most there."""


@dataclass(frozen=True, slots=True)
class OneIn:
    """One pair of different people in ``pairs``; with ``or_rarer``, rarer than was measured."""

    pairs: int
    or_rarer: bool = False


def one_in(engine: str, score: float) -> OneIn | None:
    """None for an engine that was not measured, and for what is no score."""
    if engine != MEASURED_WITH or not (math.isfinite(score) and score >= 0):
        return None
    lowest, count = POINTS[0]
    if score < lowest:
        return OneIn(_two_figures(PAIRS / count), or_rarer=True)
    scores = [each for each, _ in POINTS]
    shares = [math.log(each / PAIRS) for _, each in POINTS]
    share = math.exp(float(np.interp(score, scores, shares)))
    return OneIn(_two_figures(1 / share))


def _two_figures(pairs: float) -> int:
    """As many as the measurement bears; a third would claim a precision nobody has."""
    digits = max(0, math.floor(math.log10(pairs)) - 1)
    step: int = 10**digits
    return max(1, round(pairs / step) * step)
