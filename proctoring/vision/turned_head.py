"""Turns the head in a photo by drawing it on a rough solid head: a stand-in for a filmed person.

For tests and for measuring our own cues and challenge where no film of people is at hand: a
photo's face is laid over an ellipsoid with a nose, turned, and drawn before the photo's own still
background. It is a drawing of a turn: figures made with it are called synthetic.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from proctoring.engine import Face, Pixels

NOSE_DEPTH = 0.45
"""How far a nose stands out before the eyes, in eye distances; about 28 mm of 63."""
HEAD_DEPTH = 1.0
HEAD_WIDTH = 1.35
HEAD_HEIGHT = 1.9
"""Half axes of the head, in eye distances."""
ROUNDS = 6


def turned(
    pixels: Pixels, face: Face, yaw_degrees: float, shift: tuple[float, float] = (0.0, 0.0)
) -> Pixels:
    """Positive turns the nose to the viewer's right; `shift` moves the head, in eye distances."""
    height, width = pixels.shape[:2]
    apart = max(math.hypot(face.right_eye.x - face.left_eye.x, 1.0), 1.0)
    middle_x = (face.left_eye.x + face.right_eye.x) / 2
    middle_y = (face.left_eye.y + face.right_eye.y) / 2
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    across = (x - middle_x) / apart - np.float32(shift[0])
    down = (y - middle_y) / apart - np.float32(shift[1])
    sine, cosine = math.sin(math.radians(yaw_degrees)), math.cos(math.radians(yaw_degrees))
    nose_down = (face.nose.y - middle_y) / apart
    source = across.copy()
    for _ in range(ROUNDS):  # x' = x cos + z(x) sin, solved for x
        source = (across - _depth(source, down, nose_down) * sine) / cosine
    inside = _inside(across, down)
    map_x = x + ((source * apart + middle_x) - x) * inside
    map_y = y - np.float32(shift[1] * apart) * inside
    return np.asarray(
        cv2.remap(pixels, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
        dtype=np.uint8,
    )


def _depth(
    across: NDArray[np.float32], down: NDArray[np.float32], nose_down: float
) -> NDArray[np.float32]:
    """Before the plane of the eyes, in eye distances."""
    round_ = np.sqrt(np.maximum(0.0, 1 - (across / HEAD_WIDTH) ** 2 * 0.8)) - 1
    below = down - nose_down
    along = below / np.where(below < 0, 0.4, 0.2)
    nose = NOSE_DEPTH * np.exp(-((across / 0.22) ** 2) - along**2)
    return np.asarray(HEAD_DEPTH * round_ + nose, dtype=np.float32)


def _inside(across: NDArray[np.float32], down: NDArray[np.float32]) -> NDArray[np.float32]:
    """1 on the head, 0 beside it, smooth between."""
    radius = np.sqrt((across / HEAD_WIDTH) ** 2 + ((down - 0.35) / HEAD_HEIGHT) ** 2)
    return np.asarray(np.clip((1.25 - radius) / 0.3, 0, 1), dtype=np.float32)
