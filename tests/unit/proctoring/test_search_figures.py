"""The measurement of the search counts what the search does."""

import numpy as np

from proctoring.duplicates import People, doubles
from proctoring.search_figures import search_cost, search_figures

CHANCE = np.random.default_rng(3)


def test_the_figures_agree_with_the_search_itself() -> None:
    first = CHANCE.standard_normal((60, 128)).astype(np.float32) * np.float32(0.07)
    again = first + CHANCE.standard_normal((60, 128)).astype(np.float32) * np.float32(0.02)
    people = [f"n{place}" for place in range(60)]
    (figures,) = search_figures([*people, *people], np.concatenate([first, again]), [5.0])

    crowd = People(people, first)
    named = [doubles(probe, "nobody", crowd, crowd, 5.0, 0.42) for probe in again]
    hits = sum(any(each.row == place for each in found) for place, found in enumerate(named))
    assert figures.found.errors == hits == 60
    assert figures.false_match.trials == 60 * 59
    assert figures.alarm.trials == 60
    assert (figures.false_match.errors, figures.alarm.errors) == (0, 0)


def test_the_cost_is_of_the_size_that_was_asked_for() -> None:
    cost = search_cost(64)
    assert cost.mebibytes == 64 * 128 * 4 / 2**20
    assert cost.milliseconds > 0
