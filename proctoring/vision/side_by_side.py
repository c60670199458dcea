"""The default engine and a network the organiser supplied, side by side in one template.

The faces are the default engine's, and so is everything that is said of them. The second network
gets each of them laid upright by YuNet's five points, or by the eyes where YuNet does not see the
face. How much each of the two counts is no matter of the template: every comparison holds each
network's numbers against the cohort by themselves (``proctoring/cohort.py``).

The two lie in the template so that its plain distances are of the default engine's size: strangers'
templates of length 1 are the root of 2 apart, and those of the default engine 0.79 (the median of
the pairs in docs/identity.md).
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from proctoring.engine import EngineName, Face, FaceEngine, ModelCard, Picture, Point, Template
from proctoring.vision.dlib_engine import DlibEngine
from proctoring.vision.five_points import points_by_the_eyes
from proctoring.vision.onnx_engine import OnnxEngine

LENGTH = 0.79 / math.sqrt(2)
"""To which a template of length 1 is brought."""
WITH = "_with_"
"""Joins both names: an identifier in an exam file, and stands in no network's own name."""
ASIDE_MAX = 0.5
"""Two finds of one face: so far apart in distances between the eyes, at most."""


@dataclass(frozen=True, slots=True)
class SideBySideEngine:
    """One per process."""

    first: DlibEngine
    second: OnnxEngine
    measure: Literal["dissimilarity"] = "dissimilarity"

    @property
    def name(self) -> EngineName:
        return joined_name(self.first.name, self.second.name)

    @property
    def dimension(self) -> int:
        return self.first.dimension + self.second.dimension

    @property
    def card(self) -> ModelCard:
        return card_beside(self.first, self.second)

    def faces(self, picture: Picture, *, thorough: bool = False) -> tuple[Face, ...]:
        return self.first.faces(picture, thorough=thorough)

    def template(self, picture: Picture, face: Face) -> Template:
        length = LENGTH if self.second.description.measure == "cosine" else 1.0
        one = self.first.template(picture, face).vector.astype(np.float64)
        points = self._points(picture, face)
        other = self.second.vector(picture, points) * length
        return Template.from_vector(self.name, np.concatenate([one, other]) / math.sqrt(2))

    def warm_up(self) -> None:
        self.first.warm_up()
        self.second.warm_up()

    def _points(self, picture: Picture, face: Face) -> tuple[Point, ...]:
        """Of the very face that the first engine found."""
        wide = max(_apart(face.left_eye, face.right_eye), 1.0)
        finds = self.second.detector.faces(picture, thorough=True)
        aside = [(_aside(face, found) / wide, found.landmarks) for _, found in finds]
        near = [each for each in aside if each[0] <= ASIDE_MAX]
        if not near:
            return points_by_the_eyes(face.left_eye, face.right_eye)
        return min(near, key=lambda each: each[0])[1]


def joined_name(first: str, second: str) -> EngineName:
    return EngineName(f"{first}{WITH}{second}")


def card_beside(first: FaceEngine, second: FaceEngine) -> ModelCard:
    one, other = first.card, second.card
    return ModelCard(
        name=joined_name(one.name, other.name),
        dimension=one.dimension + other.dimension,
        measure=f"{one.name}: {one.measure}; {other.name}: {other.measure}; weighted mean of both",
        detector=one.detector,
        landmarks=f"{one.landmarks}; {other.landmarks}",
        network=f"{one.network}; beside it {other.network}",
        source=f"{one.source}; {other.source}",
        licence=f"{one.licence}; {other.licence}",
        trained_on=f"{one.trained_on}; {other.trained_on}",
        known_weakness=f"{one.known_weakness}; {other.known_weakness}",
        weights_sha256=(*one.weights_sha256, *other.weights_sha256),
    )


def _aside(one: Face, other: Face) -> float:
    """How far the two finds' eyes lie apart, at the one where it is more."""
    return max(_apart(one.left_eye, other.left_eye), _apart(one.right_eye, other.right_eye))


def _apart(one: Point, other: Point) -> float:
    return math.hypot(one.x - other.x, one.y - other.y)
