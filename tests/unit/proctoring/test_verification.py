"""The machine matches or refers; it never turns anyone away."""

import math

import pytest

from proctoring.verification import (
    Match,
    NonMatch,
    Referred,
    ThresholdPolicy,
    comparison_decision,
    outcome,
)

POLICY = ThresholdPolicy(match_at_most=0.42, strong_non_match_from=0.60)


@pytest.mark.parametrize(
    ("dissimilarity", "expected"),
    [
        (0.0, Match(0.0, POLICY)),
        (0.42, Match(0.42, POLICY)),
        (math.nextafter(0.42, 1), NonMatch(math.nextafter(0.42, 1), POLICY, strong=False)),
        (math.nextafter(0.60, 0), NonMatch(math.nextafter(0.60, 0), POLICY, strong=False)),
        (0.60, NonMatch(0.60, POLICY, strong=True)),
        (1.4, NonMatch(1.4, POLICY, strong=True)),
    ],
)
def test_a_comparison_is_decided_at_the_edges_of_the_policy(
    dissimilarity: float, expected: Match | NonMatch
) -> None:
    assert comparison_decision(dissimilarity, POLICY) == expected


def test_towards_a_person_there_is_only_match_or_referral() -> None:
    outcomes = [outcome(hundredths / 100, POLICY) for hundredths in range(200)]
    assert {type(each) for each in outcomes} == {Match, Referred}


def test_a_strong_non_match_is_a_referral_with_a_flag() -> None:
    assert outcome(0.7, POLICY) == Referred(0.7, POLICY, strong=True)


def test_a_weak_non_match_is_a_referral_without_a_flag() -> None:
    assert outcome(0.5, POLICY) == Referred(0.5, POLICY, strong=False)


@pytest.mark.parametrize("dissimilarity", [math.nan, math.inf, -0.1])
def test_a_distance_that_is_no_distance_is_refused_and_never_a_match(dissimilarity: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        outcome(dissimilarity, POLICY)


@pytest.mark.parametrize(
    ("match_at_most", "strong_non_match_from"),
    [(0.0, 0.6), (-0.1, 0.6), (0.6, 0.6), (0.7, 0.6), (math.nan, 0.6), (0.4, math.inf)],
)
def test_a_policy_whose_thresholds_make_no_sense_is_refused(
    match_at_most: float, strong_non_match_from: float
) -> None:
    with pytest.raises(ValueError, match=r"match_at_most|finite"):
        ThresholdPolicy(match_at_most, strong_non_match_from)
