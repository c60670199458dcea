"""Are two pictures one photograph? Made smaller, turned, cut, mirrored or saved again it still is.

The rule of this file: of one photograph, one plane explains everything, the face, the hair and the
room behind it, and what is left is noise. Of two shots it does not: between them a head has moved
before its background, and a mouth and eyes in the face. So the two are laid over each other, and
cell by cell it is asked how well they agree; the worst fifth of the cells counts. What that finds
and misses is in docs/live-person.md.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from proctoring.engine import Face, Picture
from proctoring.vision.second_look import turned
from proctoring.vision.tracking import FaceTracker

Chip = NDArray[np.float32]
Mask = NDArray[np.uint8]

SIDE_PX = 208
EYES_SHARE = 0.18
"""Of the chip's side lies between the eyes: hair, neck and some of the room are in it."""
EYES_DOWN = 0.43
EDGE_PX = 5
"""A picture's border says nothing of what is on it."""
COARSE, FINE, JUDGED = (3.0, 14.0), (1.4, 7.0), (1.4, 5.0)
"""Bands of detail, as the widths of two blurs in pixels: neither light nor a sensor's noise."""
ROUNDS_COARSE, ROUNDS_FINE, ENOUGH = 20, 20, 1e-4
CELLS = 6
CELL_COVERED_MIN = 0.7
CELL_CONTRAST_MIN = 3.0
"""Grey levels: a plain wall agrees with any other."""
CELLS_MIN = 5
WORST_SHARE = 20.0
"""Per cent."""
TILTS_DEGREES = (0.0, 20.0, -20.0, 40.0, -40.0)


class SameShot:
    """One per process."""

    def __init__(self, tracker: FaceTracker) -> None:
        self._tracker = tracker

    def likeness(self, one: Picture, other: Picture) -> float | None:
        """1 for one photograph; None where a picture has no face, or too little is to be seen."""
        first, second = self._chip(one), self._chip(other)
        if first is None or second is None:
            return None
        chip, covered = second
        mirrored = np.ascontiguousarray(chip[:, ::-1])
        if _agreement(first[0], mirrored) > _agreement(first[0], chip):
            second = mirrored, np.ascontiguousarray(covered[:, ::-1])
        return _likeness(first, second)

    def _chip(self, picture: Picture) -> tuple[Chip, Mask] | None:
        for degrees in TILTS_DEGREES:
            tilted = Picture(turned(picture.pixels, degrees)) if degrees else picture
            if found := self._tracker.faces(tilted, None):
                return _cut(tilted, found[0])
        return None


def _cut(picture: Picture, face: Face) -> tuple[Chip, Mask]:
    """The face upright in the middle, and where the picture covers it."""
    right, left = face.right_eye, face.left_eye
    across, down = left.x - right.x, left.y - right.y
    scale = EYES_SHARE * SIDE_PX / max(math.hypot(across, down), 1.0)
    turn = -math.atan2(down, across)
    cosine, sine = math.cos(turn) * scale, math.sin(turn) * scale
    x, y = (left.x + right.x) / 2, (left.y + right.y) / 2
    place = np.array(
        [
            [cosine, -sine, SIDE_PX / 2 - (cosine * x - sine * y)],
            [sine, cosine, EYES_DOWN * SIDE_PX - (sine * x + cosine * y)],
        ],
        np.float32,
    )
    grey = cv2.cvtColor(picture.pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    if scale < 1:
        grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.45 / scale), np.float32)
    side = (SIDE_PX, SIDE_PX)
    chip = cv2.warpAffine(grey, place, side, borderMode=cv2.BORDER_REPLICATE)
    whole = np.ones(grey.shape, np.uint8)
    covered = cv2.warpAffine(whole, place, side, flags=cv2.INTER_NEAREST)
    edge = np.ones((2 * EDGE_PX + 1, 2 * EDGE_PX + 1), np.uint8)
    covered = cv2.erode(covered, edge, borderType=cv2.BORDER_CONSTANT, borderValue=(0.0,))
    return np.asarray(chip, np.float32), np.asarray(covered, np.uint8)


def _band(chip: Chip, band: tuple[float, float]) -> Chip:
    fine, coarse = (cv2.GaussianBlur(chip, (0, 0), width) for width in band)
    return np.asarray(fine - coarse, np.float32)


def _agreement(one: Chip, other: Chip) -> float:
    return _correlation(_band(one, COARSE).ravel(), _band(other, COARSE).ravel())


def _correlation(one: Chip, other: Chip) -> float:
    one, other = one - one.mean(), other - other.mean()
    spread = math.sqrt(float((one * one).sum()) * float((other * other).sum()))
    return float((one * other).sum()) / max(spread, 1e-6)


def _likeness(one: tuple[Chip, Mask], other: tuple[Chip, Mask]) -> float | None:
    both = one[1] & other[1]
    laid = np.eye(2, 3, dtype=np.float32)
    for band, rounds in ((COARSE, ROUNDS_COARSE), (FINE, ROUNDS_FINE)):
        until = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, rounds, ENOUGH)
        first, second = _band(one[0], band), _band(other[0], band)
        try:
            _, found = cv2.findTransformECC(
                first, second, laid, cv2.MOTION_AFFINE, until, both * 255, 1
            )
        except cv2.error:
            return 0.0  # nothing lays them over each other
        laid = np.asarray(found, np.float32)
    side, back = (SIDE_PX, SIDE_PX), cv2.WARP_INVERSE_MAP
    over = cv2.warpAffine(
        other[0], laid, side, flags=cv2.INTER_LINEAR | back, borderMode=cv2.BORDER_REPLICATE
    )
    covered = cv2.warpAffine(other[1], laid, side, flags=cv2.INTER_NEAREST | back)
    seen_in_both = np.asarray(covered, bool) & one[1].astype(bool)
    judged = _band(one[0], JUDGED), _band(np.asarray(over, np.float32), JUDGED)
    cells = _cells(*judged, seen_in_both)
    return float(np.percentile(cells, WORST_SHARE)) if len(cells) >= CELLS_MIN else None


def _cells(one: Chip, other: Chip, covered: NDArray[np.bool_]) -> list[float]:
    """How well each cell agrees in which there is something to see."""
    height = SIDE_PX // CELLS
    told = []
    for row in range(CELLS):
        for column in range(CELLS):
            cell = np.s_[row * height : (row + 1) * height, column * height : (column + 1) * height]
            inside = covered[cell]
            if inside.mean() < CELL_COVERED_MIN:
                continue
            first, second = one[cell][inside], other[cell][inside]
            if max(first.std(), second.std()) >= CELL_CONTRAST_MIN:
                told.append(_correlation(first, second))
    return told
