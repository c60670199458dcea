"""Measures what is behind the head: glare, and how busy it is.

Beside and above the head two strips are looked at, far enough from the face box that hair and
headscarf lie between, and not below the chin, where shoulders begin.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from proctoring.engine import Face, Picture

NEAR, FAR = 0.45, 1.25
"""Beside the face box, in its widths."""
ABOVE, BELOW = 0.6, 0.6
"""From so far above the box's upper edge to so far below it, in its heights."""
FACE_PX = 64
"""The strips are looked at in a picture whose face has this width: what is finer is no matter."""
PIXELS_MIN = 200
"""Of such a reduced picture; with less, the face fills the picture."""
SIDE_MIN_PX = 4
"""Of one strip, likewise."""
GLARE_FROM = 250
"""Grey levels from here on hold no detail any more: a window, a lamp."""


@dataclass(frozen=True, slots=True)
class Behind:
    glare_share: float
    """Of the strips, without detail because it is white."""
    detail: float
    """Mean steepness of the grey levels, in levels a pixel of the reduced picture."""


def measure_behind(picture: Picture, face: Face) -> Behind | None:
    """None where the face leaves nothing to be seen beside it."""
    box, scale = face.box, FACE_PX / max(face.box.width, 1.0)
    top, bottom = box.top - ABOVE * box.height, box.top + BELOW * box.height
    strips = [
        _cut(picture, left, top, left + (FAR - NEAR) * box.width, bottom, scale)
        for left in (box.left - FAR * box.width, box.left + (1 + NEAR) * box.width)
    ]
    seen = [each for each in strips if each is not None]
    if sum(each.size for each in seen) < PIXELS_MIN:
        return None
    glare = np.concatenate([(each >= GLARE_FROM).ravel() for each in seen])
    steep = np.concatenate([_steepness(each).ravel() for each in seen])
    return Behind(float(glare.mean()), float(steep.mean()))


def _cut(
    picture: Picture, left: float, top: float, right: float, bottom: float, scale: float
) -> NDArray[np.float32] | None:
    from_x, to_x = int(max(left, 0)), int(min(right, picture.width))
    from_y, to_y = int(max(top, 0)), int(min(bottom, picture.height))
    size = (round((to_x - from_x) * scale), round((to_y - from_y) * scale))
    if min(size) < SIDE_MIN_PX:
        return None
    grey = cv2.cvtColor(picture.pixels[from_y:to_y, from_x:to_x], cv2.COLOR_RGB2GRAY)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(grey, size, interpolation=method), dtype=np.float32)


def _steepness(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    calm = cv2.GaussianBlur(grey, (0, 0), 1.0)
    across = cv2.Sobel(calm, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    down = cv2.Sobel(calm, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    return np.asarray(np.hypot(across, down), dtype=np.float32)
