"""What a drawn person wears on the head: headscarf, peci, glasses."""

import random

import numpy as np

from proctoring.vision.portrait_canvas import Canvas, Colour, Mask, mixed, scaled, smooth
from proctoring.vision.portrait_clothes import BOTTOM
from proctoring.vision.portrait_head import Pose, both_sides
from proctoring.vision.portrait_person import Glasses, Headwear


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
