"""The measurement of the search counts what the search does."""

import numpy as np

from proctoring.cohort import Calibration, Cohort
from proctoring.duplicates import People, doubles
from proctoring.engine import EngineName, Template
from proctoring.search_figures import search_cost, search_figures, stranger_scores

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


def test_doubles_are_counted_among_those_who_are_asked_for() -> None:
    first = CHANCE.standard_normal((60, 128)).astype(np.float32) * np.float32(0.07)
    people = [f"n{place}" for place in range(60)]
    (figures,) = search_figures([*people, *people], np.concatenate([first, first]), [5.0], {"n1"})
    assert (figures.found.errors, figures.found.trials) == (1, 1)
    assert figures.false_match.trials == 60 * 59


def test_strangers_are_scored_as_a_comparison_scores_them() -> None:
    matrix = CHANCE.standard_normal((90, 8)).astype(np.float32) * np.float32(0.2)
    people = [f"n{place % 50}" for place in range(90)]
    calibration = Calibration(mean=0.5, deviation=0.05)
    scores = stranger_scores(people, matrix, calibration)
    engine = EngineName("plain")
    cohort = Cohort.of_matrix(engine, people[:50], matrix[:50])
    expected = [
        cohort.score(
            Template.from_vector(engine, matrix[row]),
            Template.from_vector(engine, matrix[other]),
            calibration,
            without={people[row], people[other]},
        ).score
        for row in range(90)
        for other in range(row + 1, 90)
        if people[row] != people[other]
    ]
    np.testing.assert_allclose(scores, expected, atol=1e-5)
