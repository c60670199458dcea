"""Eyes, brows, nose, mouth and ears of a drawn portrait."""

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
from proctoring.vision.portrait_person import FacialHair

LASHES: Colour = (30, 22, 20)
MOUTH_LINE: Colour = (92, 38, 34)
SCLERA: Colour = (240, 235, 229)


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
        _draw_eye(canvas, pose, side)
        _draw_brow(canvas, pose, side, draw)
    _draw_age(canvas, pose)
    _draw_facial_hair(canvas, pose, draw)
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


def _draw_eye(canvas: Canvas, pose: Pose, side: float) -> None:
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


def _draw_brow(canvas: Canvas, pose: Pose, side: float, draw: random.Random) -> None:
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


def _draw_facial_hair(canvas: Canvas, pose: Pose, draw: random.Random) -> None:
    person, unit = pose.person, pose.unit
    kind = person.facial_hair
    if kind is FacialHair.NONE:
        return
    mouth, wide = person.mouth_height, person.mouth_width
    nose = person.nose_length
    length = person.face_length
    moustache = np.array(
        [
            (-wide * 0.98, mouth - 0.03),
            (-wide * 0.5, mouth - 0.15),
            (0, nose + 0.12),
            (wide * 0.5, mouth - 0.15),
            (wide * 0.98, mouth - 0.03),
            (wide * 0.5, mouth - 0.085),
            (0, mouth - 0.08),
            (-wide * 0.5, mouth - 0.085),
        ]
    )
    goatee = np.array(
        [
            (-0.2, mouth + 0.2),
            (0, mouth + 0.16),
            (0.2, mouth + 0.2),
            (0.22, 1.36 * length),
            (0, 1.44 * length),
            (-0.22, 1.36 * length),
        ]
    )
    beard = np.array(
        [
            (-0.97, 0.25),
            (-0.72, 0.72),
            (-wide - 0.05, mouth - 0.06),
            (-0.2, mouth + 0.17),
            (0.2, mouth + 0.17),
            (wide + 0.05, mouth - 0.06),
            (0.72, 0.72),
            (0.97, 0.25),
            (0.88, 0.88),
            (0.6, 1.24 * length),
            (0.3, 1.43 * length),
            (0, 1.47 * length),
            (-0.3, 1.43 * length),
            (-0.6, 1.24 * length),
            (-0.88, 0.88),
        ]
    )
    shapes: list[tuple[Points, float]] = []
    if kind is FacialHair.STUBBLE:
        shapes = [(beard, 0.24), (moustache, 0.26)]
    if kind in {FacialHair.MOUSTACHE, FacialHair.GOATEE, FacialHair.BEARD}:
        shapes.append((moustache, 0.72))
    if kind is FacialHair.GOATEE:
        shapes.append((goatee, 0.66))
    if kind is FacialHair.BEARD:
        shapes.append((beard, 0.62))
    dark = mixed(person.hair_colour, (30, 24, 24), 0.5)
    for shape, strength in shapes:
        outline = pose.curve(shape, closed=True)
        canvas.fill(outline, colour=dark, alpha=strength * 0.8, soft=unit * 0.03)
        clip = canvas.mask(outline, soft=unit * 0.02)
        number = 260 if shape is beard else 110
        low, high = shape.min(axis=0), shape.max(axis=0)
        roots = low + (high - low) * drawn(draw, 2 * number).reshape(-1, 2)
        tips = roots * np.array([1.03, 1.0]) + np.array([0, 0.06])
        hairs = np.stack([pose.on_canvas(roots), pose.on_canvas(tips)], axis=1)
        canvas.hatch(hairs, colour=scaled(dark, 0.75), alpha=strength * 0.6, width=1, clip=clip)
