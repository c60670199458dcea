"""A score in words: the rarer the pair, the larger the number, and nothing beyond what was seen."""

import math

import pytest

from proctoring.rarity import MEASURED_WITH, PAIRS, POINTS, OneIn, one_in


def pairs_at(score: float) -> int:
    told = one_in(MEASURED_WITH, score)
    assert told is not None
    return told.pairs


def test_every_measured_point_is_told_as_it_was_measured() -> None:
    for score, count in POINTS:
        assert pairs_at(score) == pytest.approx(PAIRS / count, rel=0.05, abs=0.5)
    assert pairs_at(0.42) == 420


def test_the_more_alike_the_rarer() -> None:
    told = [pairs_at(score / 100) for score in range(25, 90)]
    assert told == sorted(told, reverse=True)
    assert told[-1] == 2


def test_what_is_rarer_than_measured_is_told_so() -> None:
    assert one_in(MEASURED_WITH, 0.1) == OneIn(130_000, or_rarer=True)
    assert one_in(MEASURED_WITH, 0.3) == OneIn(21_000)


@pytest.mark.parametrize("score", [math.nan, math.inf, -0.1])
def test_what_is_no_score_is_not_told(score: float) -> None:
    assert one_in(MEASURED_WITH, score) is None


def test_of_another_engine_nothing_is_claimed() -> None:
    assert one_in("memory", 0.3) is None
