"""A canvas for drawn portraits: smooth curves, soft edges, gradients, in floating-point colour.

Everything is drawn at one and a half times the size asked for and reduced at the end; within
that, OpenCV smooths polygon edges itself, so a drawing costs some twenty milliseconds.
"""

import random
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

OVERSIZE = 1.5
"""How much larger than the result the canvas is, each way."""
SUBPIXEL_BITS = 4

Points = NDArray[np.float64]
Mask = NDArray[np.float32]
Colour = tuple[float, float, float]


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    return (
        one[0] + (other[0] - one[0]) * share,
        one[1] + (other[1] - one[1]) * share,
        one[2] + (other[2] - one[2]) * share,
    )


def scaled(colour: Colour, factor: float) -> Colour:
    return (colour[0] * factor, colour[1] * factor, colour[2] * factor)


def drawn(draw: random.Random, number: int) -> Points:
    """So many numbers between 0 and 1, the same with every release of numpy."""
    return np.array([draw.random() for _ in range(number)])


def smooth(points: Points, steps: int = 8, *, closed: bool = False) -> Points:
    """A Catmull-Rom curve through all the points."""
    if closed:
        around = np.concatenate([points[-1:], points, points[:2]])
    else:
        around = np.concatenate(
            [2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]]
        )
    before, start, end, after = around[:-3], around[1:-2], around[2:-1], around[3:]
    t = (np.arange(steps) / steps)[None, :, None]
    curve = 0.5 * (
        2 * start[:, None]
        + (end - before)[:, None] * t
        + (2 * before - 5 * start + 4 * end - after)[:, None] * t**2
        + (3 * start - before - 3 * end + after)[:, None] * t**3
    )
    flat: Points = curve.reshape(-1, 2)
    return flat if closed else np.concatenate([flat, points[-1:]])


def ribbon(line: Points, widths: Points) -> Points:
    """The outline of a stroke along a line, as wide as told at each point."""
    along = np.gradient(line, axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-6)
    half = widths[:, None] / 2
    return np.concatenate([line + across * half, (line - across * half)[::-1]])


@dataclass(frozen=True, slots=True)
class Patch:
    """A part of the canvas and how much of each of its pixels is meant."""

    left: int
    top: int
    mask: Mask

    @property
    def place(self) -> tuple[slice, slice, slice]:
        height, width = self.mask.shape
        return (
            slice(None),
            slice(self.top, self.top + height),
            slice(self.left, self.left + width),
        )


class Canvas:
    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = round(width * OVERSIZE), round(height * OVERSIZE)
        # Colour by colour: numpy works along the last axis, and three is too short for it.
        self.planes: NDArray[np.float32] = np.zeros((3, self.height, self.width), np.float32)

    def patch(self, *outlines: Points, soft: float = 0.0, clip: Mask | None = None) -> Patch | None:
        """The inside of an odd number of the outlines, its edge softened by so many pixels."""
        margin = int(3 * soft) + 2
        every = np.concatenate(outlines)
        low, high = every.min(axis=0), every.max(axis=0)
        left, top = max(int(low[0]) - margin, 0), max(int(low[1]) - margin, 0)
        right = min(int(high[0]) + margin + 1, self.width)
        bottom = min(int(high[1]) + margin + 1, self.height)
        if right - left < 1 or bottom - top < 1:
            return None
        inked = np.zeros((bottom - top, right - left), np.uint8)
        shifted = [
            np.round((outline - (left, top)) * (1 << SUBPIXEL_BITS)).astype(np.int32)
            for outline in outlines
        ]
        cv2.fillPoly(inked, shifted, (255,), cv2.LINE_AA, SUBPIXEL_BITS)
        mask = _softened(inked, soft)
        if clip is not None:
            mask *= clip[top:bottom, left:right]
        return Patch(left, top, mask)

    def mask(self, *outlines: Points, soft: float = 0.0) -> Mask:
        """A mask of the whole canvas, to clip other drawing with."""
        whole: Mask = np.zeros((self.height, self.width), np.float32)
        if patch := self.patch(*outlines, soft=soft):
            whole[patch.place[1:]] = patch.mask
        return whole

    def fill(
        self,
        *outlines: Points,
        colour: Colour,
        below: Colour | None = None,
        alpha: float = 1.0,
        soft: float = 0.0,
        clip: Mask | None = None,
    ) -> None:
        """With ``below``, the colour runs down to that one."""
        patch = self.patch(*outlines, soft=soft, clip=clip)
        if patch is None:
            return
        paint = np.array(colour, np.float32)[:, None, None]
        if below is not None:
            down = np.linspace(0, 1, patch.mask.shape[0], dtype=np.float32)[None, :, None]
            paint = paint + (np.array(below, np.float32)[:, None, None] - paint) * down
        self.blend(patch, paint, alpha)

    def blend(self, patch: Patch, paint: NDArray[np.float32], alpha: float = 1.0) -> None:
        """The paint is one colour, one a row, or one a pixel; colour is the first axis."""
        region = self.planes[patch.place]
        change = paint - region
        change *= patch.mask if alpha == 1.0 else patch.mask * np.float32(alpha)
        region += change

    def shade(
        self, *outlines: Points, factor: float, soft: float = 0.0, clip: Mask | None = None
    ) -> None:
        """Darken (below 1) or lighten (above 1) what is there, warmly: shadows keep more red."""
        patch = self.patch(*outlines, soft=soft, clip=clip)
        if patch is None:
            return
        change = factor - 1.0
        for plane, tint in zip(self.planes[patch.place], (0.88, 1.0, 1.06), strict=True):
            np.multiply(plane, 1 + patch.mask * np.float32(change * tint), out=plane)

    def stroke(
        self,
        line: Points,
        width: float | tuple[float, ...],
        *,
        colour: Colour,
        alpha: float = 1.0,
        soft: float = 0.0,
        clip: Mask | None = None,
    ) -> None:
        """One width for all of the line, or several to run through."""
        given = np.atleast_1d(np.asarray(width, dtype=np.float64))
        widths = np.interp(np.linspace(0, 1, len(line)), np.linspace(0, 1, len(given)), given)
        self.fill(ribbon(line, widths), colour=colour, alpha=alpha, soft=soft, clip=clip)

    def hatch(self, lines: Points, *, colour: Colour, alpha: float, width: int, clip: Mask) -> None:
        """Many thin lines at once, such as strands of hair: lines × points × 2."""
        inked = np.zeros((self.height, self.width), np.uint8)
        cv2.polylines(
            inked,
            list(np.round(lines * (1 << SUBPIXEL_BITS)).astype(np.int32)),
            isClosed=False,
            color=(255,),
            thickness=width,
            lineType=cv2.LINE_AA,
            shift=SUBPIXEL_BITS,
        )
        left, top = (max(int(value) - width, 0) for value in lines.min(axis=(0, 1)))
        right, bottom = (max(int(value) + width + 1, 0) for value in lines.max(axis=(0, 1)))
        part: Mask = inked[top:bottom, left:right].astype(np.float32) / np.float32(255)
        part *= clip[top:bottom, left:right]
        self.blend(Patch(left, top, part), np.array(colour, np.float32)[:, None, None], alpha)

    def reduced(self) -> NDArray[np.float32]:
        """The picture at the size asked for: height × width × 3."""
        size = (round(self.width / OVERSIZE), round(self.height / OVERSIZE))
        planes = [cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in self.planes]
        return np.asarray(cv2.merge(planes), dtype=np.float32)


def _softened(inked: NDArray[np.uint8], soft: float) -> Mask:
    mask: Mask = inked.astype(np.float32) / np.float32(255)
    if soft <= 0:
        return mask
    # A wide blur of a reduced copy looks the same and costs a fraction.
    factor = max(1, int(soft / 3))
    small = mask
    if factor > 1:
        size = (max(1, mask.shape[1] // factor), max(1, mask.shape[0] // factor))
        small = np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.float32)
    blurred = cv2.GaussianBlur(small, (0, 0), soft / factor)
    if factor > 1:
        blurred = cv2.resize(blurred, mask.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(blurred, dtype=np.float32)
