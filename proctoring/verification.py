"""From a distance to an outcome: match, or referred to a person.

The rule of this file: the machine may wave a person through, it may never turn one away. A
comparison decides between match and non-match (ISO/IEC 2382-37); towards the person a non-match
is a referral, and a strong one is a referral with a flag that asks the proctor to look twice.
Whatever could not be compared is a referral too.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThresholdPolicy:
    """The two distances of an exam's identity policy, taken from measurement: docs/identity.md."""

    match_at_most: float
    strong_non_match_from: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.match_at_most) and math.isfinite(self.strong_non_match_from)):
            raise ValueError("thresholds are finite numbers")
        if not 0 < self.match_at_most < self.strong_non_match_from:
            raise ValueError("0 < match_at_most < strong_non_match_from does not hold")


@dataclass(frozen=True, slots=True)
class Match:
    dissimilarity: float
    policy: ThresholdPolicy


@dataclass(frozen=True, slots=True)
class NonMatch:
    """Never shown to the person as a verdict: see ``outcome``."""

    dissimilarity: float
    policy: ThresholdPolicy
    strong: bool


@dataclass(frozen=True, slots=True)
class Referred:
    """Farther apart than the policy allows: a person has to look."""

    dissimilarity: float
    policy: ThresholdPolicy
    strong: bool


def comparison_decision(dissimilarity: float, policy: ThresholdPolicy) -> Match | NonMatch:
    if not (math.isfinite(dissimilarity) and dissimilarity >= 0):
        raise ValueError("a dissimilarity is a finite number from 0 up")
    if dissimilarity <= policy.match_at_most:
        return Match(dissimilarity, policy)
    return NonMatch(dissimilarity, policy, strong=dissimilarity >= policy.strong_non_match_from)


def outcome(dissimilarity: float, policy: ThresholdPolicy) -> Match | Referred:
    """The machine's outcome towards the person."""
    match comparison_decision(dissimilarity, policy):
        case Match() as decision:
            return decision
        case NonMatch(strong=strong):
            return Referred(dissimilarity, policy, strong)
