"""Where the faces are: the detector's protocol, and dlib's HOG detector, the default."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import dlib

from proctoring.engine import Box, Picture, Pixels

LONG_SIDE_PX = 640
"""Detection works on a copy of this size: the smallest face found at once is 80 pixels of it."""
SMALL_PICTURE_PX = 400
"""Below this the picture is searched at twice its size, as face_recognition always does."""

ASIDE_MAX = 0.9


@dataclass(frozen=True, slots=True)
class Detection:
    box: Box
    confidence: float


class FaceDetector(Protocol):
    @property
    def name(self) -> str: ...

    def detect(self, picture: Picture) -> tuple[Detection, ...]:
        """All faces, the largest first; boxes run from the brows to the chin, as dlib's do."""
        ...


def largest_first(detections: list[Detection]) -> tuple[Detection, ...]:
    return tuple(sorted(detections, key=lambda found: found.box.width, reverse=True))


def most_prominent_first(
    picture: Picture, detections: Sequence[Detection]
) -> tuple[Detection, ...]:
    """Large and near the middle: the person photographed, not the passer-by who stands closer."""

    def prominence(found: Detection) -> float:
        centre = found.box.centre
        aside = math.hypot(centre.x - picture.width / 2, centre.y - picture.height / 2)
        return found.box.width * (1 - min(aside / min(picture.width, picture.height), ASIDE_MAX))

    return tuple(sorted(detections, key=prominence, reverse=True))


class HogDetector:
    """Histograms of oriented gradients (dlib): frontal faces, no model file."""

    name = "dlib-hog"

    def __init__(self) -> None:
        self._detector = dlib.get_frontal_face_detector()

    def detect(self, picture: Picture) -> tuple[Detection, ...]:
        long_side = max(picture.width, picture.height)
        if long_side <= SMALL_PICTURE_PX:
            return self.search(picture.pixels, 1.0, upsample=1)
        scale = min(1.0, LONG_SIDE_PX / long_side)
        pixels = picture.pixels
        if scale < 1.0:
            pixels = cv2.resize(  # type: ignore[assignment] # the same kind of array
                pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
            )
        # A face nearer to the camera is the common case and four times cheaper to look for.
        return self.search(pixels, scale, upsample=0) or self.search(pixels, scale, upsample=1)

    def search(self, pixels: Pixels, scale: float, upsample: int) -> tuple[Detection, ...]:
        """One pass over pixels of this size; boxes are given back in the unscaled picture."""
        rectangles, scores, _ = self._detector.run(pixels, upsample, 0.0)
        return largest_first(
            [
                Detection(box_of(rectangle, scale), float(score))
                for rectangle, score in zip(rectangles, scores, strict=True)
            ]
        )


def box_of(rectangle: dlib.rectangle, scale: float) -> Box:
    return Box(
        rectangle.left() / scale,
        rectangle.top() / scale,
        (rectangle.right() - rectangle.left()) / scale,
        (rectangle.bottom() - rectangle.top()) / scale,
    )
