"""YuNet, a face detector the organiser may supply: it finds faces that HOG misses, and sooner.

The file is not shipped. It is used when its SHA-256 is among those this module knows.
"""

import hashlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from proctoring.engine import Box, Picture
from proctoring.errors import ModelUnusable
from proctoring.vision.detection import Detection, largest_first

KNOWN_SHA256 = {
    "ebafce4e3c118d6554634be5c27ab333b4c047a9a8c3faf1d7cf93101c22f0f0": "YuNet 2026may",
}
SCORE_MIN = 0.7
OVERLAP_MAX = 0.3
FACES_MAX = 50
LONG_SIDE_PX = 640
SIDE_OF_MEAN = 0.98
DROP_SHARE = 0.035


class YuNetDetector:
    name = "yunet"

    def __init__(self, file: Path) -> None:
        content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() not in KNOWN_SHA256:
            raise ModelUnusable(f"{file.name} is none of: {', '.join(KNOWN_SHA256.values())}")
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
        scale = min(1.0, LONG_SIDE_PX / max(picture.width, picture.height))
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        reduced = cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA)
        self._detector.setInputSize(size)
        rows: Any  # an array, or None for "no face", which the stubs do not say
        _, rows = self._detector.detect(cv2.cvtColor(reduced, cv2.COLOR_RGB2BGR))
        if rows is None:
            return ()
        return largest_first([_detection(row / scale, float(row[-1])) for row in rows])


def _detection(row: NDArray[np.float32], confidence: float) -> Detection:
    """YuNet's upright box as the square that dlib's landmarks expect.

    The two figures are medians over 143 photographs in which both detectors found one face.
    """
    left, top, width, height = (float(value) for value in row[:4])
    side = SIDE_OF_MEAN * (width * height) ** 0.5
    middle_x, middle_y = left + width / 2, top + height * (0.5 + DROP_SHARE)
    return Detection(Box(middle_x - side / 2, middle_y - side / 2, side, side), confidence)
