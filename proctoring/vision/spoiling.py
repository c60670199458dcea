"""Photos spoilt on purpose, to measure what bad light, a bad lens or a covered face cost.

Everything is drawn by this file from the photo itself; nothing is random.
"""

import io
import math
from collections.abc import Sequence
from enum import Enum
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from proctoring.engine import Face, Picture, Pixels
from proctoring.vision.second_look import turned

JPEG_POOR = 30
BLUR_SHARE = 0.06
"""Of the distance between the eyes: 3 pixels where the eyes lie 50 apart."""
SMALL_EYE_DISTANCE_PX = 20
MASK_COLOUR, MASK_FOLD = (170, 200, 220), (140, 170, 195)
RIM = (25, 22, 20)
LENS_TINT = 0.18


class Spoiling(Enum):
    """What is done to the probe."""

    DARK = "dark"
    BRIGHT = "bright"
    BLURRED = "blurred"
    SMALL = "small"
    JPEG_30 = "jpeg_30"
    ROTATED_15 = "rotated_15"
    MASKED = "masked"
    GLASSES = "glasses"


def spoilt(picture: Picture, face: Face, how: Spoiling) -> bytes:
    """The photo of this face after it, as PNG (as JPEG of quality 30 where that is the point)."""
    if how is Spoiling.JPEG_30:
        return _encoded(picture.pixels, "JPEG", quality=JPEG_POOR)
    return _encoded(_pixels(picture, face, how), "PNG")


def _pixels(picture: Picture, face: Face, how: Spoiling) -> Pixels:
    light = picture.pixels.astype(np.float32)
    match how:
        case Spoiling.DARK:
            return _clipped(255 * (light / 255) ** 1.4 * 0.3)
        case Spoiling.BRIGHT:
            return _clipped(light * 1.7 + 40)
        case Spoiling.BLURRED:
            return _clipped(cv2.GaussianBlur(light, (0, 0), BLUR_SHARE * _eye_distance(face)))
        case Spoiling.SMALL:
            return _small(picture, SMALL_EYE_DISTANCE_PX / _eye_distance(face))
        case Spoiling.ROTATED_15:
            return turned(picture.pixels, 15.0)
        case Spoiling.MASKED:
            return _masked(picture, face)
        case Spoiling.GLASSES:
            return _with_glasses(picture, face)
        case Spoiling.JPEG_30:
            return picture.pixels


def _small(picture: Picture, scale: float) -> Pixels:
    """The whole picture shrunk, in the middle of grey: the person stands far away."""
    if scale >= 1:
        return picture.pixels
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    shrunk = cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA)
    room = np.full_like(picture.pixels, 128)
    left, top = (picture.width - size[0]) // 2, (picture.height - size[1]) // 2
    room[top : top + size[1], left : left + size[0]] = shrunk
    return room


def _masked(picture: Picture, face: Face) -> Pixels:
    """A light blue mask from the bridge of the nose to below the chin."""
    outline = [(-1.0, 0.55), (0.0, 0.35), (1.0, 0.55), (0.95, 1.5), (0.0, 2.0), (-0.95, 1.5)]
    drawn = picture.pixels.copy()
    cv2.fillPoly(drawn, [_placed(face, outline)], MASK_COLOUR, cv2.LINE_AA)
    for height in (0.85, 1.15, 1.45):
        fold = _placed(face, [(-0.9, height), (0.0, height + 0.08), (0.9, height)])
        cv2.polylines(drawn, [fold], False, MASK_FOLD, _thick(face, 0.02), cv2.LINE_AA)
    return drawn


def _with_glasses(picture: Picture, face: Face) -> Pixels:
    """Dark rims and slightly tinted lenses."""
    drawn = picture.pixels.copy()
    lenses = np.zeros(drawn.shape[:2], dtype=np.uint8)
    tilt = float(np.degrees(np.arctan2(*_axis(face)[::-1])))
    size = (round(0.42 * _eye_distance(face)), round(0.32 * _eye_distance(face)))
    for across in (-0.5, 0.5):
        ((x, y),) = _placed(face, [(across, 0.06)]).tolist()
        cv2.ellipse(lenses, (x, y), size, tilt, 0, 360, 255, -1, cv2.LINE_AA)
        cv2.ellipse(drawn, (x, y), size, tilt, 0, 360, RIM, _thick(face, 0.07), cv2.LINE_AA)
    for bridge in (
        [(-0.1, 0.0), (0.1, 0.0)],
        [(-0.92, 0.0), (-1.2, 0.0)],
        [(0.92, 0.0), (1.2, 0.0)],
    ):
        line = _placed(face, bridge)
        cv2.polylines(drawn, [line], False, RIM, _thick(face, 0.07), cv2.LINE_AA)
    tint = (lenses[..., None] / 255.0) * LENS_TINT
    return _clipped(drawn * (1 - tint))


def _placed(face: Face, points: Sequence[tuple[float, float]]) -> NDArray[np.int32]:
    """From eye distances about the middle of the eyes, along their line and down from it."""
    across, along = _axis(face)
    middle_x = (face.left_eye.x + face.right_eye.x) / 2
    middle_y = (face.left_eye.y + face.right_eye.y) / 2
    return np.array(
        [
            (round(middle_x + x * across - y * along), round(middle_y + x * along + y * across))
            for x, y in points
        ],
        dtype=np.int32,
    )


def _axis(face: Face) -> tuple[float, float]:
    return face.right_eye.x - face.left_eye.x, face.right_eye.y - face.left_eye.y


def _eye_distance(face: Face) -> float:
    return max(math.hypot(*_axis(face)), 1.0)


def _thick(face: Face, share: float) -> int:
    return max(1, round(share * _eye_distance(face)))


def _clipped(light: NDArray[Any]) -> Pixels:
    return np.asarray(np.clip(light, 0, 255), dtype=np.uint8)


def _encoded(pixels: Pixels, kind: str, **options: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()
