"""Thresholds for an engine nobody measured yet, from one measurement.

The strictest group decides: the calibration is that of the people whose neighbours are nearest, and
the threshold the lowest that any group needs. Where a group has too few pairs for its own rate, it
is held to none of them matching.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from proctoring.cohort import Calibration, Cohort, Part, surroundings
from proctoring.engine import EngineName
from proctoring.errors import ModelUnusable
from proctoring.measured import ScoredPair, figures
from proctoring.search import distances
from proctoring.shipped import EngineMeasurement
from proctoring.thresholds import thresholds_for
from proctoring.verification import ThresholdPolicy

HARDEST_SHARE = 0.1
"""The calibration's people are the tenth whose neighbours are nearest."""
FALSE_MATCH_SHARE = 0.005
IMPOSTORS_MIN = 300
PEOPLE_MIN = 30


@dataclass(frozen=True, slots=True)
class Share:
    """What one network's numbers, so many of a template, shall count: ``weight`` of 1."""

    numbers: int
    weight: float


def unmeasured(engine: EngineName) -> EngineMeasurement:
    """Stands for an engine while it is being measured."""
    calibration = Calibration(mean=1.0, deviation=1.0)
    return EngineMeasurement(engine, calibration, ThresholdPolicy(0.5, 1.0), "nothing yet")


def calibration_of(cohort: Cohort, parts: Sequence[Share] = ()) -> Calibration:
    """With ``parts``, of templates of several networks; each is then like its own numbers.

    Raise ModelUnusable where there are too few people to say anything.
    """
    if cohort.size < PEOPLE_MIN:
        raise ModelUnusable(
            f"{cohort.size} people with a template are too few to measure a network: "
            f"at least {PEOPLE_MIN}"
        )
    whole = _calibration_of(cohort.templates)
    found, begin = [], 0
    for share in parts:
        own = _calibration_of(cohort.templates[:, begin : begin + share.numbers])
        found.append(Part(share.numbers, share.weight, own.mean, own.deviation))
        begin += share.numbers
    return replace(whole, parts=tuple(found))


def _calibration_of(templates: NDArray[np.float32]) -> Calibration:
    nothing_known = Calibration(mean=0.0, deviation=1.0, size_half=0)
    around = [
        surroundings(np.delete(distances(templates, row), at), nothing_known)
        for at, row in enumerate(templates)
    ]
    return Calibration(
        mean=float(np.quantile([each.mean for each in around], HARDEST_SHARE)),
        deviation=float(np.median([each.deviation for each in around])),
    )


def propose(
    engine: EngineName, calibration: Calibration, scored: Iterable[ScoredPair], measured_on: str
) -> EngineMeasurement:
    """Raise ModelUnusable where there are too few pairs of different people."""
    pairs = [each for each in scored if each.score is not None]
    groups = figures(pairs, {photo: True for pair in pairs for photo in pair.photos})
    everyone = groups[0]
    if len(everyone.scores.impostor) < IMPOSTORS_MIN:
        raise ModelUnusable(
            f"{len(everyone.scores.impostor)} compared pairs of different people are too few: "
            f"at least {IMPOSTORS_MIN}"
        )
    proposed = thresholds_for(groups, FALSE_MATCH_SHARE)
    if proposed is None:
        raise ModelUnusable("different people get the score 0: the network tells nobody apart")
    return EngineMeasurement(engine, calibration, proposed.policy, measured_on)
