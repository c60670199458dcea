"""Measures of one photo and a few frames before it: what a screen or a print would leave in them.

Plain numbers for ``proctoring.presentation.cues``. How well each tells a picture from a person, and
where it cannot, is in docs/live-person.md.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from proctoring.engine import Face, Picture

Grey = NDArray[np.uint8]
Points = NDArray[np.float32]

PATTERN_SIDE_PX = 256
"""The part of the face whose spectrum is looked at."""
PATTERN_FROM, PATTERN_TO = 0.11, 0.47
"""Cycles a pixel: coarser is the face, finer the sensor's noise."""
AXIS_BINS = 3
"""Rows and columns of a JPEG's blocks lie on the axes of the spectrum."""

FLOW_SIDE_PX = 480
CORNERS_MAX = 160
MOVED_MIN = 0.03
"""In face widths: less than this and nothing is known of how things move."""
TOGETHER = 0.35
"""A point moves with the plane when it lies this share of the way from where the plane puts it."""
POINTS_MIN = 12
FAR_GROW = 1.2
"""Beyond this many face widths around the face the room begins, whatever is held up."""


def pattern(picture: Picture, face: Face) -> float | None:
    """The sharpest peak of the spectrum over the face, in spreads of its surroundings."""
    side = min(PATTERN_SIDE_PX, int(face.box.width), picture.width, picture.height)
    if side < PATTERN_SIDE_PX // 4:
        return None
    centre = face.box.centre
    left = int(np.clip(centre.x - side / 2, 0, picture.width - side))
    top = int(np.clip(centre.y - side / 2, 0, picture.height - side))
    region = np.ascontiguousarray(picture.pixels[top : top + side, left : left + side])
    grey = cv2.cvtColor(region, cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 2.0)
    window = np.hanning(side).astype(np.float32)
    power = np.log1p(np.abs(np.fft.fftshift(np.fft.fft2(fine * window * window[:, None]))))
    power = np.asarray(power, dtype=np.float32)
    around = cv2.blur(power, (15, 15))
    spread = np.sqrt(np.maximum(cv2.blur(power * power, (15, 15)) - around * around, 1e-6))
    peaks = (cv2.blur(power, (3, 3)) - around) / np.median(spread)
    return float(np.max(peaks[_band(side)]))


def _band(side: int) -> NDArray[np.bool_]:
    away = np.abs(np.arange(side) - side // 2)
    rows, columns = away[:, None] / side, away[None, :] / side
    radius = np.hypot(rows, columns)
    off_axis = (away[:, None] > AXIS_BINS) & (away[None, :] > AXIS_BINS)
    return np.asarray((radius > PATTERN_FROM) & (radius < PATTERN_TO) & off_axis)


def flatness(frames: Sequence[tuple[Picture, Face]]) -> float | None:
    """Over all pairs of frames in which the face moved: how much else moved as its plane would.

    1 is a picture held in a hand, 0 a head before a wall. None where too little moved, where too
    little is to be seen beside the face, and where everything moved: that was the camera.
    """
    greys = [_reduced(picture) for picture, _ in frames]
    found = [
        _together(first, second, face, scale)
        for ((_, face), (first, scale)), (_, (second, _)) in pairwise(
            zip(frames, greys, strict=True)
        )
        if first.shape == second.shape
    ]
    shares = [each for each in found if each is not None]
    return float(np.median(shares)) if shares else None


def _reduced(picture: Picture) -> tuple[Grey, float]:
    scale = min(1.0, FLOW_SIDE_PX / max(picture.width, picture.height))
    grey = cv2.cvtColor(picture.pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8), scale


def _together(first: Grey, second: Grey, face: Face, scale: float) -> float | None:
    box = face.box
    left, top = box.left * scale, box.top * scale
    width, height = box.width * scale, box.height * scale
    inside = _mask(first.shape, left, top, width, height, grow=-0.05)
    beside = _mask(first.shape, left, top, width, height, grow=0.95)
    beside &= ~_mask(first.shape, left, top, width, height, grow=0.45)
    # Shoulders go where the head goes.
    beside[int(min(top + height, first.shape[0])) :, :] = False
    face_from, face_to = _followed(first, second, inside)
    if len(face_from) < POINTS_MIN:
        return None
    plane: Any  # an array, or None where no plane explains it, which the stubs do not say
    plane, _ = cv2.estimateAffine2D(face_from, face_to, method=cv2.RANSAC)
    if plane is None:
        return None
    moved = np.linalg.norm(face_to - face_from, axis=1)
    if np.median(moved) < MOVED_MIN * width:
        return None
    far = ~_mask(first.shape, left, top, width, height, grow=FAR_GROW)
    if _moved(*_followed(first, second, far), MOVED_MIN * width / 2) is not False:
        return None
    around_from, around_to = _followed(first, second, beside)
    if len(around_from) < POINTS_MIN:
        return None
    expected = around_from @ plane[:, :2].T + plane[:, 2]
    due = np.linalg.norm(expected - around_from, axis=1)
    off = np.linalg.norm(around_to - expected, axis=1)
    counted = due > MOVED_MIN * width / 2
    if int(np.count_nonzero(counted)) < POINTS_MIN:
        return None
    return float(np.mean(off[counted] < TOGETHER * due[counted]))


def _moved(before: Points, after: Points, least: float) -> bool | None:
    """Whether most of it moved; None where too little is to be seen."""
    if len(before) < POINTS_MIN:
        return None
    return float(np.median(np.linalg.norm(after - before, axis=1))) > least


def _mask(
    shape: tuple[int, ...], left: float, top: float, width: float, height: float, grow: float
) -> NDArray[np.bool_]:
    mask = np.zeros(shape[:2], dtype=bool)
    from_y, to_y = int(max(top - grow * height, 0)), int(top + (1 + grow) * height)
    from_x, to_x = int(max(left - grow * width, 0)), int(left + (1 + grow) * width)
    mask[from_y : max(to_y, 0), from_x : max(to_x, 0)] = True
    return mask


def _followed(first: Grey, second: Grey, where: NDArray[np.bool_]) -> tuple[Points, Points]:
    """Points of the first frame found again in the second, and back where they began."""
    none = np.empty((0, 2), dtype=np.float32)
    corners: Any  # an array, or None for "no corner"
    corners = cv2.goodFeaturesToTrack(first, CORNERS_MAX, 0.01, 5, mask=where.astype(np.uint8))
    if corners is None:
        return none, none
    start = np.asarray(corners, dtype=np.float32)
    end, was_found, _ = cv2.calcOpticalFlowPyrLK(first, second, start, start.copy())
    back, was_found_back, _ = cv2.calcOpticalFlowPyrLK(second, first, end, end.copy())
    returned = np.linalg.norm(back - start, axis=2).ravel() < 1.0
    good = returned & (was_found.ravel() == 1) & (was_found_back.ravel() == 1)
    return start.reshape(-1, 2)[good], np.asarray(end, np.float32).reshape(-1, 2)[good]
