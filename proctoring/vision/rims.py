"""Measures the rims of glasses: a dark line across the nose and one below each eye.

On the face laid upright the light is read from above to below: on the nose, and several times below
each eye. A rim is a thin dark line there. What is dark over a wider stretch — a brow, a shadow,
dark skin — is no line. Skin has lines, too, but seldom on the nose and below both eyes at once,
over the whole width of a lens and as far apart as glasses have them.

Thick rims draw the engine's eyes towards themselves, so the lines are looked for together and not
each in a place of its own. Whether there are glasses, and whether there were some before, is said
in ``proctoring.glasses``.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from proctoring.engine import Face, Picture
from proctoring.glasses import Rims
from proctoring.vision.cover import LIGHTNESS_MIN, laid_upright

_CHEEKS = (slice(60, 72), slice(34, 94))
SMOOTHING_PX = 0.8
_NOSE_X, _EYES_X = (64,), (40, 88)
_LENS_X = (-8, -4, 0, 4, 8)
"""Columns below an eye, from the left of a lens to its right."""
_EITHER_SIDE_PX = 2
_READ = slice(16, 88)
"""Rows, with room about those in which a line is looked for."""
_BRIDGE = (30, 58)
_LOWER_RIM = (52, 76)
"""Above it lie the eye itself and its lashes."""
BRIDGE_TO_RIM_PX = (9, 26)
LEFT_TO_RIGHT_PX = 8
"""So much one lower rim may lie above the other: faces are not laid quite upright."""
CURVE_PX = 3
"""And so much a rim bends over the width of a lens."""
BRIDGE_MAX_PX, RIM_MAX_PX, THIN_MAX_PX = 13, 9, 7
"""Dark over more rows is no line. Where two lenses nearly meet, the bridge looks tall."""

Rows = NDArray[np.float32]
"""How dark a line lies in each row, in shares of the cheeks' light."""


def measure_rims(picture: Picture, face: Face) -> Rims:
    grey = cv2.cvtColor(laid_upright(picture, face), cv2.COLOR_RGB2GRAY)
    calm = np.asarray(cv2.GaussianBlur(grey, (0, 0), SMOOTHING_PX), dtype=np.float32)
    light = calm / max(float(np.median(calm[_CHEEKS])), LIGHTNESS_MIN)
    bridge, thin_bridge = (
        _lines(light, _NOSE_X, tall_px)[:, 0] for tall_px in (BRIDGE_MAX_PX, THIN_MAX_PX)
    )
    whole = [_below(light, x, RIM_MAX_PX).min(axis=1) for x in _EYES_X]
    half = [np.median(_below(light, x, THIN_MAX_PX), axis=1) for x in _EYES_X]
    return Rims(
        weakest=max(min(lines) for lines in _as_glasses_lie(bridge, *whole)),
        together=max(
            of_bridge + (left + right) / 2
            for of_bridge, left, right in _as_glasses_lie(thin_bridge, *half)
        ),
    )


def _as_glasses_lie(bridge: Rows, left: Rows, right: Rows) -> list[tuple[float, float, float]]:
    """For each height of the left lower rim: the bridge above it, itself, and the right one."""
    first, end = _LOWER_RIM
    near, far = BRIDGE_TO_RIM_PX
    return [
        (
            _darkest(bridge, max(_BRIDGE[0], row - far), min(_BRIDGE[1], row - near + 1)),
            _darkest(left, row, row + 1),
            _darkest(right, max(first, row - LEFT_TO_RIGHT_PX), min(end, row + LEFT_TO_RIGHT_PX)),
        )
        for row in range(first, end)
    ]


def _darkest(lines: Rows, first: int, end: int) -> float:
    return float(lines[first - _READ.start : end - _READ.start].max())


def _below(light: NDArray[np.float32], eye_x: int, tall_px: int) -> NDArray[np.float32]:
    """A column of rows for each part of a lens; a line counts in the rows next to it as well."""
    lines = _lines(light, tuple(eye_x + across for across in _LENS_X), tall_px)
    return np.asarray(cv2.dilate(lines, np.ones((2 * CURVE_PX + 1, 1), dtype=np.uint8)))


def _lines(
    light: NDArray[np.float32], columns: tuple[int, ...], tall_px: int
) -> NDArray[np.float32]:
    """How much darker each row is than what lies above and below it, where it is no taller."""
    read = np.stack([_column(light, x) for x in columns], axis=1)
    tall = np.ones((tall_px, 1), dtype=np.uint8)
    filled = cv2.morphologyEx(read, cv2.MORPH_CLOSE, tall, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(filled - read, dtype=np.float32)


def _column(light: NDArray[np.float32], x: int) -> NDArray[np.float32]:
    """The median of a few columns: what stands upright is no rim."""
    beside = slice(x - _EITHER_SIDE_PX, x + _EITHER_SIDE_PX + 1)
    return np.asarray(np.median(light[_READ, beside], axis=1), dtype=np.float32)
