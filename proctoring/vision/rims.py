"""Measures the rims of glasses: dark lines across the nose and below both eyes.

On the face laid upright, a column of light is read from above to below: on the nose, and several
times below each eye. A rim is a thin dark line there. What is dark over a wider stretch — a brow, a
shadow, dark skin — is no line. Skin has lines, too, but seldom on the nose and below both eyes at
once, over the whole width of a lens.

Whether there are glasses, and whether there were some before, is said in ``proctoring.glasses``.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from proctoring.engine import Face, Picture
from proctoring.glasses import Rims
from proctoring.vision.cover import EYES_Y, LIGHTNESS_MIN, laid_upright

_CHEEKS = (slice(60, 72), slice(34, 94))
SMOOTHING_PX = 0.8
_NOSE = slice(62, 67)
"""Columns of the root of the nose."""
_NOSE_ROWS, _BRIDGE = slice(24, 68), slice(40, 54)
_EYES_X = (40, 88)
_BELOW_ROWS, _LOWER_RIM = slice(EYES_Y, 80), slice(56, 74)
"""Above it lie the eye itself and its lashes."""
_APART_PX, _EITHER_SIDE_PX = (-8, -4, 0, 4, 8), 2
"""Columns below an eye: from the left of a lens to its right."""
BRIDGE_MAX_PX, RIM_MAX_PX, THIN_MAX_PX = 13, 9, 7
"""Dark over more rows is no line. Where two lenses nearly meet, the bridge looks tall."""


def measure_rims(picture: Picture, face: Face) -> Rims:
    grey = cv2.cvtColor(laid_upright(picture, face), cv2.COLOR_RGB2GRAY)
    calm = np.asarray(cv2.GaussianBlur(grey, (0, 0), SMOOTHING_PX), dtype=np.float32)
    skin = max(float(np.median(calm[_CHEEKS])), LIGHTNESS_MIN)
    nose = _column(calm, _NOSE_ROWS, _NOSE)
    eyes = [[_below(calm, middle + apart) for apart in _APART_PX] for middle in _EYES_X]
    bridge = _line(nose, _NOSE_ROWS, _BRIDGE, BRIDGE_MAX_PX)
    lower = [
        _line(each, _BELOW_ROWS, _LOWER_RIM, RIM_MAX_PX) for columns in eyes for each in columns
    ]
    thin = [
        np.median([_line(each, _BELOW_ROWS, _LOWER_RIM, THIN_MAX_PX) for each in columns])
        for columns in eyes
    ]
    together = _line(nose, _NOSE_ROWS, _BRIDGE, THIN_MAX_PX) + float(np.mean(thin))
    return Rims(weakest=min(bridge, *lower) / skin, together=together / skin)


def _below(calm: NDArray[np.float32], x: int) -> NDArray[np.float32]:
    columns = slice(x - _EITHER_SIDE_PX, x + _EITHER_SIDE_PX + 1)
    return _column(calm, _BELOW_ROWS, columns)


def _column(calm: NDArray[np.float32], rows: slice, columns: slice) -> NDArray[np.float32]:
    """From above to below, the median of a few columns: what stands upright is no rim."""
    return np.asarray(np.median(calm[rows, columns], axis=1), dtype=np.float32).reshape(-1, 1)


def _line(column: NDArray[np.float32], rows: slice, looked_at: slice, tall_max_px: int) -> float:
    """How much darker the darkest line is than what lies above and below it, in grey levels."""
    filled = cv2.morphologyEx(
        column,
        cv2.MORPH_CLOSE,
        np.ones((tall_max_px, 1), dtype=np.uint8),
        borderType=cv2.BORDER_REPLICATE,
    )
    dark = np.asarray(filled - column)
    return float(dark[looked_at.start - rows.start : looked_at.stop - rows.start].max())
