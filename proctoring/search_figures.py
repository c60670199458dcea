"""Measures the search for one face under two numbers: how often it is wrong, and what it costs.

Pure, over templates: ``proctoring/vision/search_measuring.py`` reads the photos and prints. One
photo of each person is the registration photo, all others are probes. A probe's own registration
photo plays the part of the double: found or not; every other person is a stranger.
"""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from proctoring.cohort import DEVIATION_MIN as COHORT_DEVIATION_MIN
from proctoring.cohort import Calibration, surroundings
from proctoring.duplicates import (
    DEVIATION_MIN,
    NEIGHBOURS_MAX,
    NEIGHBOURS_MIN,
    NEIGHBOURS_SHARE,
    Matrix,
    People,
    doubles,
)
from proctoring.performance import ErrorRate
from proctoring.search import distances

DIMENSION = 128
REPEATS = 9


@dataclass(frozen=True, slots=True)
class SearchFigures:
    """At one demand: pairs of strangers as remarkable as it, and doubles that are found."""

    remarkable: float
    false_match: ErrorRate
    alarm: ErrorRate
    """Of searches: at least one stranger was named."""
    found: ErrorRate


def search_figures(
    people: Sequence[str],
    matrix: Matrix,
    demands: Sequence[float],
    found_among: Collection[str] | None = None,
) -> tuple[SearchFigures, ...]:
    """``people`` says whose each row is; doubles are counted ``found_among`` these alone."""
    whose = np.array(people)
    first = np.sort(np.unique(whose, return_index=True)[1])
    far = np.stack([distances(matrix[first], row) for row in matrix])
    same = whose[:, None] == whose[first][None]
    near, deviation = _neighbourhoods(np.where(same, np.inf, far))
    probes = np.setdiff1d(np.arange(len(whose)), first)
    of_probe = (near[probes, None] - far[probes]) / deviation[probes, None]
    of_reference = (near[first][None] - far[probes]) / deviation[first][None]
    pairs = (of_probe + of_reference) / 2
    own = same[probes]
    wanted = own if found_among is None else own & np.isin(whose[probes], [*found_among])[:, None]
    return tuple(
        SearchFigures(
            demand,
            ErrorRate(int((pairs[~own] >= demand).sum()), int((~own).sum())),
            ErrorRate(int(((pairs >= demand) & ~own).any(axis=1).sum()), len(probes)),
            ErrorRate(int((pairs[wanted] >= demand).sum()), int(wanted.sum())),
        )
        for demand in demands
    )


def stranger_scores(
    people: Sequence[str], matrix: Matrix, calibration: Calibration
) -> NDArray[np.float64]:
    """Of every two photos of different people, as a comparison at the desk scores them.

    The cohort is one photo of each person, without the two who are compared.
    """
    whose = np.array(people)
    names, first, person = np.unique(whose, return_index=True, return_inverse=True)
    mean = np.empty((len(whose), len(names)))
    deviation = np.empty_like(mean)
    for row, template in enumerate(matrix):
        far = distances(matrix[first], template)
        for other in range(len(names)):
            near = surroundings(np.delete(far, [person[row], other]), calibration)
            mean[row, other] = near.mean
            deviation[row, other] = max(near.deviation, COHORT_DEVIATION_MIN)
    scores = []
    for row, template in enumerate(matrix[:-1]):
        later = np.arange(row + 1, len(whose))
        later = later[person[later] != person[row]]
        far = distances(matrix[later], template)
        here = (far - mean[row, person[later]]) / deviation[row, person[later]]
        there = (far - mean[later, person[row]]) / deviation[later, person[row]]
        scores.append(calibration.mean + calibration.deviation * (here + there) / 2)
    told: NDArray[np.float64] = np.maximum(np.concatenate(scores), 0.0)
    return told


def _neighbourhoods(
    strangers: "np.ndarray[tuple[int, int], np.dtype[np.float64]]",
) -> tuple["np.ndarray[tuple[int], np.dtype[np.float64]]", ...]:
    """Mean and deviation of each row's nearest, as ``duplicates.remarkable`` counts them."""
    others = strangers.shape[1] - 1
    count = min(NEIGHBOURS_MAX, max(NEIGHBOURS_MIN, int((others - 1) * NEIGHBOURS_SHARE)))
    nearest = np.partition(strangers, count - 1, axis=1)[:, :count]
    return nearest.mean(axis=1), np.maximum(nearest.std(axis=1), DEVIATION_MIN)


@dataclass(frozen=True, slots=True)
class SearchCost:
    people: int
    milliseconds: float
    """The median search, neighbourhoods included."""
    mebibytes: float


def search_cost(people: int) -> SearchCost:
    """On this machine, one thread, over made-up templates."""
    chance = np.random.default_rng(people)
    # So near one another that every search looks at the neighbourhoods of its whole shortlist.
    matrix = (chance.standard_normal((people, DIMENSION)) * 0.03).astype(np.float32)
    crowd = People([f"{place:08d}" for place in range(people)], matrix)
    took = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        doubles(matrix[0], crowd.numbers[0], crowd, crowd, 5.0, 0.42)
        took.append(time.perf_counter() - begun)
    return SearchCost(people, sorted(took)[REPEATS // 2] * 1_000, matrix.nbytes / 2**20)
