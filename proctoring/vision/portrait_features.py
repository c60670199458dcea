"""The features of a drawn face: ears, nose, mouth, the marks of age, and the rest by name."""

import random

import numpy as np

from proctoring.vision.portrait_beard import draw_facial_hair
from proctoring.vision.portrait_canvas import (
    Canvas,
    Colour,
    mixed,
    scaled,
)
from proctoring.vision.portrait_eyes import draw_brow, draw_eye
from proctoring.vision.portrait_head import Pose, skin_colour

MOUTH_LINE: Colour = (92, 38, 34)


def draw_ears(canvas: Canvas, pose: Pose) -> None:
    skin = skin_colour(pose.person)
    size = pose.person.ear_size
    for side in (-1.0, 1.0):
        # A turned head shows one ear more and hides the other.
        out = size * (1.0 + 1.2 * pose.shot.yaw * -side)
        place = np.array([side, 1.0])
        ear = np.array(
            [
                (0.93, -0.18),
                (1.03, -0.27),
                (1.13, -0.17),
                (1.14, 0.06),
                (1.07, 0.30),
                (1.0, 0.46),
                (0.92, 0.40),
            ]
        )
        ear[:, 0] = 0.93 + (ear[:, 0] - 0.93) * out
        outline = pose.outline(ear * place)
        canvas.fill(outline, colour=scaled(skin, 0.86), below=scaled(skin, 0.76))
        clip = canvas.mask(outline)
        inner = np.array([(0.98, -0.12), (1.05, -0.17), (1.09, -0.05), (1.06, 0.12), (1.0, 0.26)])
        inner[:, 0] = 0.93 + (inner[:, 0] - 0.93) * out
        canvas.stroke(
            pose.outline(inner * place, closed=False),
            pose.unit * 0.05,
            colour=scaled(skin, 0.55),
            alpha=0.55,
            soft=pose.unit * 0.02,
            clip=clip,
        )


def draw_features(canvas: Canvas, pose: Pose) -> None:
    draw = random.Random(pose.person.grain_seed)
    _draw_nose(canvas, pose)
    _draw_mouth(canvas, pose)
    for side in (-1.0, 1.0):
        draw_eye(canvas, pose, side)
        draw_brow(canvas, pose, side, draw)
    _draw_age(canvas, pose)
    draw_facial_hair(canvas, pose, draw)
    if pose.person.mole is not None:
        x, y = pose.person.mole
        around = np.linspace(0, 2 * np.pi, 12, endpoint=False)
        dot = np.stack([x + 0.026 * np.cos(around), y + 0.026 * np.sin(around)], axis=1)
        canvas.fill(
            pose.curve(dot, closed=True),
            colour=scaled(skin_colour(pose.person), 0.38),
            alpha=0.85,
            soft=pose.unit * 0.006,
        )


def _draw_nose(canvas: Canvas, pose: Pose) -> None:
    person, unit = pose.person, pose.unit
    skin, wide, low = skin_colour(person), person.nose_width, person.nose_length
    under = np.array(
        [(-wide * 0.75, low + 0.01), (0, low + 0.055), (wide * 0.75, low + 0.01), (0, low - 0.015)]
    )
    canvas.shade(pose.curve(under, closed=True, lift=0.08), factor=0.74, soft=unit * 0.035)
    for side in (-1.0, 1.0):
        place = np.array([side, 1.0])
        wing = np.array(
            [
                (wide * 0.80, low - 0.15),
                (wide * 1.02, low - 0.07),
                (wide * 0.96, low + 0.012),
                (wide * 0.70, low + 0.018),
            ]
        )
        canvas.stroke(
            pose.curve(wing * place, lift=0.06),
            (unit * 0.006, unit * 0.026, unit * 0.024, unit * 0.01),
            colour=scaled(skin, 0.42),
            alpha=0.48,
            soft=unit * 0.012,
        )
        hole = np.array(
            [
                (wide * 0.25, low + 0.005),
                (wide * 0.5, low - 0.028),
                (wide * 0.68, low + 0.0),
                (wide * 0.46, low + 0.022),
            ]
        )
        canvas.fill(
            pose.curve(hole * place, closed=True, lift=0.1),
            colour=scaled(skin, 0.2),
            alpha=0.8,
            soft=unit * 0.01,
        )


def _draw_mouth(canvas: Canvas, pose: Pose) -> None:
    person, unit, smile = pose.person, pose.unit, pose.shot.smile
    skin = skin_colour(person)
    wide = person.mouth_width * (1 + 0.13 * smile)
    y = person.mouth_height
    corner = y - 0.034 - 0.06 * smile
    thin = 1 - 0.2 * smile
    line = [
        (-wide, corner),
        (-wide * 0.5, y + 0.004),
        (-0.06, y - 0.004),
        (0.0, y + 0.010),
        (0.06, y - 0.004),
        (wide * 0.5, y + 0.004),
        (wide, corner),
    ]
    top, bottom = person.upper_lip * thin, person.lower_lip * thin
    upper = [
        (-wide, corner),
        (-wide * 0.55, y - top * 0.62),
        (-0.085, y - top),
        (0.0, y - top * 0.76),
        (0.085, y - top),
        (wide * 0.55, y - top * 0.62),
        (wide, corner),
    ]
    lower = [
        (wide, corner),
        (wide * 0.6, y + bottom * 0.72),
        (wide * 0.2, y + bottom),
        (-wide * 0.2, y + bottom),
        (-wide * 0.6, y + bottom * 0.72),
        (-wide, corner),
    ]
    middle = pose.curve(np.array(line), lift=0.04)
    upper_shape = np.concatenate([pose.curve(np.array(upper), lift=0.04), middle[::-1]])
    lower_shape = np.concatenate([middle, pose.curve(np.array(lower), lift=0.04)])
    rosy: Colour = (190, 84, 84) if person.female else (168, 92, 82)
    lips = mixed(scaled(skin, 0.86), rosy, 0.62 if person.female else 0.38)
    if person.skin > 0.6:
        lips = mixed(lips, (112, 62, 60), 0.4)
    soft = unit * (0.008 if person.female else 0.014)
    canvas.fill(
        upper_shape, colour=scaled(lips, 0.94), below=scaled(lips, 0.76), soft=soft, alpha=0.92
    )
    canvas.fill(
        lower_shape, colour=scaled(lips, 0.92), below=scaled(lips, 1.04), soft=soft, alpha=0.9
    )
    shine = np.array(
        [
            (-0.15, y + bottom * 0.45),
            (0, y + bottom * 0.36),
            (0.15, y + bottom * 0.45),
            (0, y + bottom * 0.66),
        ]
    )
    canvas.fill(
        pose.curve(shine, closed=True, lift=0.05),
        colour=(255, 236, 228),
        alpha=0.26,
        soft=unit * 0.025,
    )
    canvas.stroke(
        middle,
        (unit * 0.01, unit * 0.022, unit * 0.026, unit * 0.022, unit * 0.01),
        colour=MOUTH_LINE,
        alpha=0.82,
        soft=unit * 0.004,
    )
    for side in (-1.0, 1.0):
        dent = np.array(
            [
                (side * wide * 1.0, corner - 0.03),
                (side * (wide + 0.03), corner + 0.006),
                (side * wide, corner + 0.035),
            ]
        )
        canvas.stroke(
            pose.curve(dent), unit * 0.03, colour=scaled(skin, 0.5), alpha=0.34, soft=unit * 0.016
        )


def _draw_age(canvas: Canvas, pose: Pose) -> None:
    """Folds beside the mouth, under the eyes and on the forehead, deeper with years and smiles."""
    person, unit = pose.person, pose.unit
    years = min(max((person.age - 27) / 28, 0.0), 1.0)
    skin = scaled(skin_colour(person), 0.5)
    wide = person.nose_width
    for side in (-1.0, 1.0):
        place = np.array([side, 1.0])
        fold = np.array(
            [
                (wide * 1.06, person.nose_length - 0.07),
                (wide + 0.13, person.nose_length + 0.12),
                (person.mouth_width + 0.085, person.mouth_height - 0.02),
            ]
        )
        canvas.stroke(
            pose.curve(fold * place),
            (unit * 0.01, unit * 0.03, unit * 0.006),
            colour=skin,
            alpha=0.10 + 0.24 * years + 0.16 * pose.shot.smile,
            soft=unit * 0.018,
        )
        bag = np.array(
            [
                (person.eye_distance - 0.17, 0.12),
                (person.eye_distance, 0.165),
                (person.eye_distance + 0.18, 0.12),
            ]
        )
        canvas.stroke(
            pose.curve(bag * place),
            (unit * 0.005, unit * 0.022, unit * 0.005),
            colour=skin,
            alpha=0.12 + 0.28 * years,
            soft=unit * 0.012,
        )
    if years > 0.45:
        for high in (-0.58, -0.70):
            line = np.array([(-0.34, high + 0.02), (0, high - 0.01), (0.34, high + 0.02)])
            canvas.stroke(
                pose.curve(line),
                (0.5, unit * 0.014, 0.5),
                colour=skin,
                alpha=0.3 * years,
                soft=unit * 0.012,
            )
