"""YuNet, a face detector the organiser may supply: it finds faces that HOG misses, and sooner.

The file is not shipped. It is used when its SHA-256 is among those this module knows.
"""

import hashlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from proctoring.engine import Box, Face, Picture, Point
from proctoring.errors import ModelUnusable
from proctoring.vision.detection import Detection, largest_first
from proctoring.vision.known_models import KNOWN_MODELS, YUNET_SHA256

SCORE_MIN = 0.7
SCORE_MIN_THOROUGH = 0.35
OVERLAP_MAX = 0.3
FACES_MAX = 50
LONG_SIDE_PX = 640
SIDE_OF_MEAN = 0.98
DROP_SHARE = 0.035


class YuNetDetector:
    name = "yunet"

    def __init__(self, file: Path) -> None:
        content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() != YUNET_SHA256:
            raise ModelUnusable(f"{file.name} is not {KNOWN_MODELS[YUNET_SHA256].title}")
        self._detector = cv2.FaceDetectorYN.create(
            "onnx",
            np.frombuffer(content, dtype=np.uint8),
            np.empty(0, dtype=np.uint8),
            (LONG_SIDE_PX, LONG_SIDE_PX),
            SCORE_MIN,
            OVERLAP_MAX,
            FACES_MAX,
        )

    def detect(self, picture: Picture) -> tuple[Detection, ...]:
        return largest_first([detection for detection, _ in self.faces(picture)])

    def faces(
        self, picture: Picture, *, thorough: bool = False
    ) -> tuple[tuple[Detection, Face], ...]:
        """With YuNet's own five landmarks; ``thorough`` lowers the bar where nothing was found."""
        found = self._rows(picture, SCORE_MIN)
        if not found and thorough:
            found = self._rows(picture, SCORE_MIN_THOROUGH)
        return tuple((_detection(row, float(row[-1])), _face(row)) for row in found)

    def _rows(self, picture: Picture, score_min: float) -> list[NDArray[np.float32]]:
        scale = min(1.0, LONG_SIDE_PX / max(picture.width, picture.height))
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        reduced = cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA)
        self._detector.setInputSize(size)
        self._detector.setScoreThreshold(score_min)
        rows: Any  # an array, or None for "no face", which the stubs do not say
        _, rows = self._detector.detect(cv2.cvtColor(reduced, cv2.COLOR_RGB2BGR))
        if rows is None:
            return []
        return [np.concatenate([row[:-1] / scale, row[-1:]]) for row in rows]


def _face(row: NDArray[np.float32]) -> Face:
    """YuNet's points: the viewer's left eye, right eye, nose, corners of the mouth."""
    points = tuple(Point(float(x), float(y)) for x, y in row[4:14].reshape(5, 2))
    left, top, width, height = (float(value) for value in row[:4])
    return Face(
        box=Box(left, top, width, height),
        left_eye=points[0],
        right_eye=points[1],
        nose=points[2],
        confidence=float(row[-1]),
        landmarks=points,
    )


def _detection(row: NDArray[np.float32], confidence: float) -> Detection:
    """YuNet's upright box as the square that dlib's landmarks expect.

    The two figures are medians over 143 photographs in which both detectors found one face.
    """
    left, top, width, height = (float(value) for value in row[:4])
    side = SIDE_OF_MEAN * (width * height) ** 0.5
    middle_x, middle_y = left + width / 2, top + height * (0.5 + DROP_SHARE)
    return Detection(Box(middle_x - side / 2, middle_y - side / 2, side, side), confidence)
