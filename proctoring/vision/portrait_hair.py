"""Hair of a drawn portrait: a mass behind the head, a mass in front, and strands over both."""

import random

import numpy as np

from proctoring.vision.portrait_canvas import (
    Canvas,
    Colour,
    Mask,
    Points,
    drawn,
    mixed,
    scaled,
    smooth,
)
from proctoring.vision.portrait_hair_shapes import (
    CROPPED_OUTSIDE,
    CURLY_LONG_OUTSIDE,
    CURTAINS,
    HAIRLINES,
    OUTSIDE,
)
from proctoring.vision.portrait_head import Pose, both_sides, mirrored
from proctoring.vision.portrait_person import Hair, Headwear

STRANDS = 230
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
        outline = pose.flat(
            _bumpy(smooth(both_sides(np.array(CURLY_LONG_OUTSIDE)), closed=True), 0.07)
        )
        canvas.fill(outline, colour=dark, below=scaled(dark, 0.75))
        _curls(canvas, pose, outline, canvas.mask(outline), 420)
    elif person.hair is Hair.TIED:
        around = np.linspace(0, 2 * np.pi, 20, endpoint=False)
        knot = np.stack([0.16 + 0.42 * np.cos(around), -1.62 + 0.3 * np.sin(around)], axis=1)
        canvas.fill(pose.outline(knot), colour=person.hair_colour, below=dark)


def draw_hair_in_front(canvas: Canvas, pose: Pose) -> None:
    person = pose.person
    if person.headwear is Headwear.HEADSCARF:
        return
    inner, outer = _edges(pose)
    outline = pose.flat(np.concatenate([outer, inner[::-1]]))
    canvas.shade(outline + np.array([0, pose.unit * 0.05]), factor=0.74, soft=pose.unit * 0.05)
    thin = person.hair in {Hair.CROPPED, Hair.RECEDING}
    canvas.fill(
        outline,
        colour=scaled(person.hair_colour, 1.22),
        below=scaled(person.hair_colour, 0.8),
        alpha=0.94 if thin else 1.0,
        soft=pose.unit * (0.035 if thin else 0.014),
    )
    clip = canvas.mask(outline)
    if person.hair is Hair.CURLY:
        _curls(canvas, pose, outline, clip, 300)
    else:
        _strands(canvas, pose, inner, outer, clip)
    _gloss(canvas, pose, clip)


def _edges(pose: Pose) -> tuple[Points, Points]:
    """The hairline and the outside, both from the viewer's left to the right, of equal lengths."""
    person = pose.person
    # A cap presses the hair flat.
    capped = person.headwear is Headwear.PECI
    outside = np.array(CROPPED_OUTSIDE if capped else OUTSIDE[person.hair])
    side = 1.0 if person.parted_left else -1.0
    if person.hair in BEHIND:
        low = 0.95 if person.hair is Hair.BOB else 1.5
        outside = outside[outside[:, 1] < low]
        outside = np.concatenate([outside, [(1.24, low)]])
        inner = np.array(CURTAINS)
        inner[:, 0] = inner[:, 0] - 0.16 * side * np.exp(-((inner[:, 1] + 1.2) ** 2) / 0.2)
        inner[[0, -1], 1] = low
    else:
        inner = np.array(HAIRLINES[person.hair]) + np.array([0, person.hairline + 0.86])
        inner[[0, -1], 1] -= person.hairline + 0.86
    inner = inner * np.array([side, 1.0])
    if inner[0, 0] > 0:
        inner = inner[::-1]
    whole = np.concatenate([mirrored(outside[1:])[::-1], outside])
    outer = _resampled(smooth(whole), 120)
    if person.hair is Hair.CURLY and not capped:
        outer = _bumpy(outer, 0.03)
    return _resampled(smooth(inner), 120), outer


def _resampled(line: Points, number: int) -> Points:
    travelled = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    at = np.linspace(0, travelled[-1], number)
    return np.stack(
        [np.interp(at, travelled, line[:, 0]), np.interp(at, travelled, line[:, 1])], axis=1
    )


def _bumpy(curve: Points, bump: float) -> Points:
    """An outline of curls: small arcs along the curve."""
    away = curve - np.array([0.0, -0.5])
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    travelled = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(curve, axis=0), axis=1))])
    return np.asarray(curve + away * (np.abs(np.sin(travelled * 13)) * bump)[:, None], np.float64)


def _strands(canvas: Canvas, pose: Pose, inner: Points, outer: Points, clip: Mask) -> None:
    """Combed between the hairline and the outside; some lighter and some darker than the mass."""
    person = pose.person
    draw = random.Random(person.grain_seed ^ 0xA1)
    along, across = _combed(person.hair, draw, 1.0 if person.parted_left else -1.0)
    low, high = _along(inner, along), _along(outer, along)
    lines = pose.flat_lines(low + (high - low) * np.clip(across, -0.03, 1.03)[..., None])
    grey: Colour = (156, 144, 134)
    width = max(1, round(pose.unit * 0.013))
    dark, light = scaled(person.hair_colour, 0.45), mixed(person.hair_colour, grey, 0.34)
    canvas.hatch(lines[::2], colour=dark, alpha=0.42, width=width, clip=clip)
    canvas.hatch(lines[1::2], colour=light, alpha=0.30, width=width, clip=clip)


def _along(line: Points, share: Points) -> Points:
    """The points at these shares of a line's length."""
    place = np.clip(share, 0, 1) * (len(line) - 1)
    step = np.arange(len(line))
    return np.stack([np.interp(place, step, line[:, axis]) for axis in (0, 1)], axis=-1)


def _combed(hair: Hair, draw: random.Random, side: float) -> tuple[Points, Points]:
    """For each strand and step: how far along the head, and how far outwards from the hairline."""
    steps = np.linspace(0, 1, 9)[None, :]
    along, depth, reach, half = (drawn(draw, STRANDS)[:, None] for _ in range(4))
    depth, reach = -0.05 + 0.75 * depth, 0.25 + 0.35 * reach
    match hair:
        case Hair.LONG | Hair.BOB:  # from the parting down both sides
            begin, end = 0.25 * along, 0.3 + 0.2 * reach
            across = half * 2 % 1 + 0.06 * np.sin(steps * 4)
            return 0.5 + np.sign(half - 0.5) * (begin + (end - begin) * steps), across
        case Hair.TIED:
            return along + (0.5 - along) * 0.55 * steps**1.3, steps + 0 * along
        case Hair.SIDE_PART:
            sweep = -0.30 * side * np.where((along - 0.36 * side) * side < 0.32, 1.0, -0.6)
            return along + sweep * steps, depth + reach * np.sin(steps * 2.2)
        case Hair.WAVY:
            return along - 0.05 * side * steps + 0.035 * np.sin(
                steps * 4 + along * 7
            ), depth + reach * steps
        case _:
            return along - 0.08 * side * steps, depth + reach * 0.8 * steps


def _gloss(canvas: Canvas, pose: Pose, clip: Mask) -> None:
    shine = np.array(
        [(-0.62, -1.22), (-0.25, -1.40), (0.25, -1.40), (0.62, -1.22), (0.3, -1.25), (-0.3, -1.25)]
    )
    shine[:, 0] += 0.25 * pose.shot.light_from
    colour = mixed(pose.person.hair_colour, (190, 184, 182), 0.5)
    canvas.fill(pose.outline(shine), colour=colour, alpha=0.30, soft=pose.unit * 0.11, clip=clip)


def _strands_down(canvas: Canvas, pose: Pose, outline: Points) -> None:
    draw = random.Random(pose.person.grain_seed ^ 0xB2)
    side, top, bend = (drawn(draw, STRANDS // 2)[:, None] for _ in range(3))
    steps = np.linspace(0, 1, 6)[None, :]
    x = (0.72 + 1.08 * (side % 0.5)) * np.sign(side - 0.5)
    x = x * (0.92 + 0.07 * steps) + 0.16 * (bend - 0.5) * np.sin(steps * 4)
    y = -1.0 + 1.4 * top + 1.6 * steps
    lines = pose.flat_lines(np.stack([x, y], axis=-1))
    colour = mixed(pose.person.hair_colour, (140, 130, 124), 0.3)
    width = max(1, round(pose.unit * 0.016))
    canvas.hatch(lines, colour=colour, alpha=0.3, width=width, clip=canvas.mask(outline))


def _curls(canvas: Canvas, pose: Pose, outline: Points, clip: Mask, number: int) -> None:
    draw = random.Random(pose.person.grain_seed ^ 0xC3)
    low, high = outline.min(axis=0), outline.max(axis=0)
    across, down, size, begin = (drawn(draw, number) for _ in range(4))
    middle = low + (high - low) * np.stack([across, down], axis=1)
    turn = np.linspace(0, 1.5 * np.pi, 7)[None, :] + 2 * np.pi * begin[:, None]
    radius = pose.unit * (0.03 + 0.03 * size)[:, None]
    arcs = middle[:, None] + radius[..., None] * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    dark = scaled(pose.person.hair_colour, 0.35)
    light = mixed(pose.person.hair_colour, (140, 124, 112), 0.45)
    width = max(1, round(pose.unit * 0.018))
    canvas.hatch(arcs[::2], colour=dark, alpha=0.55, width=width, clip=clip)
    canvas.hatch(arcs[1::2], colour=light, alpha=0.34, width=width, clip=clip)
