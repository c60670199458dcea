"""Every photo against every other person's: what a table of pairs is too short to say.

At FMR 0.1 % a table of 2,000 pairs of different people allows two errors, so its figure hangs on
two pairs of look-alikes. The same photos compared with one another are hundreds of times as many
pairs of different people; the pairs of one person stay those of the table. Where a row fuses
several probes, each such mean is held against every other person's references. Pure arithmetic over
the templates that are there already.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from proctoring.cohort import DEVIATION_MIN, Calibration, Cohort, surroundings
from proctoring.engine import Template
from proctoring.errors import ModelUnusable
from proctoring.measured import ALL, GroupFigures
from proctoring.performance import Distances
from proctoring.search import distances
from proctoring.vision.evaluation import Material, cohort_of
from proctoring.vision.pairs import Pair, photos_of

PHOTOS_MAX = 3_000
"""Four million pairs; of more photos every second, third … is taken."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of the comparisons, row by row."""

    people: NDArray[np.str_]
    vectors: NDArray[np.float32]

    def groups(self, material: Material) -> NDArray[np.str_]:
        return np.array([material.group_of.get(str(person), "") for person in self.people])


def everybody(
    pairs: Sequence[Pair],
    material: Material,
    calibration: Calibration | None,
    of_the_pairs: Sequence[GroupFigures],
    cohort: Cohort | None = None,
    references: Sequence[str] | None = None,
) -> tuple[GroupFigures, ...]:
    """The pairs' figures with all pairs of different people in place of their own.

    Single photos are compared each with every other; of pairs with several probes, what each row
    fuses with every other person's ``references`` (those of the pairs unless others are named).
    """
    if cohort is None:
        cohort = cohort_of(pairs, material)
    fused = any(len(pair.probes) > 1 for pair in pairs)
    if fused:
        one = _side(_fused(pairs, material))
        named = references or sorted({pair.reference for pair in pairs})
        other = _side(_single(named, material))
    else:
        one = other = _side(_single(photos_of(pairs), material))
    scores = _scores(one, other, calibration, cohort)
    different = one.people[:, None] != other.people[None]
    if not fused:
        different = np.triu(different, 1)
    of_one, of_other = one.groups(material), other.groups(material)
    found = []
    for figures in of_the_pairs:
        within = different
        if figures.group != ALL:
            in_both = (of_one == figures.group)[:, None] & (of_other == figures.group)[None]
            within = different & in_both
        impostor = np.sort(scores[within])
        both = Distances(figures.scores.genuine, tuple(impostor.tolist()))
        found.append(GroupFigures(figures.group, figures.acquisition, both))
    return tuple(found)


def _single(photos: Sequence[str], material: Material) -> list[tuple[str, Template]]:
    read = ((photo, material.reference(photo)) for photo in photos)
    return [(material.identity_of[photo], each) for photo, each in read if each is not None]


def _fused(pairs: Sequence[Pair], material: Material) -> list[tuple[str, Template]]:
    """Every set of probes once, however many references it is compared with."""
    sets = {frozenset(pair.probes): pair.probes for pair in pairs}
    read = ((probes[0], material.probe(probes)) for probes in sets.values())
    return [(material.identity_of[photo], each) for photo, each in read if each is not None]


def _side(rows: Sequence[tuple[str, Template]]) -> _Side:
    """Of very many every second, third … is taken. Raise ModelUnusable where there is none."""
    if not rows:
        raise ModelUnusable("no reference gave a template: there is nobody to compare with")
    taken = rows[:: -(-len(rows) // PHOTOS_MAX) or 1]
    people = np.array([person for person, _ in taken])
    return _Side(people, np.stack([template.vector for _, template in taken]))


def _scores(
    one: _Side, other: _Side, calibration: Calibration | None, cohort: Cohort
) -> NDArray[np.float64]:
    """Row by column; as ``Cohort.score`` says it without the two people compared."""
    if calibration is None:
        return _far(one, other)
    deviations = np.zeros((len(one.people), len(other.people)))
    for part in calibration.of_parts(one.vectors.shape[1]):
        sides = [replace(side, vectors=side.vectors[:, part.where]) for side in (one, other)]
        near = replace(cohort, templates=cohort.templates[:, part.where])
        far = _far(*sides)
        of_one = _seen_from(sides[0], sides[1], far, part.like, near)
        same = one is other
        of_other = of_one if same else _seen_from(sides[1], sides[0], far.T, part.like, near)
        deviations += part.weight * (of_one + of_other.T) / 2
    score = calibration.mean + calibration.deviation * deviations
    return np.asarray(np.maximum(score, 0.0))


def _far(one: _Side, other: _Side) -> NDArray[np.float64]:
    return np.stack([distances(other.vectors, row) for row in one.vectors])


def _seen_from(
    side: _Side,
    opposite: _Side,
    far: NDArray[np.float64],
    calibration: Calibration,
    cohort: Cohort,
) -> NDArray[np.float64]:
    """In deviations from this side's own surroundings, row by row."""
    own_row = [cohort.row_of.get(str(person), cohort.size) for person in side.people]
    columns = np.array([cohort.row_of.get(str(person), cohort.size) for person in opposite.people])
    seen = np.empty_like(far)
    for at, (row, own) in enumerate(zip(side.vectors, own_row, strict=True)):
        others = distances(cohort.templates, row)
        others[own : own + 1] = np.inf
        mean, deviation = _without_each(others, calibration)
        seen[at] = (far[at] - mean[columns]) / deviation[columns]
    return seen


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
