"""Eyes and brows of a drawn portrait."""

import random

import numpy as np

from proctoring.vision.portrait_canvas import (
    Canvas,
    Colour,
    Mask,
    Points,
    drawn,
    mixed,
    ribbon,
    scaled,
)
from proctoring.vision.portrait_head import Pose, skin_colour

LASHES: Colour = (30, 22, 20)


SCLERA: Colour = (240, 235, 229)
LID_LOW = np.array([0.0, 0.02])
"""How far below an open eye's lower rim the lashes of a closed one lie."""


def draw_eye(canvas: Canvas, pose: Pose, side: float) -> None:
    person, unit = pose.person, pose.unit
    skin = skin_colour(person)
    wide = person.eye_width
    squint = 1 - 0.22 * pose.shot.smile
    up, down = 0.098 * person.eye_opening * squint, 0.066 * person.eye_opening
    tilt = person.eye_tilt

    def placed(points: list[tuple[float, float]]) -> Points:
        """Inner corner at -1, outer at 1, as fractions of the eye's half width."""
        given = np.array(points)
        x = person.eye_distance + given[:, 0] * wide
        return np.stack([x * side, given[:, 1] - tilt * given[:, 0]], axis=1)

    upper = placed(
        [(-1.02, 0.022), (-0.62, -0.62 * up), (-0.05, -up), (0.55, -0.74 * up), (1.02, 0.004)]
    )
    lower = placed(
        [(1.02, 0.004), (0.55, 0.80 * down), (0.0, down), (-0.6, 0.62 * down), (-1.02, 0.022)]
    )
    upper_line, lower_line = pose.curve(upper, lift=0.04), pose.curve(lower, lift=0.04)
    opening = np.concatenate([upper_line, lower_line])
    canvas.shade(opening, factor=0.80, soft=unit * 0.055)
    if pose.shot.eyes_closed:
        lid = np.concatenate([upper_line, pose.curve(lower + LID_LOW, lift=0.04)])
        canvas.fill(lid, colour=scaled(skin, 0.96), below=scaled(skin, 0.84))
        upper_line = lower_line = pose.curve(lower[::-1] + LID_LOW, lift=0.04)
    else:
        clip = canvas.mask(opening)
        canvas.fill(opening, colour=scaled(SCLERA, 0.80), below=scaled(SCLERA, 0.98))
        _draw_iris(canvas, pose, side, clip)
        lid_shadow = upper_line + np.array([0, unit * 0.02])
        canvas.stroke(
            lid_shadow, unit * 0.055, colour=(40, 26, 22), alpha=0.45, soft=unit * 0.018, clip=clip
        )
    # The upper lashes, the lower rim, the fold above.
    heavy = 0.040 if person.female else 0.027
    canvas.stroke(
        upper_line,
        (unit * 0.012, unit * heavy, unit * heavy * 0.95, unit * 0.016),
        colour=LASHES,
        alpha=0.95,
    )
    if person.female:
        wing = pose.curve(placed([(0.86, -0.03), (1.04, -0.012), (1.17, -0.05)]), lift=0.04)
        canvas.stroke(wing, (unit * 0.028, unit * 0.018, unit * 0.003), colour=LASHES, alpha=0.85)
    canvas.stroke(
        lower_line, unit * 0.014, colour=scaled(skin, 0.42), alpha=0.55, soft=unit * 0.004
    )
    fold = pose.curve(
        placed(
            [
                (-0.85, -0.5 * up - 0.02),
                (-0.3, -up - 0.035 - 0.03 * person.eye_fold),
                (0.4, -up * 0.92 - 0.04 - 0.03 * person.eye_fold),
                (1.1, -0.032),
            ]
        ),
        lift=0.03,
    )
    canvas.stroke(
        fold,
        (unit * 0.006, unit * 0.02, unit * 0.02, unit * 0.006),
        colour=scaled(skin, 0.42),
        alpha=0.25 + 0.4 * min(person.eye_fold, 1.0),
        soft=unit * 0.006,
    )
    corner = pose.curve(placed([(-1.04, 0.018), (-0.93, 0.026), (-0.88, 0.012)]), lift=0.04)
    canvas.stroke(corner, unit * 0.03, colour=(196, 128, 112), alpha=0.55, soft=unit * 0.006)


def _draw_iris(canvas: Canvas, pose: Pose, side: float, clip: Mask) -> None:
    unit, person = pose.unit, pose.person
    middle = pose.on_canvas(np.array([(person.eye_distance * side, -0.014)]), 0.05)[0]
    around = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    circle = np.stack([np.cos(around), np.sin(around)], axis=1)

    def disc(radius: float, shift: tuple[float, float] = (0.0, 0.0)) -> Points:
        return np.asarray(middle + np.array(shift) * unit + circle * (radius * unit), np.float64)

    canvas.fill(disc(0.098), colour=scaled(person.iris, 0.5), clip=clip, soft=unit * 0.004)
    canvas.fill(
        disc(0.084),
        colour=scaled(person.iris, 0.85),
        below=scaled(person.iris, 1.7),
        clip=clip,
        soft=unit * 0.008,
    )
    canvas.fill(disc(0.042), colour=(10, 8, 8), clip=clip, soft=unit * 0.004)
    glint = 0.03 * (1 if pose.shot.light_from >= 0 else -1)
    canvas.fill(
        disc(0.021, (glint, -0.034)),
        colour=(255, 255, 255),
        alpha=0.92,
        clip=clip,
        soft=unit * 0.003,
    )
    canvas.fill(
        disc(0.012, (-glint, 0.036)),
        colour=(255, 255, 255),
        alpha=0.28,
        clip=clip,
        soft=unit * 0.005,
    )


def draw_brow(canvas: Canvas, pose: Pose, side: float, draw: random.Random) -> None:
    person, unit = pose.person, pose.unit
    middle, high = person.eye_distance, -person.brow_height
    line = np.array(
        [
            (middle - 0.25, high + 0.012 + person.brow_tilt),
            (middle - 0.08, high - 0.016),
            (middle + 0.13, high - person.brow_arch),
            (middle + 0.33, high + 0.045 - person.brow_tilt),
        ]
    ) * np.array([side, 1.0])
    spine = pose.curve(line, lift=0.02)
    thick = person.brow_thickness * unit
    dark = mixed(person.hair_colour, (34, 26, 24), 0.55)
    widths = (
        np.interp(np.linspace(0, 1, len(spine)), [0, 0.12, 0.55, 1], [0.55, 1.0, 0.85, 0.15])
        * thick
    )
    shape = ribbon(spine, widths)
    canvas.fill(shape, colour=dark, alpha=0.62, soft=unit * 0.016)
    start, off = drawn(draw, 46) ** 0.9, drawn(draw, 46)
    index = np.minimum((start * len(spine)).astype(int), len(spine) - 4)
    roots = spine[index]
    roots[:, 1] += (off - 0.45) * widths[index]
    ahead = spine[index + 3] - spine[index]
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-6)
    tips = roots + ahead * unit * 0.085
    tips[:, 1] -= unit * 0.05 * (1 - start * 1.5)
    hairs = np.stack([roots, tips], axis=1)
    canvas.hatch(
        hairs,
        colour=scaled(dark, 0.8),
        alpha=0.55,
        width=max(1, round(unit * 0.011)),
        clip=canvas.mask(shape, soft=unit * 0.012),
    )
