"""The one call the shell makes with a photo: findings, where the face is, and its template.

``prepare_inspector`` is what a worker process runs once (it loads the models and warms them up);
what it returns is what the worker does with every photo. Both, and all they take and give, can be
sent between processes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import cv2
import numpy as np

from proctoring.engine import EngineName, Face, FaceEngine, Picture, Template, dissimilarity
from proctoring.glasses import Rims, rims_of
from proctoring.quality import DEFAULT_QUALITY_LIMITS, Finding, QualityLimits, findings
from proctoring.vision.decode import DEFAULT_DECODE_LIMITS, DecodeLimits, decode
from proctoring.vision.engines import EngineChoice, build_engine
from proctoring.vision.measures import measure
from proctoring.vision.rims import measure_rims
from proctoring.worth import worth

WARM_UP_SIDE_PX = 160


class Wanted(Enum):
    """How much of an inspection is asked for; an argument of the worker's job."""

    FINDINGS_AND_TEMPLATE = "findings_and_template"
    FINDINGS = "findings"
    """Live hints: the network, which takes most of the time, is not run."""


@dataclass(frozen=True, slots=True)
class FaceBox:
    """Where the face is, in shares of the picture from its top left, 0 to 1."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one photo told. ``template`` is biometric data and stays out of the repr."""

    engine: EngineName
    width: int
    height: int
    findings: tuple[Finding, ...]
    face: FaceBox | None
    """The most prominent face."""
    template: bytes | None = field(repr=False)
    """128 little-endian float32; None without a face, or where only findings were asked for."""
    points: tuple[tuple[float, float], ...] = ()
    """The eyes and the nose of that face, in shares: what a person is shown, drawn."""
    worth: float = 1.0
    """What the face counts beside others of the same moment, 0 to 1."""
    rims: Rims | None = None
    """Of glasses, or what looks like it; None where the picture does not tell."""


@dataclass(frozen=True, slots=True)
class InspectorSettings:
    """What a worker needs to build its engine."""

    quality: QualityLimits = DEFAULT_QUALITY_LIMITS
    decode: DecodeLimits = DEFAULT_DECODE_LIMITS
    yunet_file: Path | None = None
    """The organiser's detector model; without it dlib's HOG detector is used."""
    engine: EngineChoice | None = None
    """A network the organiser supplied; without it the default one."""


DEFAULT_INSPECTOR_SETTINGS = InspectorSettings()


class Inspector:
    def __init__(self, engine: FaceEngine, settings: InspectorSettings) -> None:
        self._engine = engine
        self._settings = settings

    def inspect(self, content: bytes, what: Wanted = Wanted.FINDINGS_AND_TEMPLATE) -> Inspection:
        """Raise NotAPicture or PictureTooLarge; everything else is a finding."""
        picture = decode(content, self._settings.decode)
        counts = what is Wanted.FINDINGS_AND_TEMPLATE
        faces = self._engine.faces(picture, thorough=counts)
        measures = measure(picture, faces)
        found = findings(measures, self._settings.quality)
        return Inspection(
            engine=self._engine.name,
            width=picture.width,
            height=picture.height,
            findings=found,
            face=share_of(picture, faces[0]) if faces else None,
            points=_points(picture, faces[0]) if faces else (),
            worth=worth(measures, self._settings.quality),
            rims=rims_of(measure_rims(picture, faces[0]), found) if faces else None,
            template=(
                self._engine.template(picture, faces[0]).content if faces and counts else None
            ),
        )


def prepare_inspector(
    settings: InspectorSettings = DEFAULT_INSPECTOR_SETTINGS,
) -> Callable[..., Inspection]:
    """Load the models and run them once, so that the first candidate does not wait for them."""
    return Inspector(prepare_engine(settings), settings).inspect


def prepare_engine(settings: InspectorSettings) -> FaceEngine:
    """The engine of these settings, warm."""
    cv2.setNumThreads(1)  # one process a worker is the parallelism
    engine = build_engine(settings.engine or EngineChoice(yunet_file=settings.yunet_file))
    blank = Picture(np.zeros((WARM_UP_SIDE_PX, WARM_UP_SIDE_PX, 3), dtype=np.uint8))
    engine.faces(blank)
    engine.warm_up()
    return engine


def compare(engine: EngineName, template: bytes, reference_template: bytes) -> float:
    """The dissimilarity of two templates of one engine; raise TemplateMismatch."""
    return dissimilarity(Template(engine, template), Template(engine, reference_template))


def _points(picture: Picture, face: Face) -> tuple[tuple[float, float], ...]:
    return tuple(
        (point.x / picture.width, point.y / picture.height)
        for point in (face.left_eye, face.right_eye, face.nose)
    )


def share_of(picture: Picture, face: Face) -> FaceBox:
    """Where a face lies, in shares of the picture; what is outside of it is cut off."""
    box = face.box
    left, top = max(box.left, 0.0), max(box.top, 0.0)
    right = min(box.left + box.width, picture.width)
    bottom = min(box.top + box.height, picture.height)
    return FaceBox(
        x=left / picture.width,
        y=top / picture.height,
        width=(right - left) / picture.width,
        height=(bottom - top) / picture.height,
    )
