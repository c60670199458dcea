"""Two thresholds for a false match rate that somebody chose, from measured scores.

The strictest group decides: the threshold is the lowest that any group needs for the rate.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from proctoring.measured import GroupFigures
from proctoring.verification import ThresholdPolicy

STRONG_SHARE = 0.3
"""From where this share of different people lies nearer, a referral is flagged."""
STRONG_ABOVE = 1.1
"""The second threshold lies at least so much above the first."""
DECIMALS = 10_000
PAIRS_MIN = 300
"""Fewer pairs of different people say too little for any rate."""


@dataclass(frozen=True, slots=True)
class Proposal:
    policy: ThresholdPolicy
    group: str
    """Whose pairs of different people need a threshold this low."""
    impostors: int
    """How many these are."""

    def is_known(self, share: float) -> bool:
        """Whether the pairs are enough to see the rate; of fewer, none may match."""
        return share * self.impostors >= 1


def pairs_needed(share: float) -> int:
    """Of different people, so that one of them would match at this rate."""
    return max(PAIRS_MIN, math.ceil(1 / share))


def thresholds_for(groups: Sequence[GroupFigures], share: float) -> Proposal | None:
    """Everyone's figures come first. None where there is nothing to count, or all score 0."""
    asked = [
        (threshold, each) for each in groups if (threshold := each.threshold_at(share)) is not None
    ]
    if not asked:
        return None
    at_most, strictest = min(asked, key=lambda each: each[0])
    at_most = math.floor(at_most * DECIMALS) / DECIMALS
    if at_most <= 0:
        return None
    strong = float(np.quantile(groups[0].scores.impostor, STRONG_SHARE))
    policy = ThresholdPolicy(
        at_most, math.ceil(max(strong, at_most * STRONG_ABOVE) * DECIMALS) / DECIMALS
    )
    return Proposal(policy, strictest.group, len(strictest.scores.impostor))
