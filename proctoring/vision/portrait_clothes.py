"""What a drawn person wears: shirts, jackets, headscarf, peci and glasses."""

import random

import numpy as np

from proctoring.vision.portrait_canvas import Canvas, Colour, Mask, Points, mixed, scaled, smooth
from proctoring.vision.portrait_head import Pose, both_sides, skin_colour
from proctoring.vision.portrait_person import Clothes, Glasses, Headwear

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
                closed = (petal + (0.12, 0)) @ spin + middle
                lines.append(pose.flat(np.concatenate([closed, closed[:1]])))
    canvas.hatch(
        np.stack(lines), colour=pale, alpha=0.6, width=max(1, round(pose.unit * 0.02)), clip=clip
    )


def draw_headscarf_behind(canvas: Canvas, pose: Pose) -> None:
    if pose.person.headwear is not Headwear.HEADSCARF:
        return
    cloth = _scarf_colour(pose)
    back = np.array(
        [
            (0.0, -1.72),
            (0.6, -1.62),
            (1.05, -1.22),
            (1.26, -0.6),
            (1.30, 0.1),
            (1.26, 0.8),
            (1.2, 1.4),
            (1.3, 2.2),
            (0.0, 2.6),
        ]
    )
    canvas.fill(pose.outline(both_sides(back)), colour=scaled(cloth, 0.6), below=scaled(cloth, 0.5))


def draw_headscarf_in_front(canvas: Canvas, pose: Pose) -> None:
    """A ring around the face and a drape over the shoulders, with folds that follow the cloth."""
    person, unit = pose.person, pose.unit
    if person.headwear is not Headwear.HEADSCARF:
        return
    cloth = _scarf_colour(pose)
    pale = sum(cloth) > 480
    draw = random.Random(person.grain_seed ^ 0xE5)
    length = person.face_length
    drape = np.array(
        [
            (0.0, 1.3),
            (0.75, 1.1),
            (1.14, 0.8),
            (1.27, 1.2),
            (1.42, 1.68),
            (1.66, 2.1),
            (1.92, 2.55),
            (2.02, 3.2),
            (1.7, BOTTOM),
            (0.0, BOTTOM),
        ]
    )
    around = np.array(
        [
            (0.0, -1.70),
            (0.6, -1.60),
            (1.03, -1.22),
            (1.22, -0.62),
            (1.26, 0.0),
            (1.20, 0.62),
            (1.08, 1.12),
            (0.82, 1.52),
            (0.4, 1.76),
            (0.0, 1.82),
        ]
    )
    opening = np.array(
        [
            (0.0, -0.99),
            (0.36, -0.96),
            (0.66, -0.82),
            (0.86, -0.48),
            (0.925, 0.0),
            (0.90, 0.45),
            (0.80, 0.86 * length),
            (0.56, 1.20 * length),
            (0.28, 1.40 * length),
            (0.0, 1.435 * length),
        ]
    )
    drape_line, around_line = pose.outline(both_sides(drape)), pose.outline(both_sides(around))
    hole = pose.curve(both_sides(opening), closed=True)
    canvas.shade(drape_line + np.array([0, unit * 0.05]), factor=0.7, soft=unit * 0.1)
    canvas.fill(drape_line, colour=scaled(cloth, 0.96), below=scaled(cloth, 0.82))
    clip = canvas.mask(drape_line)
    _drape_folds(canvas, pose, cloth, clip, draw)
    rim = hole - hole.mean(axis=0)
    canvas.shade(
        hole.mean(axis=0) + rim * 1.06,
        hole.mean(axis=0) + rim * 0.90,
        factor=0.66,
        soft=unit * 0.05,
    )
    canvas.fill(around_line, hole, colour=scaled(cloth, 1.04), below=scaled(cloth, 0.90))
    clip = canvas.mask(around_line, hole)
    side = pose.shot.light_from
    for left in (-1.0, 1.0):
        edge = np.array([(1.13, -0.9), (1.22, -0.2), (1.17, 0.6), (0.95, 1.35)]) * np.array(
            [left, 1.0]
        )
        canvas.stroke(
            pose.outline(edge, closed=False),
            unit * 0.22,
            colour=scaled(cloth, 0.5),
            alpha=0.34 - 0.16 * side * left,
            soft=unit * 0.09,
            clip=clip,
        )
        for reach in (0.2, 0.5, 0.82):
            inner, outer = opening[2:9] * (1 - reach), around[2:9] * reach
            count = min(len(inner), len(outer))
            line = (inner[:count] + outer[:count]) * np.array([left, 1.0])
            line[:, 0] += draw.uniform(-0.02, 0.02)
            canvas.stroke(
                pose.outline(line, closed=False),
                (unit * 0.01, unit * 0.05, unit * 0.05, unit * 0.01),
                colour=scaled(cloth, 0.55 if not pale else 0.7),
                alpha=0.30,
                soft=unit * 0.022,
                clip=clip,
            )
    crown = np.array([(-0.55, -1.32), (0.0, -1.5), (0.55, -1.32), (0.0, -1.24)])
    crown[:, 0] += 0.25 * side
    canvas.fill(
        pose.outline(crown),
        colour=mixed(cloth, (255, 255, 255), 0.4),
        alpha=0.28,
        soft=unit * 0.14,
        clip=clip,
    )
    canvas.stroke(
        np.concatenate([hole, hole[:1]]),
        unit * 0.022,
        colour=scaled(cloth, 0.62),
        alpha=0.75,
        soft=unit * 0.006,
    )


def _drape_folds(
    canvas: Canvas, pose: Pose, cloth: Colour, clip: Mask, draw: random.Random
) -> None:
    unit = pose.unit
    for index in range(7):
        share = index / 6 * 2 - 1
        line = np.array(
            [
                (share * 0.62, 1.62 + 0.14 * abs(share)),
                (share * 0.95 + draw.uniform(-0.05, 0.05), 2.35),
                (share * 1.35, 3.1),
                (share * 1.5, BOTTOM),
            ]
        )
        canvas.stroke(
            smooth(pose.flat(line)),
            (unit * 0.02, unit * 0.12, unit * 0.18),
            colour=scaled(cloth, 0.55),
            alpha=0.36,
            soft=unit * 0.05,
            clip=clip,
        )
        bright = line + np.array([0.1, 0])
        canvas.stroke(
            smooth(pose.flat(bright)),
            (unit * 0.02, unit * 0.08, unit * 0.1),
            colour=mixed(cloth, (255, 255, 255), 0.4),
            alpha=0.2,
            soft=unit * 0.05,
            clip=clip,
        )


def _scarf_colour(pose: Pose) -> Colour:
    return pose.shot.headwear_colour or pose.person.headwear_colour


def draw_peci(canvas: Canvas, pose: Pose) -> None:
    if pose.person.headwear is not Headwear.PECI:
        return
    unit, cloth = pose.unit, pose.person.headwear_colour
    cap = np.array(
        [
            (-1.05, -0.80),
            (-1.01, -1.25),
            (-0.93, -1.78),
            (-0.45, -1.90),
            (0.45, -1.90),
            (0.93, -1.78),
            (1.01, -1.25),
            (1.05, -0.80),
            (0.55, -0.93),
            (0.0, -0.97),
            (-0.55, -0.93),
        ]
    )
    shape = np.concatenate(
        [
            smooth(pose.flat(cap[:3]), 6),
            smooth(pose.flat(cap[2:6]), 6),
            smooth(pose.flat(cap[5:8]), 6),
            smooth(pose.flat(cap[7:]), 6),
        ]
    )
    canvas.shade(shape + np.array([0, unit * 0.06]), factor=0.66, soft=unit * 0.05)
    canvas.fill(shape, colour=scaled(cloth, 1.5), below=cloth)
    clip = canvas.mask(shape)
    light = np.array([(0.1, -1.75), (0.5, -1.7), (0.55, -1.1), (0.1, -1.1)]) + np.array(
        [0.3 * pose.shot.light_from, 0]
    )
    canvas.fill(
        pose.outline(light), colour=(118, 112, 118), alpha=0.34, soft=unit * 0.18, clip=clip
    )
    top = np.array([(-0.93, -1.76), (-0.4, -1.84), (0.4, -1.84), (0.93, -1.76)])
    canvas.stroke(
        pose.outline(top, closed=False),
        unit * 0.03,
        colour=(82, 78, 84),
        alpha=0.5,
        soft=unit * 0.012,
        clip=clip,
    )


def draw_glasses(canvas: Canvas, pose: Pose) -> None:
    person, unit = pose.person, pose.unit
    kind = pose.shot.glasses or person.glasses
    if kind is Glasses.NONE:
        return
    frames: dict[Glasses, tuple[Colour, float, float, float, float]] = {
        # colour, thickness, half width, half height, roundness as a superellipse's exponent
        Glasses.ROUND: ((108, 88, 62), 0.024, 0.325, 0.30, 2.0),
        Glasses.RECTANGULAR: ((52, 54, 62), 0.026, 0.36, 0.225, 4.0),
        Glasses.DARK_RIMMED: ((26, 22, 22), 0.06, 0.35, 0.265, 3.4),
    }
    colour, thick, wide, high, power = frames.get(kind, frames[Glasses.ROUND])
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    ring = np.stack(
        [
            np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** (2 / power) * wide,
            np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** (2 / power) * high,
        ],
        axis=1,
    )
    for side in (-1.0, 1.0):
        lens = ring + np.array([(person.eye_distance + 0.02) * side, 0.05])
        line = pose.on_canvas(lens, 0.12)
        canvas.shade(line + np.array([0, unit * 0.035]), factor=0.93, soft=unit * 0.03)
        canvas.fill(line, colour=(214, 226, 236), alpha=0.07)
        arm = np.array([((person.eye_distance + wide + 0.02) * side, -0.02), (0.98 * side, -0.06)])
        canvas.stroke(
            pose.on_canvas(arm, np.array([0.12, -0.05])),
            unit * thick * 1.1,
            colour=scaled(colour, 0.8),
            alpha=0.9,
        )
        canvas.stroke(np.concatenate([line, line[:2]]), unit * thick, colour=colour, alpha=0.95)
        glare = np.array([(-0.2, -0.16), (-0.06, -0.18), (-0.16, 0.02), (-0.25, 0.02)]) + np.array(
            [(person.eye_distance + 0.02) * side, 0.05]
        )
        canvas.fill(
            pose.on_canvas(glare, 0.12), colour=(255, 255, 255), alpha=0.14, soft=unit * 0.02
        )
    inner = person.eye_distance + 0.02 - wide
    bridge = np.array([(-inner, 0.02), (0.0, -0.035), (inner, 0.02)])
    canvas.stroke(pose.curve(bridge, lift=0.14), unit * thick, colour=colour, alpha=0.95)
