"""Error rates with their counts and intervals."""

import pytest

from proctoring.performance import (
    Distances,
    ErrorRate,
    performance_at,
    threshold_for_false_match_rate,
)

DISTANCES = Distances.of(genuine=[0.3, 0.5, 0.2, 0.4], impostor=[0.9, 0.4, 0.6, 0.7, 0.8])


def test_a_distance_equal_to_the_threshold_matches_in_both_rates() -> None:
    figures = performance_at(DISTANCES, 0.4)
    assert figures.false_match == ErrorRate(1, 5)
    assert figures.false_non_match == ErrorRate(1, 4)


def test_below_every_distance_nothing_matches() -> None:
    figures = performance_at(DISTANCES, 0.1)
    assert (figures.false_match.share, figures.false_non_match.share) == (0.0, 1.0)


def test_a_rate_of_no_trials_is_no_rate() -> None:
    figures = performance_at(Distances.of([], []), 0.4)
    assert figures.false_match.share is None
    assert (figures.false_match.interval.low, figures.false_match.interval.high) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("errors", "trials", "low", "high"),
    [
        # Wilson 1927; values of Newcombe 1998, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_wilsons(errors: int, trials: int, low: float, high: float) -> None:
    interval = ErrorRate(errors, trials).interval
    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


def test_the_interval_of_all_wrong_mirrors_that_of_none_wrong() -> None:
    assert ErrorRate(20, 20).interval.low == pytest.approx(1 - ErrorRate(0, 20).interval.high)
    assert ErrorRate(20, 20).interval.high == 1.0


def test_more_errors_than_trials_are_refused() -> None:
    with pytest.raises(ValueError, match="errors"):
        ErrorRate(3, 2)


@pytest.mark.parametrize(
    ("share_max", "errors"), [(0.0, 0), (0.19, 0), (0.2, 1), (0.5, 2), (1.0, 5)]
)
def test_the_threshold_for_a_rate_keeps_the_rate(share_max: float, errors: int) -> None:
    threshold = threshold_for_false_match_rate(DISTANCES, share_max)
    assert threshold is not None
    assert performance_at(DISTANCES, threshold).false_match.errors == errors


def test_without_impostors_no_threshold_is_proposed() -> None:
    assert threshold_for_false_match_rate(Distances.of([0.2], []), 0.01) is None


def test_along_the_curve_one_rate_rises_and_the_other_falls() -> None:
    points = [performance_at(DISTANCES, each) for each in (0.1, 0.3, 0.5, 0.7, 0.9)]
    false_matches = [point.false_match.errors for point in points]
    false_non_matches = [point.false_non_match.errors for point in points]
    assert false_matches == sorted(false_matches) == [0, 0, 1, 3, 5]
    assert false_non_matches == sorted(false_non_matches, reverse=True) == [4, 2, 0, 0, 0]
