"""Templates of two networks: each network's numbers are held against the cohort by themselves."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from proctoring.cohort import Calibration, Cohort, ComparisonScore, Part
from proctoring.engine import EngineName, Template, distance_of
from proctoring.errors import ModelUnusable, TemplateMismatch
from proctoring.proposing import Share, calibration_of

ENGINE = EngineName("one+other")
FIRST, SECOND = 16, 24
CALIBRATION = Calibration(
    mean=0.5,
    deviation=0.05,
    parts=(Part(FIRST, 0.5, 0.4, 0.04), Part(SECOND, 0.5, 0.6, 0.06)),
)
ALONE = [
    Calibration(mean=part.mean, deviation=part.deviation, size_half=CALIBRATION.size_half)
    for part in CALIBRATION.parts
]
PLACES = (slice(0, FIRST), slice(FIRST, FIRST + SECOND))
Matrix = NDArray[np.float32]


def faces(count: int, seed: int = 1) -> Matrix:
    return np.random.default_rng(seed).normal(0, 0.1, (count, FIRST + SECOND)).astype("<f4")


def weighted(first: float) -> Calibration:
    one, other = CALIBRATION.parts
    parts = (replace(one, weight=first), replace(other, weight=1 - first))
    return replace(CALIBRATION, parts=parts)


def scored(
    people: Matrix, probe: Matrix, reference: Matrix, calibration: Calibration
) -> ComparisonScore:
    cohort = Cohort.of_matrix(ENGINE, [str(at) for at in range(len(people))], people)
    pair = [Template.from_vector(ENGINE, each) for each in (probe, reference)]
    return cohort.score(pair[0], pair[1], calibration, without={"0"})


def deviations(score: ComparisonScore, calibration: Calibration) -> float:
    return (score.score - calibration.mean) / calibration.deviation


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
def test_the_score_is_the_weighted_mean_of_what_each_network_alone_says(share: float) -> None:
    people, (probe, reference) = faces(300), faces(2, seed=2)
    both = weighted(share)
    alone = [
        deviations(scored(people[:, where], probe[where], reference[where], like), like)
        for where, like in zip(PLACES, ALONE, strict=True)
    ]
    compared = scored(people, probe, reference, both)
    expected = share * alone[0] + (1 - share) * alone[1]
    assert deviations(compared, both) == pytest.approx(expected, abs=1e-4)
    assert compared.distance == pytest.approx(distance_of(probe, reference))
    assert compared.cohort == 299


def test_a_network_with_larger_numbers_does_not_count_more() -> None:
    people, pair = faces(300), faces(2, seed=2)
    plain = scored(people, pair[0], pair[1], CALIBRATION)
    larger = np.ones(FIRST + SECOND, dtype="<f4")
    larger[PLACES[1]] = 40
    one, other = CALIBRATION.parts
    wider = replace(other, mean=40 * other.mean, deviation=40 * other.deviation)
    calibration = replace(CALIBRATION, parts=(one, wider))
    same = scored(people * larger, pair[0] * larger, pair[1] * larger, calibration)
    assert same.score == pytest.approx(plain.score, abs=1e-4)
    assert same.distance > 10 * plain.distance


def test_without_anybody_else_each_network_is_held_against_its_own_calibration() -> None:
    probe, reference = faces(2, seed=2)
    compared = scored(faces(1), probe, reference, CALIBRATION)
    apart = [distance_of(probe[where], reference[where]) for where in PLACES]
    expected = [(far - like.mean) / like.deviation for far, like in zip(apart, ALONE, strict=True)]
    assert compared.cohort == 0
    assert deviations(compared, CALIBRATION) == pytest.approx(sum(expected) / 2, abs=1e-4)


def test_parts_that_are_not_the_templates_are_named() -> None:
    people, (probe, reference) = faces(300), faces(2, seed=2)
    one, other = CALIBRATION.parts
    wrong = replace(CALIBRATION, parts=(one, replace(other, numbers=SECOND + 1)))
    with pytest.raises(TemplateMismatch, match="parts of 41 numbers, and a template of 40"):
        scored(people, probe, reference, wrong)


def test_two_networks_that_err_by_themselves_err_less_together() -> None:
    draw = np.random.default_rng(5)
    people = draw.normal(0, 0.1, (200, FIRST + SECOND))
    again = people + draw.normal(0, 0.12, people.shape)
    cohort = Cohort.of_matrix(ENGINE, [str(at) for at in range(200)], people.astype("<f4"))

    def missed(share: float) -> float:
        """Of one person's pairs, those farther apart than the nearest hundredth of strangers'."""
        said = [
            [
                cohort.score(
                    Template.from_vector(ENGINE, again[at]),
                    Template.from_vector(ENGINE, people[(at + step) % 200]),
                    weighted(share),
                    without={str(at), str((at + step) % 200)},
                ).score
                for at in range(200)
            ]
            for step in (0, 1, 2, 3)
        ]
        threshold = np.quantile(np.concatenate(said[1:]), 0.01)
        return float((np.array(said[0]) > threshold).mean())

    first, second, both = missed(1.0), missed(0.0), missed(0.5)
    assert both < 0.6 * min(first, second)


def test_each_network_is_calibrated_on_its_own_numbers() -> None:
    people = faces(200)
    people[:, PLACES[1]] *= 3
    cohort = Cohort.of_matrix(ENGINE, [str(at) for at in range(200)], people)
    calibration = calibration_of(cohort, (Share(FIRST, 0.75), Share(SECOND, 0.25)))
    one, other = calibration.parts
    for part, where, weight in ((one, PLACES[0], 0.75), (other, PLACES[1], 0.25)):
        names = [str(at) for at in range(200)]
        alone = calibration_of(Cohort.of_matrix(ENGINE, names, people[:, where]))
        assert (part.mean, part.deviation) == (alone.mean, alone.deviation)
        assert (part.numbers, part.weight) == (where.stop - where.start, weight)
    assert calibration.mean == calibration_of(cohort).mean
    few = Cohort.of_matrix(ENGINE, ["0"], people[:1])
    with pytest.raises(ModelUnusable, match="1 people"):
        calibration_of(few, (Share(FIRST, 0.5), Share(SECOND, 0.5)))
