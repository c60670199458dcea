"""A face laid upright by five points, the way most networks for faces were trained.

Eyes, tip of the nose and corners of the mouth come to rest where those networks expect them, by the
similarity (turn, scale, shift) that fits all five best in the sense of least squares.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from proctoring.engine import Picture, Pixels, Point

SIDE_PX = 112
PLACES = np.array(
    [
        (38.2946, 51.6963),
        (73.5318, 51.5014),
        (56.0252, 71.7366),
        (41.5493, 92.3655),
        (70.7299, 92.2041),
    ]
)
"""In a picture of 112 × 112: the viewer's left eye first (InsightFace's places, as OpenCV's)."""


Places = Sequence[tuple[float, float]]
"""Where a network wants the five points, in pixels of its own input; empty: at ``PLACES``."""


def laid_upright(
    picture: Picture, points: Sequence[Point], side_px: int = SIDE_PX, places: Places = ()
) -> Pixels:
    aim = np.array(places) if places else PLACES * side_px / SIDE_PX
    turn = similarity(np.array([(each.x, each.y) for each in points]), aim)
    chip = cv2.warpAffine(picture.pixels, turn, (side_px, side_px), flags=cv2.INTER_LINEAR)
    return np.asarray(chip, dtype=np.uint8)


def points_by_the_eyes(left_eye: Point, right_eye: Point) -> tuple[Point, ...]:
    """Five points of an upright face whose eyes lie there: nose and mouth where they mostly are."""
    eyes = np.array([(each.x, each.y) for each in (left_eye, right_eye)])
    back = similarity(PLACES[:2], eyes)
    places = PLACES @ back[:, :2].T + back[:, 2]
    return tuple(Point(float(x), float(y)) for x, y in places)


def similarity(here: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    """The 2 × 3 matrix that brings the one set of points nearest to the other."""
    centre, aim = here.mean(axis=0), there.mean(axis=0)
    one = (here - centre) @ np.array([1, 1j])
    other = (there - aim) @ np.array([1, 1j])
    # As complex numbers a turn with a scale is one factor, and least squares one division.
    factor = np.vdot(one, other) / max(np.vdot(one, one).real, 1e-9)
    turn = np.array([[factor.real, -factor.imag], [factor.imag, factor.real]])
    return np.hstack([turn, (aim - turn @ centre)[:, None]])
