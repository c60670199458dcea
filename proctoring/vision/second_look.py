"""What is tried when no face was found at once: more contrast, a tilted head, a lower bar.

Each try is one more search of the whole picture, so it is for photos that count and not for live
hints. Measured in docs/identity.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import dlib
import numpy as np

from proctoring.engine import Box, Picture, Pixels, Point
from proctoring.vision.detection import LONG_SIDE_PX, SMALL_PICTURE_PX, Detection, box_of

TURNS_DEGREES = (20.0, -20.0, 40.0, -40.0)
CONFIDENCE_MIN = -0.15
CONFIDENCE_MIN_LAST = -0.4
"""HOG's own bar is 0. Lower ones find hidden faces, and sooner or later a wall."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A picture turned about its middle; ``back`` maps a place in it to the original."""

    pixels: Pixels
    degrees: float

    def back(self, point: Point) -> Point:
        height, width = self.pixels.shape[:2]
        turn = np.radians(self.degrees)
        x, y = point.x - width / 2, point.y - height / 2
        return Point(
            float(width / 2 + np.cos(turn) * x - np.sin(turn) * y),
            float(height / 2 + np.sin(turn) * x + np.cos(turn) * y),
        )


@dataclass(frozen=True, slots=True)
class SecondFind:
    """``detection`` lies in the turned picture."""

    detection: Detection
    turned: Turned


def second_look(detector: "dlib.fhog_object_detector", picture: Picture) -> SecondFind | None:
    """The first face that one of the tries finds."""
    scale = min(1.0, LONG_SIDE_PX / max(picture.width, picture.height))
    upsample = 1 if max(picture.width, picture.height) * scale <= SMALL_PICTURE_PX else 0
    for tried, degrees, confidence_min in _tries(picture):
        reduced = tried
        if scale < 1.0:
            reduced = cv2.resize(  # type: ignore[assignment] # the same kind of array
                tried, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
            )
        boxes, scores, _ = detector.run(reduced, upsample, confidence_min)
        if boxes:
            best = int(np.argmax(scores))
            detection = Detection(box_of(boxes[best], scale), float(scores[best]))
            return SecondFind(detection, Turned(turned(picture.pixels, degrees), degrees))
    return None


def turned(pixels: Pixels, degrees: float) -> Pixels:
    """Counter-clockwise about the middle; what comes in from outside is black."""
    if not degrees:
        return pixels
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(pixels, turn, (width, height)), dtype=np.uint8)


def evened(pixels: Pixels) -> Pixels:
    """Contrast raised locally."""
    lightness = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)
    lightness[..., 0] = cv2.createCLAHE(2.0, (8, 8)).apply(lightness[..., 0])
    return np.asarray(cv2.cvtColor(lightness, cv2.COLOR_LAB2RGB), dtype=np.uint8)


def box_about(middle: Point, like: Box) -> Box:
    return Box(middle.x - like.width / 2, middle.y - like.height / 2, like.width, like.height)


def _tries(picture: Picture) -> Iterator[tuple[Pixels, float, float]]:
    yield evened(picture.pixels), 0.0, CONFIDENCE_MIN
    for degrees in TURNS_DEGREES:
        yield turned(picture.pixels, degrees), degrees, 0.0
    yield picture.pixels, 0.0, CONFIDENCE_MIN_LAST
    for degrees in TURNS_DEGREES[:2]:
        yield turned(picture.pixels, degrees), degrees, CONFIDENCE_MIN_LAST
