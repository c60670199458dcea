"""Measures what covers a face: dark glasses before the eyes, a mask over nose and mouth.

Both are measured on the face laid upright at one size, with the eyes in fixed places.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from proctoring.engine import Face, Picture

SIDE_PX = 128
EYE_DISTANCE_PX = 48
EYES_Y = 46
_CHEEKS = (slice(60, 72), slice(34, 94))
_EYES = ((slice(42, 56), slice(30, 51)), (slice(42, 56), slice(78, 99)))
_BRIDGE = (slice(34, 46), slice(56, 73))
"""Between the eyes: skin, above a mask's edge; its lighter half, because glasses rest there."""
_LOWER = (
    (slice(72, 92), slice(34, 52)),
    (slice(72, 92), slice(77, 95)),
    (slice(80, 90), slice(52, 77)),
)
_MOUTH = (slice(74, 118), slice(42, 87))
_LOWER_FACE = (slice(60, 110), slice(40, 89))
SMOOTHING_PX = 1.2
"""Skin has pores and cloth has threads; neither says anything here."""
CLIPPED_FROM = 250
"""Levels from here on hold no detail any more."""
LIGHTNESS_MIN = 30.0
"""Below this a ratio of lightnesses is noise."""


@dataclass(frozen=True, slots=True)
class Cover:
    eyes_brightness: float
    """The lighter eye's region against the cheeks: dark glasses are far below 1."""
    lower_colour: float
    """How far the colour of the lower face lies from the skin between the eyes (CIELAB a, b)."""
    lower_detail: float
    """What is left of the lower face once smooth shading is taken away, in per cent."""
    skin_clipped: float
    """Share of the skin between the eyes where a colour is as light as a camera can tell."""


def measure_cover(picture: Picture, face: Face) -> Cover:
    upright = laid_upright(picture, face)
    calm = cv2.GaussianBlur(upright, (0, 0), SMOOTHING_PX)
    lab = np.asarray(cv2.cvtColor(calm, cv2.COLOR_RGB2LAB), dtype=np.float32)
    grey = lab[..., 0]
    cheeks = max(float(np.median(grey[_CHEEKS])), LIGHTNESS_MIN)
    bridge = _skin(lab[_BRIDGE].reshape(-1, 3))
    lower = np.median(np.concatenate([lab[part].reshape(-1, 3) for part in _LOWER]), axis=0)
    return Cover(
        eyes_brightness=max(float(np.median(grey[eye])) for eye in _EYES) / cheeks,
        lower_colour=math.hypot(float(lower[1] - bridge[1]), float(lower[2] - bridge[2])),
        lower_detail=_detail(grey),
        skin_clipped=float(np.mean(calm[_BRIDGE].max(axis=2) >= CLIPPED_FROM)),
    )


def _skin(between_eyes: NDArray[np.float32]) -> NDArray[np.float32]:
    grey = between_eyes[:, 0]
    return np.asarray(np.median(between_eyes[grey >= np.median(grey)], axis=0), dtype=np.float32)


def _detail(grey: NDArray[np.float32]) -> float:
    zone = grey[_MOUTH]
    rest = zone.ravel() - _SHADING @ (_SHADING_SOLVED @ zone.ravel())
    return float(np.std(rest)) / max(float(np.median(grey[_LOWER_FACE])), LIGHTNESS_MIN) * 100


def _shading() -> NDArray[np.float32]:
    """The smooth surfaces: constant, slopes and bends over the mouth's region."""
    rows = _MOUTH[0].stop - _MOUTH[0].start
    columns = _MOUTH[1].stop - _MOUTH[1].start
    y, x = (axis.ravel() for axis in np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j])
    return np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=1).astype(np.float32)


_SHADING = _shading()
_SHADING_SOLVED = np.linalg.pinv(_SHADING).astype(np.float32)


def laid_upright(picture: Picture, face: Face) -> NDArray[np.uint8]:
    across = face.right_eye.x - face.left_eye.x
    down = face.right_eye.y - face.left_eye.y
    distance = max(math.hypot(across, down), 1.0)
    scale = EYE_DISTANCE_PX / distance
    cosine, sine = across / distance * scale, down / distance * scale
    middle_x = (face.left_eye.x + face.right_eye.x) / 2
    middle_y = (face.left_eye.y + face.right_eye.y) / 2
    turn = np.array(
        [
            [cosine, sine, SIDE_PX / 2 - cosine * middle_x - sine * middle_y],
            [-sine, cosine, EYES_Y + sine * middle_x - cosine * middle_y],
        ]
    )
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(
        cv2.warpAffine(picture.pixels, turn, (SIDE_PX, SIDE_PX), flags=method), dtype=np.uint8
    )
