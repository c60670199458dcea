"""What every face engine is: it finds faces in a picture and turns a face into a template.

An engine's templates are compared with each other by Euclidean distance and with nothing else: a
template belongs to the engine that made it. The distance is a *dissimilarity score* (ISO/IEC
2382-37): smaller means more alike.
"""

import math
from dataclasses import dataclass
from typing import Literal, NewType, Protocol

import numpy as np
from numpy.typing import NDArray

from proctoring.errors import ModelUnusable, TemplateMismatch

EngineName = NewType("EngineName", str)
Pixels = NDArray[np.uint8]
"""Height × width × 3, red first."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A decoded photo, upright."""

    pixels: Pixels

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])


@dataclass(frozen=True, slots=True)
class Point:
    """A place in a picture, in pixels from the top left."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in a picture, in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def centre(self) -> Point:
        return Point(self.left + self.width / 2, self.top + self.height / 2)


@dataclass(frozen=True, slots=True)
class Face:
    """A face found in a picture. Left and right are the viewer's."""

    box: Box
    left_eye: Point
    right_eye: Point
    nose: Point
    confidence: float
    landmarks: tuple[Point, ...] = ()
    """Those the engine aligns by, in its own order; empty where it finds them again itself."""
    eye_corners: tuple[Point, ...] = ()
    """Four, from the left to the right; empty where the engine does not say."""


@dataclass(frozen=True, slots=True, repr=False)
class Template:
    """What an engine remembers of a face: biometric data, so it never prints itself."""

    engine: EngineName
    content: bytes
    """Little-endian float32, one after another."""

    @classmethod
    def from_vector(cls, engine: EngineName, vector: NDArray[np.floating]) -> "Template":
        """Raise ModelUnusable for what are no numbers: nothing could be held against them."""
        if not np.isfinite(vector).all():
            raise ModelUnusable(f"{engine}: the network gives numbers that are none")
        return cls(engine, np.ascontiguousarray(vector, dtype="<f4").tobytes())

    @property
    def vector(self) -> NDArray[np.float32]:
        return np.frombuffer(self.content, dtype="<f4")

    def __repr__(self) -> str:
        return f"Template(engine={self.engine!r}, content=<redacted>)"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Where an engine's parts come from and under which licence."""

    name: EngineName
    dimension: int
    measure: str
    detector: str
    landmarks: str
    network: str
    source: str
    licence: str
    trained_on: str
    known_weakness: str
    weights_sha256: tuple[tuple[str, str], ...] = ()
    """File name and SHA-256 of every file the engine loads."""


class FaceEngine(Protocol):
    """Each implementation passes ``tests/contract/test_face_engines.py``."""

    @property
    def name(self) -> EngineName: ...

    @property
    def dimension(self) -> int: ...

    @property
    def measure(self) -> Literal["dissimilarity"]: ...

    @property
    def card(self) -> ModelCard: ...

    def faces(self, picture: Picture, *, thorough: bool = False) -> tuple[Face, ...]:
        """All faces found, the most prominent first: large, and near the middle of the picture.

        ``thorough`` looks again where none was found at once, for photos that count.
        """
        ...

    def template(self, picture: Picture, face: Face) -> Template: ...


def dissimilarity(probe: Template, reference: Template) -> float:
    """Euclidean distance of two templates of one engine; raise TemplateMismatch."""
    if probe.engine != reference.engine:
        raise TemplateMismatch(f"{probe.engine} and {reference.engine} have nothing to compare")
    if len(probe.content) != len(reference.content):
        raise TemplateMismatch("templates of different lengths")
    distance = distance_of(probe.vector, reference.vector)
    if math.isnan(distance):
        raise TemplateMismatch("a template holds what are no numbers")
    return distance


def distance_of(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Euclidean, of templates or of the same part of both."""
    return float(np.linalg.norm(one.astype(np.float64) - other.astype(np.float64)))
