"""Measures a photo for ``proctoring.quality``: plain numbers, no judgement.

Only what is really measured is here. Whether it is a person at all, or a picture of one, takes more
than one photo: ``live_series`` measures that.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from proctoring.engine import Box, Face, Picture
from proctoring.quality import FaceMeasures, PhotoMeasures
from proctoring.vision.background import measure_behind
from proctoring.vision.cover import CLIPPED_FROM, measure_cover
from proctoring.vision.eyes import measure_eyes

BYSTANDER_WIDTH_SHARE = 0.4
"""A second face narrower than this share of the largest stands in the background."""
SHARPNESS_SIDE_PX = 64
"""Sharpness is measured at one size, so that a large face and a small one are judged alike."""
SHARPNESS_SMOOTHING_PX = 0.8
"""A camera's noise has edges too: what is finer than this is not counted."""
SKIN_SHARE = 0.7
"""The middle of the face box: skin, without hair and background."""


def measure(picture: Picture, faces: tuple[Face, ...]) -> PhotoMeasures:
    """The faces come largest first, as engines give them."""
    if not faces:
        return PhotoMeasures(faces=0, face=None)
    largest = faces[0]
    near = [face for face in faces if face.box.width >= BYSTANDER_WIDTH_SHARE * largest.box.width]
    return PhotoMeasures(
        faces=len(near),
        face=_measure_face(picture, largest),
        faces_behind=len(faces) - len(near),
    )


def _measure_face(picture: Picture, face: Face) -> FaceMeasures:
    across, along, distance, roll = _axes(face)
    grey = _grey(picture, face.box)
    low, middle, high = (float(value) for value in np.percentile(grey, (5, 50, 95)))
    centre = face.box.centre
    cover = measure_cover(picture, face)
    eyes, behind = measure_eyes(picture, face), measure_behind(picture, face)
    return FaceMeasures(
        eye_distance_px=distance,
        width_share=face.box.width / min(picture.width, picture.height),
        centre_x=centre.x / picture.width,
        centre_y=centre.y / picture.height,
        yaw=across / distance,
        nose_drop=along / distance,
        roll_degrees=roll,
        brightness=middle,
        clipped_share=float(np.mean(grey >= CLIPPED_FROM)),
        contrast=high - low,
        sharpness=_sharpness(grey),
        eyes_brightness=cover.eyes_brightness,
        lower_colour=cover.lower_colour,
        lower_detail=cover.lower_detail,
        skin_clipped=cover.skin_clipped,
        lashes_below=eyes.lashes_below if eyes else None,
        lashes_sag=eyes.lashes_sag if eyes else None,
        iris_edges=eyes.iris_edges if eyes else None,
        glare_behind=behind.glare_share if behind else None,
        detail_behind=behind.detail if behind else None,
    )


def _axes(face: Face) -> tuple[float, float, float, float]:
    """The nose seen from between the eyes, along and across their line; eye distance; roll."""
    eye_x, eye_y = face.right_eye.x - face.left_eye.x, face.right_eye.y - face.left_eye.y
    distance = max(math.hypot(eye_x, eye_y), 1.0)
    nose_x = face.nose.x - (face.left_eye.x + face.right_eye.x) / 2
    nose_y = face.nose.y - (face.left_eye.y + face.right_eye.y) / 2
    across = (nose_x * eye_x + nose_y * eye_y) / distance
    along = (nose_y * eye_x - nose_x * eye_y) / distance
    return across, along, distance, math.degrees(math.atan2(eye_y, eye_x))


def _grey(picture: Picture, box: Box) -> NDArray[np.uint8]:
    side_x, side_y = box.width * SKIN_SHARE / 2, box.height * SKIN_SHARE / 2
    left = int(min(max(box.centre.x - side_x, 0), picture.width - 1))
    top = int(min(max(box.centre.y - side_y, 0), picture.height - 1))
    right = int(min(max(box.centre.x + side_x, left + 1), picture.width))
    bottom = int(min(max(box.centre.y + side_y, top + 1), picture.height))
    region = np.ascontiguousarray(picture.pixels[top:bottom, left:right])
    return np.asarray(cv2.cvtColor(region, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _sharpness(grey: NDArray[np.uint8]) -> float:
    """The Laplacian's energy in per mille of the region's own variance: light and skin cancel."""
    size = (SHARPNESS_SIDE_PX, SHARPNESS_SIDE_PX)
    shrinking = grey.shape[0] > SHARPNESS_SIDE_PX
    method = cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR
    even = cv2.resize(grey, size, interpolation=method).astype(np.float32)
    calm = cv2.GaussianBlur(even, (0, 0), SHARPNESS_SMOOTHING_PX)
    variance = float(np.var(calm))
    if variance < 1.0:
        return 0.0
    return float(np.var(cv2.Laplacian(calm, cv2.CV_32F))) / variance * 1000
