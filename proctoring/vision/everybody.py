"""Every photo against every other person's: what a table of pairs is too short to say.

At FMR 0.1 % a table of 2,000 pairs of different people allows two errors, so its figure hangs on
two pairs of look-alikes. The same photos compared with one another are hundreds of times as many
pairs of different people; the pairs of one person stay those of the table. Pure arithmetic over
the templates that are there already.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from proctoring.cohort import DEVIATION_MIN, Calibration, Cohort, surroundings
from proctoring.measured import ALL, GroupFigures
from proctoring.performance import Distances
from proctoring.search import distances
from proctoring.vision.evaluation import Material, cohort_of
from proctoring.vision.pairs import Pair, photos_of

PHOTOS_MAX = 3_000
"""Four million pairs; of more photos every second, third … is taken."""


def everybody(
    pairs: Sequence[Pair],
    material: Material,
    calibration: Calibration | None,
    of_the_table: Sequence[GroupFigures],
) -> tuple[GroupFigures, ...]:
    """The table's figures with all pairs of different people in place of its own."""
    every = [each for each in photos_of(pairs) if material.references[each].template is not None]
    photos = every[:: -(-len(every) // PHOTOS_MAX) or 1]
    people = np.array([material.identity_of[each] for each in photos])
    groups = np.array([material.group_of.get(person, "") for person in people])
    scores = _scores(photos, people, material, calibration, cohort_of(pairs, material))
    one, other = np.triu_indices(len(photos), 1)
    different = people[one] != people[other]
    one, other = one[different], other[different]
    found = []
    for figures in of_the_table:
        within = np.ones(len(one), dtype=bool)
        if figures.group != ALL:
            within = (groups[one] == figures.group) & (groups[other] == figures.group)
        impostor = np.sort(scores[one[within], other[within]])
        both = Distances(figures.scores.genuine, tuple(impostor.tolist()))
        found.append(GroupFigures(figures.group, figures.acquisition, both))
    return tuple(found)


def _scores(
    photos: Sequence[str],
    people: NDArray[np.str_],
    material: Material,
    calibration: Calibration | None,
    cohort: Cohort,
) -> NDArray[np.float64]:
    """Row by column; as ``Cohort.score`` says it without the two people compared."""
    matrix = np.stack([_vector(material, photo) for photo in photos])
    far = np.stack([distances(matrix, row) for row in matrix])
    if calibration is None:
        return far
    columns = np.array([cohort.row_of.get(person, cohort.size) for person in people])
    of_one = np.empty_like(far)
    for at, (row, own) in enumerate(zip(matrix, columns, strict=True)):
        others = distances(cohort.templates, row)
        others[own : own + 1] = np.inf
        mean, deviation = _without_each(others, calibration)
        of_one[at] = (far[at] - mean[columns]) / deviation[columns]
    score = calibration.mean + calibration.deviation * (of_one + of_one.T) / 2
    return np.asarray(np.maximum(score, 0.0))


def _without_each(
    far: NDArray[np.float64], calibration: Calibration
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and deviation of the nearest without the person of each row; last, without nobody.

    Infinite is the face's own person. Only a near person's absence changes who is nearest; without
    any of the others it is as without the farthest.
    """
    known = np.flatnonzero(np.isfinite(far))
    by_distance = known[np.argsort(far[known], kind="stable")]
    nearest = by_distance[: calibration.neighbours(max(len(known) - 1, 1))]
    without_none = surroundings(far[known], calibration)
    without_far = surroundings(far[by_distance[:-1]], calibration)
    mean = np.full(len(far) + 1, without_far.mean)
    deviation = np.full(len(far) + 1, without_far.deviation)
    mean[-1], deviation[-1] = without_none.mean, without_none.deviation
    for row in nearest:
        without = surroundings(far[known[known != row]], calibration)
        mean[row], deviation[row] = without.mean, without.deviation
    return mean, np.maximum(deviation, DEVIATION_MIN)


def _vector(material: Material, photo: str) -> NDArray[np.float32]:
    template = material.reference(photo)
    assert template is not None
    return template.vector
