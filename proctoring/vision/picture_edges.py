"""Looks for a straight frame around a head: the edge of a print, a telephone, a tablet.

Four straight edges that enclose the head closely and meet in corners. A door or a window behind
somebody has straight edges, too, but seldom three that meet around one head.
"""

import math
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np

from proctoring.engine import Face, Picture

LONG_SIDE_PX = 480
SLOPE_MAX = 0.3
"""A frame is held about upright: 17°."""
NEAR, FAR = 0.12, 1.5
"""How far from the face's box an edge may lie, in face widths."""
LENGTH_MIN = 0.9
"""In face heights."""
EDGES_MAX = 5
"""On each side, the longest: clothes and shelves have many."""
CORNER_GAP = 0.25
"""Edges of one frame meet, in face widths."""


@dataclass(frozen=True, slots=True)
class _Edge:
    """A straight edge, from its left or upper end to the other."""

    x1: float
    y1: float
    x2: float
    y2: float


def frame_sides(picture: Picture, face: Face) -> int:
    """Of the best frame around the face: how many of its sides meet their neighbours."""
    scale = min(1.0, LONG_SIDE_PX / max(picture.width, picture.height))
    grey = cv2.cvtColor(picture.pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    width, height = face.box.width * scale, face.box.height * scale
    left, top = face.box.left * scale, face.box.top * scale
    lines = cv2.HoughLinesP(
        cv2.Canny(cv2.GaussianBlur(small, (0, 0), 1.0), 40, 110),
        1,
        np.pi / 180,
        threshold=int(LENGTH_MIN * height * 0.5),
        minLineLength=LENGTH_MIN * height,
        maxLineGap=0.06 * height,
    )
    if lines is None:
        return 0
    edges = [_Edge(*(float(value) for value in line)) for line in lines.reshape(-1, 4)]
    upright = [_downwards(each) for each in edges if _is_upright(each)]
    level = [_rightwards(each) for each in edges if _is_level(each)]
    gap = CORNER_GAP * width
    lefts = [e for e in upright if NEAR * width < left - (e.x1 + e.x2) / 2 < FAR * width]
    rights = [e for e in upright if NEAR * width < (e.x1 + e.x2) / 2 - left - width < FAR * width]
    tops = [e for e in level if NEAR * height < top - (e.y1 + e.y2) / 2 < FAR * height]
    bottoms = [e for e in level if NEAR * height < (e.y1 + e.y2) / 2 - top - height < FAR * height]
    return max(
        _met(sides, gap)
        for sides in product(
            *([*_longest(group), None] for group in (lefts, rights, tops, bottoms))
        )
    )


def _longest(edges: list[_Edge]) -> list[_Edge]:
    return sorted(edges, key=lambda e: -math.hypot(e.x2 - e.x1, e.y2 - e.y1))[:EDGES_MAX]


def _is_upright(edge: _Edge) -> bool:
    return abs(edge.x2 - edge.x1) < SLOPE_MAX * abs(edge.y2 - edge.y1)


def _is_level(edge: _Edge) -> bool:
    return abs(edge.y2 - edge.y1) < SLOPE_MAX * abs(edge.x2 - edge.x1)


def _downwards(edge: _Edge) -> _Edge:
    return edge if edge.y1 <= edge.y2 else _Edge(edge.x2, edge.y2, edge.x1, edge.y1)


def _rightwards(edge: _Edge) -> _Edge:
    return edge if edge.x1 <= edge.x2 else _Edge(edge.x2, edge.y2, edge.x1, edge.y1)


def _met(sides: tuple[_Edge | None, ...], gap: float) -> int:
    """Sides that are there and meet at least one neighbour."""
    left, right, top, bottom = sides
    corners = (
        _are_near(_begin(left), _begin(top), gap),
        _are_near(_begin(right), _end(top), gap),
        _are_near(_end(left), _begin(bottom), gap),
        _are_near(_end(right), _end(bottom), gap),
    )
    meets = {
        "left": corners[0] or corners[2],
        "right": corners[1] or corners[3],
        "top": corners[0] or corners[1],
        "bottom": corners[2] or corners[3],
    }
    return sum(meets.values())


def _begin(edge: _Edge | None) -> tuple[float, float] | None:
    return None if edge is None else (edge.x1, edge.y1)


def _end(edge: _Edge | None) -> tuple[float, float] | None:
    return None if edge is None else (edge.x2, edge.y2)


def _are_near(
    one: tuple[float, float] | None, other: tuple[float, float] | None, gap: float
) -> bool:
    if one is None or other is None:
        return False
    return math.dist(one, other) < gap
