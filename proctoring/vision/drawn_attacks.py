"""Draws pictures of pictures: prints and screens held before a camera, from a photo of a face.

Made to measure our own cues where no recordings of attacks are at hand. It is drawn, not filmed:
figures made with it are called synthetic, and an organiser's own recordings count more.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from proctoring.engine import Box, Face, Pixels, Point
from proctoring.vision.turned_head import turned

Canvas = NDArray[np.float32]

WIDTH_PX, HEIGHT_PX = 640, 480
"""Of the camera that is drawn."""
FACE_WIDTH_PX = 165.0
OVERSAMPLED = 3
"""Points a side in each pixel of the camera, where a screen's own pixels are drawn."""
NOISE = 2.5
LIT_ROW, LIT_STRIPE = 0.86, 0.28
"""How much of a screen's pixel shines; between its rows and stripes it is dark."""
FRAMES = 5


@dataclass(frozen=True, slots=True)
class Hold:
    """How a flat thing is held before the camera, and moved from frame to frame."""

    turn_degrees: float
    tilt_degrees: float
    roll_degrees: float
    shift_x_px: float
    shift_y_px: float
    nearer: float = 1.0


def held(random: np.random.Generator) -> list[Hold]:
    """A hand that moves a little, as every hand does, and turns what it holds."""
    roll, tilt = random.normal(0, 3), random.normal(0, 5)
    turn = random.uniform(-8, 8)
    drift = random.normal(0, 9, (FRAMES, 2)).cumsum(axis=0)
    turns = turn + random.normal(0, 5, FRAMES).cumsum()
    return [
        Hold(
            float(turns[each]),
            float(tilt + random.normal(0, 2)),
            float(roll + random.normal(0, 1)),
            float(drift[each, 0]),
            float(drift[each, 1]),
        )
        for each in range(FRAMES)
    ]


def a_room(random: np.random.Generator) -> Canvas:
    """A wall with things on it, a little out of focus."""
    room = np.full((HEIGHT_PX, WIDTH_PX, 3), random.uniform(120, 220, 3), np.float32)
    for _ in range(14):
        corner = random.uniform(0, (WIDTH_PX, HEIGHT_PX))
        size = random.uniform(60, 320, 2)
        colour = tuple(float(each) for each in random.uniform(50, 230, 3))
        start, end = (tuple(int(v) for v in at) for at in (corner, corner + size))
        cv2.rectangle(room, start, end, colour, -1)
    room = np.asarray(cv2.GaussianBlur(room, (0, 0), 2.2), np.float32)
    light = np.linspace(1.08, 0.88, WIDTH_PX, dtype=np.float32)[None, :, None]
    return np.asarray(room * light, np.float32)


def print_frames(photo: Pixels, face: Face, random: np.random.Generator) -> list[Pixels]:
    """Paper with a white edge, its black lifted and its colours paled, in a hand."""
    page = _sheet(photo, edge=0.06, colour=(244, 243, 238)).astype(np.float32)
    paled = 255 * (0.1 + 0.82 * (page / 255)) ** random.uniform(0.95, 1.15)
    paper = np.asarray(paled + random.normal(0, 2.2, page.shape[:2])[..., None], np.float32)
    room = a_room(random)
    return [
        _filmed(_laid(room, paper, _placed(photo, face, hold, edge=0.06)), random)
        for hold in held(random)
    ]


def screen_frames(photo: Pixels, face: Face, random: np.random.Generator) -> list[Pixels]:
    """A telephone or tablet with a dark frame, its pixels seen by the camera's."""
    pitch = random.uniform(0.55, 1.7)
    shown = _sheet(photo, edge=0.07, colour=(14, 14, 16)).astype(np.float32)
    bluish = np.array([0.94, 0.99, 1.06], np.float32)
    glow = np.asarray(255 * (0.03 + 0.97 * (shown / 255)) ** 0.9 * bluish, np.float32)
    room = a_room(random)
    return [
        _filmed(_lit(room, glow, _placed(photo, face, hold, edge=0.07), pitch), random)
        for hold in held(random)
    ]


def cut_out_frames(photo: Pixels, face: Face, random: np.random.Generator) -> list[Pixels]:
    """A head cut out of a print and waved before a real room: no edge, and no surroundings."""
    page = _sheet(photo, edge=0.0, colour=(0, 0, 0)).astype(np.float32)
    head = np.zeros(photo.shape[:2], np.float32)
    apart = face.right_eye.x - face.left_eye.x
    middle = ((face.left_eye.x + face.right_eye.x) / 2, face.left_eye.y + 0.45 * apart)
    cv2.ellipse(head, (middle, (2.5 * apart, 3.9 * apart), 0.0), 1.0, -1, lineType=cv2.LINE_AA)
    room = a_room(random)
    frames = []
    for hold in held(random):
        placed = _placed(photo, face, hold, edge=0.0)
        mask = cv2.warpPerspective(head, placed, (WIDTH_PX, HEIGHT_PX))[..., None]
        laid = cv2.warpPerspective(page, placed, (WIDTH_PX, HEIGHT_PX), flags=cv2.INTER_AREA)
        frames.append(_filmed(np.asarray(room * (1 - mask) + laid * mask, np.float32), random))
    return frames


def genuine_frames(photo: Pixels, face: Face, random: np.random.Generator) -> list[Pixels]:
    """The person in the photo moves and turns the head a little; all around stays still."""
    scale = HEIGHT_PX / photo.shape[0]
    size = (round(photo.shape[1] * scale), HEIGHT_PX)
    large = np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    near = _enlarged(face, scale)
    turns = random.uniform(-6, 6) + random.normal(0, 5, FRAMES).cumsum()
    shifts = random.normal(0, 0.12, (FRAMES, 2)).cumsum(axis=0)
    return [
        _filmed(
            turned(large, near, float(turn), (float(shift[0]), float(shift[1]))).astype(np.float32),
            random,
        )
        for turn, shift in zip(turns, shifts, strict=True)
    ]


def _enlarged(face: Face, scale: float) -> Face:
    box = face.box
    return Face(
        box=Box(box.left * scale, box.top * scale, box.width * scale, box.height * scale),
        left_eye=Point(face.left_eye.x * scale, face.left_eye.y * scale),
        right_eye=Point(face.right_eye.x * scale, face.right_eye.y * scale),
        nose=Point(face.nose.x * scale, face.nose.y * scale),
        confidence=face.confidence,
    )


def as_jpeg(pixels: Pixels, quality: int = 88) -> bytes:
    encoded, content = cv2.imencode(
        ".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    assert encoded
    return content.tobytes()


def _sheet(photo: Pixels, edge: float, colour: tuple[int, int, int]) -> Pixels:
    margin = round(edge * photo.shape[1])
    framed = cv2.copyMakeBorder(
        photo, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=colour
    )
    return np.asarray(framed, np.uint8)


def _placed(photo: Pixels, face: Face, hold: Hold, edge: float) -> Canvas:
    """From the sheet's pixels to the camera's: turned in space, then seen in perspective."""
    margin = round(edge * photo.shape[1])
    scale = FACE_WIDTH_PX / face.box.width * hold.nearer
    centre = face.box.centre
    far = 3.2 * WIDTH_PX
    turn, tilt, roll = (
        math.radians(each) for each in (hold.turn_degrees, hold.tilt_degrees, hold.roll_degrees)
    )
    about_y = np.array(
        [[math.cos(turn), 0, math.sin(turn)], [0, 1, 0], [-math.sin(turn), 0, math.cos(turn)]]
    )
    about_x = np.array(
        [[1, 0, 0], [0, math.cos(tilt), -math.sin(tilt)], [0, math.sin(tilt), math.cos(tilt)]]
    )
    about_z = np.array(
        [[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]]
    )
    rotation = about_z @ about_x @ about_y
    sheet = np.array(
        [
            [scale, 0, -scale * (centre.x + margin)],
            [0, scale, -scale * (centre.y + margin)],
            [0, 0, 1],
        ]
    )
    plane = np.stack([rotation[:, 0], rotation[:, 1], np.array([0, 0, far])], axis=1)
    lens = np.array(
        [
            [far, 0, WIDTH_PX / 2 + hold.shift_x_px],
            [0, far, HEIGHT_PX / 2 + hold.shift_y_px],
            [0, 0, 1],
        ]
    )
    return np.asarray(lens @ plane @ sheet, np.float32)


def _laid(room: Canvas, page: Canvas, placed: Canvas) -> Canvas:
    size = (WIDTH_PX, HEIGHT_PX)
    mask = cv2.warpPerspective(np.ones(page.shape[:2], np.float32), placed, size)[..., None]
    laid = cv2.warpPerspective(page, placed, size, flags=cv2.INTER_LINEAR)
    return np.asarray(room * (1 - mask) + laid * mask, np.float32)


def _lit(room: Canvas, shown: Canvas, placed: Canvas, pitch_px: float) -> Canvas:
    """Each pixel of the screen is three stripes with dark gaps, summed in the camera's pixels."""
    finer = np.diag([OVERSAMPLED, OVERSAMPLED, 1.0]) @ placed
    size = (WIDTH_PX * OVERSAMPLED, HEIGHT_PX * OVERSAMPLED)
    back = np.linalg.inv(finer)
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    depth = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    u = (back[0, 0] * x + back[0, 1] * y + back[0, 2]) / depth
    v = (back[1, 0] * x + back[1, 1] * y + back[1, 2]) / depth
    scale = float(np.hypot(placed[0, 0] / placed[2, 2], placed[1, 0] / placed[2, 2]))
    column, row = (u * scale / pitch_px) % 1, (v * scale / pitch_px) % 1
    picture = cv2.remap(
        shown,
        u.astype(np.float32),
        v.astype(np.float32),
        cv2.INTER_LINEAR,
        borderValue=(-1, -1, -1),
    )
    lines = (row < LIT_ROW).astype(np.float32) / LIT_ROW
    stripes = np.stack(
        [
            ((column - third / 3) % 1 < LIT_STRIPE).astype(np.float32) / LIT_STRIPE
            for third in range(3)
        ],
        axis=-1,
    )
    inside = (picture[..., :1] >= 0).astype(np.float32)
    light = picture * (0.7 + 0.3 * stripes * lines[..., None]) * inside
    small = cv2.resize(light, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_AREA)
    mask = cv2.resize(inside[..., 0], (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_AREA)
    return np.asarray(room * (1 - mask[..., None]) + small, np.float32)


def _filmed(scene: Canvas, random: np.random.Generator) -> Pixels:
    """A small lens and a small sensor."""
    seen = cv2.GaussianBlur(scene, (0, 0), 0.55)
    noisy = seen + random.normal(0, NOISE, seen.shape)
    return np.asarray(np.clip(noisy, 0, 255), np.uint8)
