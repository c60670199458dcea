"""Moustache, goatee, beard and stubble of a drawn portrait."""

import random

import numpy as np

from proctoring.vision.portrait_canvas import Canvas, Points, drawn, mixed, scaled
from proctoring.vision.portrait_head import Pose
from proctoring.vision.portrait_person import FacialHair


def draw_facial_hair(canvas: Canvas, pose: Pose, draw: random.Random) -> None:
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
