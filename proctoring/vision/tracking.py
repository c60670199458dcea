"""Finds the face of a live picture: near where it was, or anywhere; several frames a second.

Near the last place the detector looks at a small cut-out, which costs a fifth of a whole picture.
Detector and landmarks are always dlib's: the challenge's limits were measured with their five
points, whatever engine compares the faces.
"""

from pathlib import Path

import cv2
import dlib
import face_recognition_models
import numpy as np

from proctoring.engine import Box, Face, Picture, Point
from proctoring.vision.detection import Detection, HogDetector
from proctoring.vision.inspection import FaceBox

FACE_PX = 120
"""The width a face has in the cut-out: HOG finds faces from 80 pixels up."""
MARGIN = 0.6
"""On every side of the last box, in its widths: as far as a head moves between two frames."""
NEAR_PX_MIN = 24
"""A smaller face is looked for in the whole picture; enlarging it would cost more than that."""


class FaceTracker:
    """One per process."""

    def __init__(self) -> None:
        self._detector = HogDetector()
        self._landmarks = dlib.shape_predictor(
            str(Path(face_recognition_models.pose_predictor_five_point_model_location()))
        )

    def faces(self, picture: Picture, near: FaceBox | None) -> tuple[Face, ...]:
        """With ``near``, the one face there, or all faces when it is gone; the largest first."""
        found = self._near(picture, near) if near is not None else ()
        return tuple(self._face(picture, each) for each in found or self._detector.detect(picture))

    def _near(self, picture: Picture, near: FaceBox) -> tuple[Detection, ...]:
        width, height = near.width * picture.width, near.height * picture.height
        if min(width, height) < NEAR_PX_MIN:
            return ()
        left = int(max(near.x * picture.width - MARGIN * width, 0))
        top = int(max(near.y * picture.height - MARGIN * height, 0))
        right = int(min((near.x * picture.width) + (1 + MARGIN) * width, picture.width))
        bottom = int(min((near.y * picture.height) + (1 + MARGIN) * height, picture.height))
        scale = FACE_PX / width
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        part = cv2.resize(
            picture.pixels[top:bottom, left:right], None, fx=scale, fy=scale, interpolation=method
        )
        found = self._detector.search(np.asarray(part, dtype=np.uint8), scale, upsample=0)
        return tuple(_moved(each, left, top) for each in found[:1])

    def _face(self, picture: Picture, found: Detection) -> Face:
        box = found.box
        shape = self._landmarks(
            picture.pixels,
            dlib.rectangle(
                round(box.left),
                round(box.top),
                round(box.left + box.width),
                round(box.top + box.height),
            ),
        )
        points = [Point(part.x, part.y) for part in shape.parts()]
        return Face(
            box=box,
            left_eye=Point((points[2].x + points[3].x) / 2, (points[2].y + points[3].y) / 2),
            right_eye=Point((points[0].x + points[1].x) / 2, (points[0].y + points[1].y) / 2),
            nose=points[4],
            confidence=found.confidence,
            eye_corners=(points[2], points[3], points[1], points[0]),
        )


def _moved(found: Detection, left: float, top: float) -> Detection:
    box = found.box
    return Detection(Box(box.left + left, box.top + top, box.width, box.height), found.confidence)
