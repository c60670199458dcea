"""Hair of a drawn portrait: a mass behind the head, a mass in front, and strands over both."""

import random

import numpy as np

from proctoring.vision.portrait_canvas import Canvas, Colour, Points, mixed, scaled, smooth
from proctoring.vision.portrait_head import Pose, both_sides, mirrored
from proctoring.vision.portrait_person import Hair, Headwear

# Right halves, from the crown down; lengths in half face widths.
SHORT_OUTSIDE = ((0.0, -1.68), (0.45, -1.64), (0.82, -1.42), (1.04, -1.05), (1.11, -0.6), (1.08, -0.2), (1.02, 0.16))
CROPPED_OUTSIDE = ((0.0, -1.54), (0.45, -1.49), (0.80, -1.28), (0.99, -0.98), (1.045, -0.6), (1.035, -0.25), (1.0, 0.05))
WAVY_OUTSIDE = ((0.0, -1.84), (0.5, -1.80), (0.90, -1.52), (1.10, -1.10), (1.13, -0.65), (1.09, -0.25), (1.02, 0.14))
CURLY_SHORT_OUTSIDE = ((0.0, -1.74), (0.52, -1.68), (0.93, -1.42), (1.15, -1.0), (1.16, -0.55), (1.08, -0.15), (1.01, 0.12))
CURLY_LONG_OUTSIDE = ((0.0, -1.86), (0.7, -1.74), (1.25, -1.32), (1.5, -0.7), (1.52, 0.0), (1.4, 0.65), (1.15, 1.1), (0.6, 1.2))
LONG_OUTSIDE = ((0.0, -1.68), (0.5, -1.63), (0.92, -1.36), (1.14, -0.9), (1.2, -0.3), (1.22, 0.4), (1.26, 1.2), (1.24, 2.0), (0.9, 2.25), (0.55, 2.2))
BOB_OUTSIDE = ((0.0, -1.70), (0.5, -1.65), (0.94, -1.37), (1.18, -0.9), (1.26, -0.3), (1.27, 0.35), (1.20, 0.95), (0.98, 1.18), (0.7, 1.1))
TIED_OUTSIDE = ((0.0, -1.60), (0.48, -1.55), (0.86, -1.32), (1.04, -0.98), (1.08, -0.55), (1.05, -0.15), (0.99, 0.1))
CURLS = frozenset({Hair.CURLY})
OUTSIDE: dict[Hair, tuple[tuple[float, float], ...]] = {
    Hair.SHORT: SHORT_OUTSIDE,
    Hair.SIDE_PART: WAVY_OUTSIDE,
    Hair.CROPPED: CROPPED_OUTSIDE,
    Hair.WAVY: WAVY_OUTSIDE,
    Hair.CURLY: CURLY_SHORT_OUTSIDE,
    Hair.RECEDING: CROPPED_OUTSIDE,
    Hair.LONG: LONG_OUTSIDE,
    Hair.BOB: BOB_OUTSIDE,
    Hair.TIED: TIED_OUTSIDE,
}
BEHIND = frozenset({Hair.LONG, Hair.BOB})


def draw_hair_behind(canvas: Canvas, pose: Pose) -> None:
    """What falls behind neck and ears; nothing of it shows under a scarf."""
    person = pose.person
    if person.headwear is Headwear.HEADSCARF:
        return
    dark = scaled(person.hair_colour, 0.72)
    if person.hair in BEHIND:
        outline = pose.outline(both_sides(np.array(OUTSIDE[person.hair])))
        canvas.fill(outline, colour=dark, below=scaled(dark, 0.7))
        _strands_down(canvas, pose, outline)
    elif person.hair is Hair.CURLY and person.female:
        outline = _bumpy(pose, np.array(CURLY_LONG_OUTSIDE), 0.07)
        canvas.fill(outline, colour=dark, below=scaled(dark, 0.75))
        _curls(canvas, pose, outline, 420)
    elif person.hair is Hair.TIED:
        around = np.linspace(0, 2 * np.pi, 20, endpoint=False)
        knot = np.stack([0.16 + 0.42 * np.cos(around), -1.62 + 0.3 * np.sin(around)], axis=1)
        canvas.fill(pose.outline(knot), colour=person.hair_colour, below=dark)


def draw_hair_in_front(canvas: Canvas, pose: Pose) -> None:
    person = pose.person
    if person.headwear is Headwear.HEADSCARF:
        return
    outline = _front(pose)
    canvas.shade(outline + np.array([0, pose.unit * 0.05]), factor=0.74, soft=pose.unit * 0.05,
                 clip=None)
    thin = person.hair in {Hair.CROPPED, Hair.RECEDING}
    canvas.fill(
        outline, colour=scaled(person.hair_colour, 1.18), below=scaled(person.hair_colour, 0.82),
        alpha=0.94 if thin else 1.0, soft=pose.unit * (0.035 if thin else 0.014),
    )
    if person.hair in CURLS:
        _curls(canvas, pose, outline, 300)
    else:
        _strands_over(canvas, pose, outline)


def _front(pose: Pose) -> Points:
    person = pose.person
    outside = np.array(OUTSIDE[person.hair])
    line = person.hairline
    side = 1.0 if person.parted_left else -1.0
    match person.hair:
        case Hair.LONG | Hair.BOB:
            return pose.outline(_parted(outside, line, low=0.92 if person.hair is Hair.BOB else 1.5, part=-0.16 * side))
        case Hair.TIED:
            inner = [(0.98, 0.02), (0.93, -0.36), (0.80, -0.66), (0.5, line + 0.0), (0.12, line - 0.06), (-0.12, line - 0.06), (-0.5, line), (-0.80, -0.66), (-0.93, -0.36), (-0.98, 0.02)]
        case Hair.CURLY:
            inner = [(0.97, 0.06), (0.92, -0.4), (0.80, -0.68), (0.45, line + 0.02), (0.0, line - 0.01), (-0.45, line + 0.02), (-0.80, -0.68), (-0.92, -0.4), (-0.97, 0.06)]
            return _bumpy(pose, outside, 0.03, np.array(inner))
        case Hair.RECEDING:
            inner = [(0.99, 0.04), (0.955, -0.42), (0.86, -0.72), (0.62, line - 0.22), (0.34, line - 0.16), (0.0, line - 0.06), (-0.34, line - 0.16), (-0.62, line - 0.22), (-0.86, -0.72), (-0.955, -0.42), (-0.99, 0.04)]
        case Hair.SIDE_PART:
            inner = [(0.97, 0.08), (0.93, -0.38), (0.86, -0.68), (0.62, line - 0.08), (0.30, line + 0.03), (-0.15, line + 0.05), (-0.55, line + 0.13), (-0.82, -0.58), (-0.92, -0.34), (-0.97, 0.08)]
        case Hair.WAVY:
            inner = [(0.97, 0.08), (0.92, -0.36), (0.84, -0.64), (0.55, line + 0.12), (0.22, line + 0.02), (-0.1, line + 0.10), (-0.45, line + 0.02), (-0.80, -0.62), (-0.92, -0.36), (-0.97, 0.08)]
        case Hair.CROPPED:
            inner = [(0.985, 0.0), (0.94, -0.4), (0.86, -0.72), (0.62, line - 0.03), (0.2, line - 0.05), (-0.2, line - 0.05), (-0.62, line - 0.03), (-0.86, -0.72), (-0.94, -0.4), (-0.985, 0.0)]
        case Hair.SHORT:
            inner = [(0.97, 0.08), (0.92, -0.38), (0.82, -0.66), (0.58, line + 0.03), (0.15, line + 0.06), (-0.25, line + 0.0), (-0.60, line + 0.06), (-0.82, -0.66), (-0.92, -0.38), (-0.97, 0.08)]
    hairline = np.array(inner) * np.array([side, 1.0])
    if side < 0:
        hairline = hairline[::-1]
    left = mirrored(outside[1:])[::-1]
    over = np.concatenate([left, outside])
    return pose.outline(np.concatenate([over, hairline]))


def _parted(outside: Points, line: float, low: float, part: float) -> Points:
    """Two curtains that leave the face between them free."""
    over = np.concatenate([mirrored(outside[1:7])[::-1], outside[:7]])
    over = over[over[:, 1] < low]
    inner = np.array(
        [(1.06, low), (1.03, 0.55), (0.985, 0.05), (0.90, -0.42), (0.62, line + 0.04), (part + 0.1, line - 0.30),
         (part - 0.1, line - 0.30), (-0.62, line + 0.04), (-0.90, -0.42), (-0.985, 0.05), (-1.03, 0.55), (-1.06, low)]
    )
    return np.concatenate([over, inner])


def _bumpy(pose: Pose, outside: Points, bump: float, inner: Points | None = None) -> Points:
    """An outline of curls: small arcs along the curve."""
    whole = np.concatenate([mirrored(outside[1:])[::-1], outside])
    curve = smooth(whole, 10)
    middle = np.array([0.0, -0.5])
    away = curve - middle
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    travelled = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(curve, axis=0), axis=1))])
    curve = curve + away * (np.abs(np.sin(travelled * 13)) * bump)[:, None]
    if inner is None:
        return pose.flat(curve)
    return pose.flat(np.concatenate([curve, smooth(inner, 6)]))


def _strands_over(canvas: Canvas, pose: Pose, outline: Points) -> None:
    """From the parting outwards, some lighter and some darker than the mass, and a gloss."""
    person, unit = pose.person, pose.unit
    draw = random.Random(person.grain_seed ^ 0xA1)
    clip = canvas.mask(outline)
    side = -1.0 if person.parted_left else 1.0
    part = np.array([0.16 * side if person.hair in BEHIND else 0.42 * side, -1.5])
    tied = person.hair is Hair.TIED
    bands: tuple[list[Points], list[Points]] = ([], [])
    for index in range(190):
        away = draw.choice((-1.0, 1.0)) if not tied else draw.uniform(-1, 1)
        reach = draw.uniform(0.25, 1.15)
        drop = draw.uniform(-0.4, 0.5) + (0.9 if person.hair in BEHIND else 0.0)
        if tied:
            root = np.array([away * 1.0, draw.uniform(-0.95, -0.1)])
            path = np.array([root, root * np.array([0.9, 1.0]) + (0, -0.3), (away * 0.55, -1.35), (0.1, -1.62)])
        else:
            start = part + np.array([draw.uniform(-0.06, 0.06), draw.uniform(-0.15, 0.45)])
            path = np.array([
                start,
                (start[0] + away * reach * 0.45, start[1] - 0.10 + 0.12 * reach),
                (start[0] + away * reach * 0.85, start[1] + 0.30 + 0.3 * drop),
                (start[0] + away * reach * 1.02, start[1] + 0.75 + drop),
            ])
        bands[index % 2].append(smooth(pose.flat(path), 6))
    grey: Colour = (150, 140, 132)
    canvas.hatch(bands[0], colour=mixed(person.hair_colour, grey, 0.42), alpha=0.26, width=max(1, round(unit * 0.014)), clip=clip)
    canvas.hatch(bands[1], colour=scaled(person.hair_colour, 0.4), alpha=0.45, width=max(1, round(unit * 0.016)), clip=clip)
    shine = np.array([(-0.62, -1.26), (-0.25, -1.42), (0.25, -1.42), (0.62, -1.26), (0.3, -1.27), (-0.3, -1.27)])
    shine[:, 0] += 0.25 * pose.shot.light_from
    canvas.fill(pose.outline(shine), colour=mixed(person.hair_colour, (190, 184, 182), 0.5), alpha=0.33, soft=unit * 0.10, clip=clip)


def _strands_down(canvas: Canvas, pose: Pose, outline: Points) -> None:
    draw = random.Random(pose.person.grain_seed ^ 0xB2)
    clip = canvas.mask(outline)
    lines = []
    for _ in range(120):
        x = draw.uniform(0.72, 1.26) * draw.choice((-1, 1))
        top = draw.uniform(-1.0, 0.4)
        bend = draw.uniform(-0.08, 0.08)
        lines.append(smooth(pose.flat(np.array([(x * 0.92, top), (x + bend, top + 0.7), (x * 0.98 - bend, top + 1.6)])), 5))
    canvas.hatch(lines, colour=mixed(pose.person.hair_colour, (140, 130, 124), 0.3), alpha=0.3, width=max(1, round(pose.unit * 0.016)), clip=clip)


def _curls(canvas: Canvas, pose: Pose, outline: Points, number: int) -> None:
    draw = random.Random(pose.person.grain_seed ^ 0xC3)
    clip = canvas.mask(outline)
    low, high = outline.min(axis=0), outline.max(axis=0)
    turn = np.linspace(0, 1.5 * np.pi, 7)
    light: list[Points] = []
    dark: list[Points] = []
    for index in range(number):
        middle = np.array([draw.uniform(low[0], high[0]), draw.uniform(low[1], high[1])])
        radius, begin = pose.unit * draw.uniform(0.03, 0.06), draw.uniform(0, 2 * np.pi)
        arc = middle + radius * np.stack([np.cos(turn + begin), np.sin(turn + begin)], axis=1)
        (light if index % 2 else dark).append(arc)
    width = max(1, round(pose.unit * 0.018))
    canvas.hatch(dark, colour=scaled(pose.person.hair_colour, 0.35), alpha=0.55, width=width, clip=clip)
    canvas.hatch(light, colour=mixed(pose.person.hair_colour, (140, 124, 112), 0.45), alpha=0.34, width=width, clip=clip)
