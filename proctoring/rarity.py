"""A score in words: how many pairs of different people there are for each that is this alike.

"0.41" says nothing to whoever has to decide; "one pair of different people in 700 is this alike"
does. The points are of the default engine, on the scale of its scores (docs/identity.md), as
`python -m proctoring.vision.search_measuring` counts them. It is about pairs taken at random:
brothers, sisters and twins are alike far more often.
"""

import math
from dataclasses import dataclass

import numpy as np

from proctoring.engine import EngineName

MEASURED_WITH = EngineName("dlib-resnet-5pt")
PAIRS = 1_669_449
POINTS = (
    (0.25, 13),
    (0.275, 32),
    (0.3, 78),
    (0.325, 192),
    (0.35, 444),
    (0.375, 1_029),
    (0.4, 2_186),
    (0.42, 4_004),
    (0.45, 9_476),
    (0.475, 18_219),
    (0.5, 32_310),
    (0.525, 53_556),
    (0.55, 83_162),
    (0.6, 173_216),
    (0.65, 312_039),
    (0.7, 510_186),
    (0.8, 1_075_408),
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
