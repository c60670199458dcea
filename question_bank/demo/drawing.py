"""Drawing in SVG: cells of a hundred units with shapes in ink, laid out on a white card.

The card makes a figure legible on any page, dark ones too. A cell's markup says only what is seen:
no identifier, name or order tells which drawing is the right one.
"""

from collections.abc import Sequence
from math import cos, pi, sin

CELL = 100
INK, GREY, PAPER, EDGE = "#1f2937", "#9aa3af", "#ffffff", "#cbd5e1"
_MARGIN = 12
_GAP = 44


def card(width: int, height: int, content: str) -> str:
    """A whole drawing: `content` on a rounded white card."""
    outer_width, outer_height = width + 2 * _MARGIN, height + 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {outer_width} {outer_height}" '
        f'width="{outer_width}" height="{outer_height}">'
        f'<rect x="1" y="1" width="{outer_width - 2}" height="{outer_height - 2}" rx="14" '
        f'fill="{PAPER}" stroke="{EDGE}" stroke-width="2"/>'
        f"{at(_MARGIN, _MARGIN, content)}</svg>"
    )


def choice_card(cell: str) -> str:
    return card(CELL, CELL, cell)


def row_card(cells: Sequence[str], signs: Sequence[str]) -> str:
    """Cells side by side with a sign between two neighbours."""
    step = CELL + _GAP
    parts = [at(step * place, 0, cell) for place, cell in enumerate(cells)]
    parts += [at(step * place + CELL, 0, _SIGNS[sign]) for place, sign in enumerate(signs) if sign]
    return card(step * len(cells) - _GAP, CELL, "".join(parts))


def grid_card(rows: Sequence[Sequence[str]]) -> str:
    """Cells in rows and columns, with thin lines between them."""
    size = CELL * len(rows)
    parts = [
        at(CELL * column, CELL * line, cell)
        for line, row in enumerate(rows)
        for column, cell in enumerate(row)
    ]
    marks = [CELL * place for place in range(1, len(rows))]
    lines = "".join(f"M{mark} 0V{size}M0 {mark}H{size}" for mark in marks)
    return card(
        size,
        size,
        f'<path d="{lines}" fill="none" stroke="{EDGE}" stroke-width="2"/>' + "".join(parts),
    )


def at(x: int, y: int, content: str) -> str:
    return f'<g transform="translate({x} {y})">{content}</g>'


def question_mark() -> str:
    """The place that is asked for: a dashed frame around a question mark drawn as a path."""
    return (
        f'<rect x="10" y="10" width="80" height="80" rx="10" fill="none" stroke="{GREY}" '
        'stroke-width="3" stroke-dasharray="7 6"/>'
        f'<path d="M38 40a12 12 0 1 1 18 10.500q-6 4-6 11" fill="none" stroke="{INK}" '
        f'stroke-width="6" stroke-linecap="round"/><circle cx="50" cy="75" r="4" fill="{INK}"/>'
    )


def circle(x: float, y: float, radius: float, fill: str) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}" '
        f'stroke="{INK}" stroke-width="3"/>'
    )


def polygon(points: Sequence[tuple[float, float]], fill: str) -> str:
    listed = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polygon points="{listed}" fill="{fill}" stroke="{INK}" stroke-width="3" '
        'stroke-linejoin="round"/>'
    )


def regular_polygon(sides: int, x: float, y: float, radius: float, fill: str) -> str:
    """With a corner on top; four sides stand on their base."""
    turn = pi / 4 if sides == 4 else 0  # noqa: PLR2004 - a square is no diamond
    angles = [2 * pi * corner / sides + turn for corner in range(sides)]
    return polygon([(x + radius * sin(a), y - radius * cos(a)) for a in angles], fill)


def posed(content: str, *, angle: int, mirrored: bool) -> str:
    """The cell mirrored left to right, then turned clockwise about its middle."""
    mirror = " translate(100 0) scale(-1 1)" if mirrored else ""
    return f'<g transform="rotate({angle % 360} 50 50){mirror}">{content}</g>'


_STROKE = f'fill="none" stroke="{INK}" stroke-width="4" stroke-linecap="round"'
_SIGNS = {
    "arrow": f'<path d="M8 50H36M28 42L36 50L28 58" {_STROKE} stroke-linejoin="round"/>',
    "colon": (
        f'<circle cx="22" cy="40" r="4" fill="{INK}"/><circle cx="22" cy="60" r="4" fill="{INK}"/>'
    ),
}
