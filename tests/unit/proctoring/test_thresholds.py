"""Thresholds for a false match rate that somebody chose."""

import pytest

from proctoring.measured import GroupFigures
from proctoring.performance import Distances, ErrorRate, performance_at
from proctoring.thresholds import pairs_needed, thresholds_for

ACQUIRED = ErrorRate(0, 10)


def a_group(name: str, *impostor: float) -> GroupFigures:
    return GroupFigures(name, ACQUIRED, Distances.of((0.1, 0.2), impostor))


def spread(lowest: float, count: int) -> list[float]:
    return [lowest + at / 1000 for at in range(count)]


def test_the_group_that_needs_the_strictest_decides_for_all() -> None:
    near, far = a_group("near", *spread(0.4, 300)), a_group("far", *spread(0.5, 300))
    everyone = a_group("all", *near.scores.impostor, *far.scores.impostor)
    proposed = thresholds_for([everyone, far, near], 0.01)
    assert proposed is not None
    assert (proposed.group, proposed.impostors) == ("near", 300)
    assert performance_at(near.scores, proposed.policy.match_at_most).false_match.errors == 3


@pytest.mark.parametrize("nearest", [0.38046, 0.38044, 0.41239999])
def test_the_shorter_number_that_is_shown_never_lets_more_through(nearest: float) -> None:
    proposed = thresholds_for([a_group("all", *spread(nearest, 300))], 0.001)
    assert proposed is not None
    assert nearest - 0.0002 < proposed.policy.match_at_most < nearest
    assert not proposed.is_known(0.001)
    assert proposed.is_known(0.01)


def test_the_second_threshold_lies_above_the_first_even_where_all_strangers_are_alike() -> None:
    proposed = thresholds_for([a_group("all", *[0.5] * 300)], 0.01)
    assert proposed is not None
    assert proposed.policy.strong_non_match_from >= 1.1 * proposed.policy.match_at_most


@pytest.mark.parametrize("impostor", [(), (0.0,) * 10])
def test_without_strangers_who_are_told_apart_nothing_is_proposed(
    impostor: tuple[float, ...],
) -> None:
    assert thresholds_for([a_group("all", *impostor)], 0.01) is None


def test_a_group_without_strangers_does_not_decide() -> None:
    proposed = thresholds_for([a_group("all", *spread(0.4, 300)), a_group("lonely")], 0.01)
    assert proposed is not None
    assert proposed.group == "all"


def test_a_rate_needs_pairs_enough_to_see_it() -> None:
    assert [pairs_needed(share) for share in (0.1, 0.01, 0.001, 0.0001)] == [300, 300, 1000, 10_000]
