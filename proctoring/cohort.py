"""Distances made comparable between people: each side is held against the event's other references.

A raw distance means different things for different people. The network was trained on few faces
like those of half of Asia, so they lie near one another in its space, and a threshold that is
strict for everybody else lets every third stand-in through there. What is known on the day is how
near *this* face lies to its nearest neighbours among the other candidates' registration photos,
who are certainly other people. A comparison's distance is therefore counted from there, in
standard deviations, once for the reference and once for the probe, and the mean of both is brought
back to the scale of distances: score normalisation with an adaptive cohort (adaptive symmetric
normalisation, as speaker recognition calls it). One threshold then serves all groups.

Nothing is learned beforehand but the scalars of ``Calibration``. Of a small room little is known,
so the figures of a small cohort lean on the calibration's, in proportion to its size; without a
cohort the score *is* the distance. The figures behind the constants: docs/identity.md.

A template may hold what several networks made of a face, side by side. Each network's numbers are
then held against the cohort by themselves, and the weighted mean of what they say counts.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from proctoring.engine import EngineName, Template, dissimilarity, distance_of
from proctoring.errors import TemplateMismatch
from proctoring.search import distances

DEVIATION_MIN = 0.01
"""Below this a cohort is one picture many times over, and its spread says nothing."""
PEOPLE_MAX = 5_000
"""More would say the same and cost more: this many take a few milliseconds a comparison."""
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Part:
    """One network's numbers in a template of several, and what its own distances are like."""

    numbers: int
    """How many; the parts follow one another in the template."""
    weight: float
    """Its share of the score; all parts' together are 1."""
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the distances to one's nearest neighbours are like in the group hardest to tell apart.

    ``mean`` is set so that a threshold read as a plain distance is as strict without a cohort as it
    was measured to be (docs/identity.md).
    """

    mean: float
    deviation: float
    neighbours_max: int = 100
    neighbours_min: int = 20
    share: float = 1 / 8
    """Neighbours are this share of the cohort, between the two numbers above."""
    size_half: int = 100
    """A cohort of so many people counts as much as the calibration; ten times as many, 99 %."""
    parts: tuple[Part, ...] = ()
    """Of a template of several networks; ``mean`` and ``deviation`` are then of the whole."""

    def of_parts(self, numbers: int) -> tuple["Placed", ...]:
        """The parts of a template of so many numbers; the whole, where it has none.

        Raise TemplateMismatch where the parts are not those of the template.
        """
        if not self.parts:
            return (Placed(slice(0, numbers), 1.0, self),)
        ends = tuple(accumulate(part.numbers for part in self.parts))
        if ends[-1] != numbers:
            raise TemplateMismatch(f"parts of {ends[-1]} numbers, and a template of {numbers}")
        return tuple(
            Placed(
                slice(end - part.numbers, end),
                part.weight,
                replace(self, mean=part.mean, deviation=part.deviation, parts=()),
            )
            for part, end in zip(self.parts, ends, strict=True)
        )

    def neighbours(self, cohort: int) -> int:
        """How many of a cohort are looked at: at most half of a small one."""
        few = min(cohort // 2, self.neighbours_min)
        return max(1, min(self.neighbours_max, max(int(cohort * self.share), few)))


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a part lies in a template, what it counts, and what its distances are like."""

    where: slice
    weight: float
    like: Calibration


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How far the nearest others are from one face."""

    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class ComparisonScore:
    """``score`` is what thresholds are held against: smaller is more alike, and never below 0."""

    score: float
    distance: float
    """Raw, between the two templates."""
    cohort: int
    """How many other people it was held against; 0: the score is the distance."""


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """The references of one event: one row a person. Immutable: build another when it changes."""

    engine: EngineName
    templates: NDArray[np.float32] = field(repr=False)
    row_of: Mapping[str, int] = field(repr=False)

    @classmethod
    def of(cls, engine: EngineName, references: Sequence[tuple[str, bytes]]) -> "Cohort":
        """From pairs of person and template; the first reference of a person counts."""
        first: dict[str, bytes] = {}
        for person, content in references:
            first.setdefault(person, content)
        lengths = {len(content) for content in first.values()}
        if len(lengths) > 1:
            raise TemplateMismatch("templates of different lengths")
        matrix = np.frombuffer(b"".join(first.values()), dtype="<f4")
        width = lengths.pop() // 4 if lengths else 0
        return cls.of_matrix(engine, tuple(first), matrix.reshape(len(first), width))

    @classmethod
    def of_matrix(
        cls, engine: EngineName, people: Sequence[str], templates: NDArray[np.float32]
    ) -> "Cohort":
        """Row by row. Of more than ``PEOPLE_MAX`` every second, third … is taken."""
        step = -(-len(people) // PEOPLE_MAX) or 1
        rows = {person: row for row, person in enumerate(people[::step])}
        return cls(engine, templates[::step], rows)

    @property
    def size(self) -> int:
        return len(self.templates)

    def score(
        self,
        probe: Template,
        reference: Template,
        calibration: Calibration,
        *,
        without: Collection[str],
    ) -> ComparisonScore:
        """Compare; ``without`` names whose rows are no strangers: the candidate's own above all."""
        distance = dissimilarity(probe, reference)
        if probe.engine != self.engine:
            raise TemplateMismatch(f"{probe.engine} and {self.engine} have nothing to compare")
        own = sorted({self.row_of[person] for person in without if person in self.row_of})
        others = self.size - len(own)
        if not (others or calibration.parts):
            return ComparisonScore(distance, distance, 0)
        deviations = 0.0
        for part in calibration.of_parts(len(probe.vector)):
            one, other = (template.vector[part.where] for template in (probe, reference))
            sides = [
                surroundings(
                    np.delete(distances(self.templates[:, part.where], each), own), part.like
                )
                for each in (one, other)
            ]
            deviations += part.weight * standing(distance_of(one, other), sides)
        return ComparisonScore(on_scale(deviations, calibration), distance, others)


def surroundings(far: NDArray[np.floating], calibration: Calibration) -> Surroundings:
    """Mean and deviation of the nearest of these distances, and of the calibration's people.

    Of a small cohort a larger share is looked at, or there would be nothing to count; what the
    nearest ``share`` of it would have been follows as for a normal distribution.
    """
    size = len(far)
    if not size:
        return Surroundings(calibration.mean, calibration.deviation)
    neighbours = calibration.neighbours(size)
    near = np.partition(far, neighbours - 1)[:neighbours]
    mean, deviation = float(near.mean()), float(near.std())
    if neighbours > size * calibration.share:
        mean, deviation = _as_if_of_share(mean, deviation, neighbours / size, calibration.share)
    own = size**2 / (size**2 + calibration.size_half**2)
    return Surroundings(
        own * mean + (1 - own) * calibration.mean,
        own * deviation + (1 - own) * calibration.deviation,
    )


def standing(distance: float, sides: Sequence[Surroundings]) -> float:
    """Where a distance lies among those to the nearest others, in deviations: the sides' mean."""
    deviations = [(distance - side.mean) / max(side.deviation, DEVIATION_MIN) for side in sides]
    return sum(deviations) / len(deviations)


def on_scale(deviations: float, calibration: Calibration) -> float:
    """On the scale of distances, and never below 0.

    Raise TemplateMismatch for what is no number: of that, Python's ``max`` would make a match.
    """
    if math.isnan(deviations):
        raise TemplateMismatch("a template holds what are no numbers")
    return max(0.0, calibration.mean + calibration.deviation * deviations)


def _as_if_of_share(
    mean: float, deviation: float, share: float, wanted: float
) -> tuple[float, float]:
    """From the lowest ``share`` of a normal distribution to its lowest ``wanted`` share."""
    below, spread = _lower_tail(share)
    below_wanted, spread_wanted = _lower_tail(wanted)
    whole = deviation / spread
    return mean + (below - below_wanted) * whole, spread_wanted * whole


def _lower_tail(share: float) -> tuple[float, float]:
    """How far the mean of a standard normal's lowest share lies below 0, and its deviation."""
    if share >= 1:
        return 0.0, 1.0
    at = _NORMAL.inv_cdf(share)
    below = _NORMAL.pdf(at) / share
    return below, float(np.sqrt(1 - at * below - below * below))
