"""What a drawn person wears: shirts, jackets, headscarf, peci and glasses."""

import random

import numpy as np

from proctoring.vision.portrait_canvas import Canvas, Colour, Mask, Points, mixed, scaled
from proctoring.vision.portrait_head import Pose, both_sides, skin_colour
from proctoring.vision.portrait_person import Clothes

WHITE: Colour = (238, 238, 240)
JACKET: Colour = (42, 44, 52)
TIES: tuple[Colour, ...] = ((34, 38, 58), (96, 32, 38), (40, 62, 58))
BOTTOM = 4.2
"""Below any canvas."""


def draw_neck(canvas: Canvas, pose: Pose) -> None:
    skin = skin_colour(pose.person)
    wide = 0.56 if pose.person.female else 0.70
    neck = np.array(
        [
            (0.0, 0.5),
            (wide, 0.55),
            (wide * 0.97, 1.35),
            (wide * 1.05, 1.8),
            (wide * 1.6, 2.15),
            (0.0, 2.7),
        ]
    )
    canvas.fill(pose.outline(both_sides(neck)), colour=scaled(skin, 0.78), below=scaled(skin, 0.92))
    clip = canvas.mask(pose.outline(both_sides(neck)))
    chin = np.array([(0.0, 0.9), (0.95, 0.9), (0.86, 1.35), (0.5, 1.66), (0.0, 1.74)])
    canvas.shade(pose.outline(both_sides(chin)), factor=0.62, soft=pose.unit * 0.09, clip=clip)
    for side in (-1, 1):
        sinew = np.array(
            [(wide * 0.72 * side, 1.5), (wide * 0.5 * side, 1.95), (0.12 * side, 2.28)]
        )
        canvas.stroke(
            pose.outline(sinew, closed=False),
            pose.unit * 0.05,
            colour=scaled(skin, 0.55),
            alpha=0.22,
            soft=pose.unit * 0.05,
            clip=clip,
        )


def draw_clothes(canvas: Canvas, pose: Pose) -> None:
    person, unit = pose.person, pose.unit
    draw = random.Random(person.grain_seed ^ 0xD4)
    kind = pose.shot.clothes
    wide = 2.15 if person.female else 2.45
    slope = np.array(
        [
            (0.0, 2.35),
            (0.52, 2.05),
            (0.85, 1.93),
            (1.35, 2.10),
            (wide * 0.88, 2.36),
            (wide, 2.75),
            (wide + 0.12, BOTTOM),
            (0.0, BOTTOM),
        ]
    )
    shoulders = pose.outline(both_sides(slope))
    colours: dict[Clothes, Colour] = {
        Clothes.WHITE_SHIRT: WHITE,
        Clothes.SHIRT_AND_TIE: WHITE,
        Clothes.JACKET: JACKET,
        Clothes.BATIK: person.clothes_colour,
        Clothes.POLO: person.clothes_colour,
    }
    cloth = colours[kind]
    canvas.fill(shoulders, colour=cloth, below=scaled(cloth, 0.82))
    clip = canvas.mask(shoulders)
    if kind is Clothes.BATIK:
        _batik(canvas, pose, cloth, clip, draw)
    _folds(canvas, pose, clip, draw, wide)
    for side in (-1.0, 1.0):
        arm = np.array(
            [(wide * 0.80 * side, 2.95), (wide * 0.74 * side, 3.5), (wide * 0.72 * side, BOTTOM)]
        )
        canvas.stroke(
            pose.outline(arm, closed=False),
            unit * 0.09,
            colour=scaled(cloth, 0.45),
            alpha=0.4,
            soft=unit * 0.07,
            clip=clip,
        )
    if kind is Clothes.JACKET:
        _jacket(canvas, pose, draw)
    elif kind is Clothes.POLO:
        _collar(canvas, pose, scaled(cloth, 1.14), tie=None)
    else:
        tie = draw.choice(TIES) if kind is Clothes.SHIRT_AND_TIE and not person.female else None
        _collar(canvas, pose, cloth if kind is Clothes.BATIK else WHITE, tie=tie)


def _collar(canvas: Canvas, pose: Pose, cloth: Colour, *, tie: Colour | None) -> None:
    unit = pose.unit
    opening = np.array([(-0.5, 1.86), (0.5, 1.86), (0.16, 2.42), (0.0, 2.62), (-0.16, 2.42)])
    if tie is not None:
        shirt = np.array([(-0.5, 1.9), (0.5, 1.9), (0.3, 2.6), (-0.3, 2.6)])
        canvas.fill(pose.flat(shirt), colour=scaled(cloth, 0.93))
        blade = np.array(
            [(-0.12, 2.42), (0.12, 2.42), (0.2, 3.2), (0.24, BOTTOM), (-0.24, BOTTOM), (-0.2, 3.2)]
        )
        canvas.fill(pose.flat(blade), colour=scaled(tie, 1.15), below=scaled(tie, 0.8))
        knot = np.array([(-0.17, 2.2), (0.17, 2.2), (0.11, 2.46), (-0.11, 2.46)])
        canvas.fill(pose.outline(knot), colour=scaled(tie, 1.3), below=tie)
    else:
        canvas.fill(
            pose.flat(opening),
            colour=scaled(skin_colour(pose.person), 0.86),
            below=scaled(skin_colour(pose.person), 0.74),
        )
        placket = np.array([(0.0, 2.6), (0.015, 3.2), (0.0, BOTTOM)])
        canvas.stroke(
            pose.outline(placket, closed=False),
            unit * 0.022,
            colour=scaled(cloth, 0.55),
            alpha=0.5,
            soft=unit * 0.008,
        )
        around = np.linspace(0, 2 * np.pi, 14, endpoint=False)
        for y in (2.86, 3.36, 3.86):
            button = np.stack([0.05 * np.cos(around) + 0.05, y + 0.05 * np.sin(around)], axis=1)
            canvas.fill(pose.flat(button), colour=scaled(cloth, 0.74), alpha=0.8)
    for side in (-1.0, 1.0):
        wing = np.array(
            [(0.50, 1.74), (0.70, 1.90), (0.84, 2.14), (0.44, 2.64), (0.05, 2.36), (0.30, 2.14)]
        )
        shape = pose.flat(wing * np.array([side, 1.0]))
        canvas.shade(shape + np.array([0, unit * 0.05]), factor=0.75, soft=unit * 0.05)
        canvas.fill(shape, colour=scaled(cloth, 1.03), below=scaled(cloth, 0.9))
        canvas.stroke(shape[2:5], unit * 0.014, colour=scaled(cloth, 0.6), alpha=0.6)


def _jacket(canvas: Canvas, pose: Pose, draw: random.Random) -> None:
    unit = pose.unit
    shirt = np.array([(-0.5, 1.95), (0.5, 1.95), (0.46, 2.6), (0.0, 3.75), (-0.46, 2.6)])
    canvas.fill(pose.flat(shirt), colour=WHITE, below=scaled(WHITE, 0.9))
    _collar(canvas, pose, WHITE, tie=None if pose.person.female else draw.choice(TIES))
    for side in (-1.0, 1.0):
        front = np.array(
            [(0.78, 1.92), (1.3, 2.08), (1.5, BOTTOM), (0.0, BOTTOM), (0.0, 3.75), (0.52, 2.75)]
        )
        place = np.array([side, 1.0])
        canvas.fill(pose.flat(front * place), colour=JACKET, below=scaled(JACKET, 0.85))
        lapel = np.array(
            [
                (0.72, 1.93),
                (0.98, 2.0),
                (1.12, 2.62),
                (0.90, 2.72),
                (0.98, 2.86),
                (0.02, 3.82),
                (0.50, 2.75),
            ]
        )
        shape = pose.flat(lapel * place)
        canvas.shade(shape + np.array([0, unit * 0.04]), factor=0.7, soft=unit * 0.05)
        canvas.fill(shape, colour=scaled(JACKET, 1.4), below=scaled(JACKET, 1.12))


def _folds(canvas: Canvas, pose: Pose, clip: Mask, draw: random.Random, wide: float) -> None:
    for side in (-1.0, 1.0):
        for _ in range(4):
            x = draw.uniform(0.6, wide * 0.9) * side
            line = np.array(
                [
                    (x, draw.uniform(2.3, 2.6)),
                    (x * 0.95 + draw.uniform(-0.1, 0.1), 3.1),
                    (x * 0.85, 3.7),
                ]
            )
            canvas.shade(
                _thick(pose.outline(line, closed=False), pose.unit * draw.uniform(0.08, 0.2)),
                factor=draw.choice((0.88, 0.91, 1.06)),
                soft=pose.unit * 0.07,
                clip=clip,
            )


def _thick(line: Points, width: float) -> Points:
    return np.concatenate(
        [line - np.array([width / 2, 0]), (line + np.array([width / 2, 0]))[::-1]]
    )


def _batik(canvas: Canvas, pose: Pose, cloth: Colour, clip: Mask, draw: random.Random) -> None:
    """A field of four-petalled flowers in rows (kawung)."""
    pale = mixed(cloth, (236, 206, 150), 0.62)
    step = draw.choice((0.34, 0.4))
    turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    petal = np.stack([np.cos(turn) * 0.105, np.sin(turn) * 0.055], axis=1)
    lines: list[Points] = []
    for row in range(8):
        for column in range(-9, 10):
            middle = np.array([(column + 0.5 * (row % 2)) * step, 2.0 + row * step * 0.8])
            for angle in (np.pi / 4, 3 * np.pi / 4, 5 * np.pi / 4, 7 * np.pi / 4):
                spin = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
                closed = (petal + np.array([0.12, 0])) @ spin + middle
                lines.append(pose.flat(np.concatenate([closed, closed[:1]])))
    canvas.hatch(
        np.stack(lines), colour=pale, alpha=0.6, width=max(1, round(pose.unit * 0.02)), clip=clip
    )
