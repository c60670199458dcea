"""Does this face belong to somebody else of the event, too? A stricter question than "is it you?".

A comparison has one chance to be wrong, a search as many as there are people. Raw distances would
name strangers all day in the group the network tells apart worst, so a pair counts by how
*remarkable* it is: how many standard deviations it lies below the distances of either face to its
own nearest neighbours among the registration photos, the mean of both sides. That scale is the same
for everybody. Where a search may alarm falsely this often (``share``) among so many people, the
rate a single pair may have follows, and ``POINTS`` says how remarkable it must be.

With fewer than ``COHORT_MIN`` others there is no neighbourhood to speak of; then a pair must lie
well below the distance at which a comparison matches.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from proctoring.engine import EngineName
from proctoring.search import distances, false_alarm_share, share_for_false_alarm

Matrix = NDArray[np.float32]

COHORT_MIN = 40
COHORT_MAX = 2_000
"""A neighbourhood is judged from so many people, evenly taken: more say the same, and cost more."""
NEIGHBOURS_MIN, NEIGHBOURS_MAX = 20, 100
NEIGHBOURS_SHARE = 1 / 8
DEVIATION_MIN = 0.01
SHORTLIST = 8
"""The nearest of a search whose own neighbourhoods are looked at; more than three never were."""
ALONE_SHARE = 0.85
"""Of ``match_at_most``, where there is no neighbourhood."""
NEVER_BEYOND_SHARE = 1.3
"""Of ``match_at_most``: pairs of one person that are remarkable never lay so far apart."""

MEASURED_WITH = EngineName("dlib-resnet-5pt")
POINTS = (
    (3.0, 874 / 819_012),
    (3.5, 364 / 819_012),
    (4.0, 123 / 819_012),
    (4.5, 60 / 819_012),
    (5.0, 19 / 819_012),
    (5.5, 6 / 819_012),
    (6.15, 2 / 819_012),
)
"""How remarkable, and the share of pairs of different people that are at least that.

Of 787 people (docs/one-face-two-names.md); the last two pairs lie at the last point, and beyond it
nothing was measured.
"""


@dataclass(frozen=True, slots=True)
class People:
    """Whose each row of ``matrix`` is."""

    numbers: Sequence[str]
    matrix: Matrix


@dataclass(frozen=True, slots=True)
class Double:
    """Row ``row`` of the gallery, ``distance`` from the probe; ``remarkable`` None: too few."""

    row: int
    distance: float
    remarkable: float | None


@dataclass(frozen=True, slots=True)
class Demand:
    """How remarkable a pair must be, and how often a search then names a stranger."""

    remarkable_at_least: float
    false_alarm: float


def demand(false_alarm_wanted: float, searched: int) -> Demand:
    """The mildest demand that keeps a search among so many as quiet as wanted.

    Where that is beyond what was measured, the strictest that was, and its own false alarms.
    """
    strictest, rarest = POINTS[-1]
    share = share_for_false_alarm(false_alarm_wanted, max(searched, 1))
    if share <= rarest:
        return Demand(strictest, false_alarm_share(rarest, searched))
    mildest, commonest = POINTS[0]
    if share >= commonest:
        return Demand(mildest, false_alarm_share(commonest, searched))
    scale = [math.log(each) for _, each in reversed(POINTS)]
    at = np.interp(math.log(share), scale, [each for each, _ in reversed(POINTS)])
    return Demand(round(float(at), 2), false_alarm_share(share, searched))


def doubles(
    probe: NDArray[np.float32],
    own: str,
    gallery: People,
    cohort: People,
    remarkable_at_least: float,
    match_at_most: float,
    never_beyond: float | None = None,
) -> tuple[Double, ...]:
    """The rows of other people that have this face, the most alike first.

    ``cohort`` holds one row a person, the registration photos; the gallery may be the same, or the
    arrivals of the day. Beyond ``never_beyond`` nobody is found, however remarkable.
    """
    limit = never_beyond or NEVER_BEYOND_SHARE * match_at_most
    far = distances(gallery.matrix, probe)
    far[[each == own for each in gallery.numbers]] = np.inf
    nearest = np.argsort(far, kind="stable")[:SHORTLIST]
    sample = _sample(cohort)
    found = []
    for row in nearest:
        if far[row] > limit:
            break
        known = (own, gallery.numbers[row])
        sides = (probe, gallery.matrix[row])
        how = remarkable(float(far[row]), sides, known, sample)
        alone = far[row] <= ALONE_SHARE * match_at_most
        if alone if how is None else how >= remarkable_at_least:
            found.append(Double(int(row), float(far[row]), how))
    return tuple(found)


def remarkable(
    distance: float, sides: Sequence[NDArray[np.float32]], known: Sequence[str], cohort: People
) -> float | None:
    """None where too few others are there to say. ``known`` are the two people themselves."""
    others = cohort.matrix[[each not in known for each in cohort.numbers]]
    if len(others) < COHORT_MIN:
        return None
    wanted = int(len(others) * NEIGHBOURS_SHARE)
    neighbours = min(NEIGHBOURS_MAX, max(NEIGHBOURS_MIN, wanted))
    total = 0.0
    for side in sides:
        near = np.partition(distances(others, side), neighbours - 1)[:neighbours]
        total += (float(near.mean()) - distance) / max(float(near.std()), DEVIATION_MIN)
    return total / len(sides)


def _sample(cohort: People) -> People:
    if len(cohort.numbers) <= COHORT_MAX:
        return cohort
    rows = np.linspace(0, len(cohort.numbers) - 1, COHORT_MAX).astype(int)
    return People([cohort.numbers[row] for row in rows], cohort.matrix[rows])
