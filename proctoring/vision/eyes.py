"""Measures whether the eyes are open: where the lashes lie, and whether an iris stands upright.

A closed upper lid brings its lashes below the line between the corners of the eye, hanging in the
middle; the lid of an open eye, however narrow, arches above it, and the iris has edges to its
sides. A measure of how far an eye is open would call narrow eyes closed; this one does not
(docs/identity.md has the figures, by group).
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from proctoring.engine import Face, Picture, Point

WIDTH_PX, HEIGHT_PX = 64, 40
EYE_WIDTH_PX = 40
CORNERS_Y = 22
SMOOTHING_PX = 1.2
"""Single lashes and a camera's noise say nothing here."""
_LOOKED_AT = (slice(8, 36), slice(10, 54))
_ROWS = slice(11, 36)
_MIDDLE, _SIDES = slice(25, 39), (slice(10, 20), slice(44, 54))
_INSIDE = slice(14, 50)
_BESIDE_LASHES = 5
SPAN_MIN = 12.0
"""Grey levels: below this everything is noise."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """The mean of both; lengths are in widths of the eye."""

    lashes_below: float
    """How far the darkest line lies below the corners, in the middle of the eye."""
    lashes_sag: float
    """How far it hangs there, against its two ends."""
    iris_edges: float
    """Upright edges against level ones: an iris has both, a line of lashes hardly the first."""


def measure_eyes(picture: Picture, face: Face) -> Eyes | None:
    """None where the engine does not say where the corners are."""
    if not face.eye_corners:
        return None
    left_outer, left_inner, right_inner, right_outer = face.eye_corners
    both = [
        _measured(_laid_level(picture, one, other))
        for one, other in ((left_outer, left_inner), (right_inner, right_outer))
    ]
    below, sag, edges = (float(np.mean(values)) for values in zip(*both, strict=True))
    return Eyes(below / EYE_WIDTH_PX, sag / EYE_WIDTH_PX, math.exp(edges))


def _laid_level(picture: Picture, left: Point, right: Point) -> NDArray[np.float32]:
    across, down = right.x - left.x, right.y - left.y
    width = max(math.hypot(across, down), 1.0)
    scale = EYE_WIDTH_PX / width
    cosine, sine = across / width * scale, down / width * scale
    middle_x, middle_y = (left.x + right.x) / 2, (left.y + right.y) / 2
    turn = np.array(
        [
            [cosine, sine, WIDTH_PX / 2 - cosine * middle_x - sine * middle_y],
            [-sine, cosine, CORNERS_Y + sine * middle_x - cosine * middle_y],
        ]
    )
    level = cv2.warpAffine(
        picture.pixels,
        turn,
        (WIDTH_PX, HEIGHT_PX),
        flags=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    grey = cv2.cvtColor(level, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), SMOOTHING_PX), dtype=np.float32)


def _measured(eye: NDArray[np.float32]) -> tuple[float, float, float]:
    """Below and sag in pixels of the level picture; the logarithm of the edges' ratio."""
    middle = _darkest(eye[_ROWS, _MIDDLE])
    ends = [_darkest(eye[_ROWS, side]) for side in _SIDES]
    low, high = np.percentile(eye[_LOOKED_AT], (5, 95))
    even = eye / max(float(high - low), SPAN_MIN)
    around = slice(round(middle) - _BESIDE_LASHES, round(middle) + _BESIDE_LASHES + 1)
    upright = np.abs(cv2.Sobel(even, cv2.CV_32F, 1, 0, ksize=3))[around, _INSIDE].mean()
    level = np.abs(cv2.Sobel(even, cv2.CV_32F, 0, 1, ksize=3))[around, _INSIDE].mean()
    ratio = math.log(max(float(upright), 1e-3) / max(float(level), 1e-3))
    return middle - CORNERS_Y, middle - sum(ends) / 2, ratio


def _darkest(columns: NDArray[np.float32]) -> float:
    """The row around which the darkness lies; lashes and iris count, the lid's shade does not."""
    light = columns.mean(axis=1)
    dark = np.maximum(np.percentile(light, 60) - light, 0) ** 2
    rows = np.arange(_ROWS.start, _ROWS.stop)
    return float((dark * rows).sum() / dark.sum()) if dark.sum() > 0 else float(CORNERS_Y)
