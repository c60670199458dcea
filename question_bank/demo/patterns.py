"""Figure items about patterns: matrices, wheels whose markers wander, and sides counted in dots."""

from dataclasses import dataclass
from random import Random

from question_bank.demo.draft import Draft
from question_bank.demo.drawing import (
    GREY,
    INK,
    PAPER,
    choice_card,
    circle,
    grid_card,
    polygon,
    posed,
    question_mark,
    regular_polygon,
    row_card,
)
from question_bank.item import Level

TOPIC = "figural"
_FILLS = (PAPER, GREY, INK)
_SHAPES = ("circle", "square", "triangle", "diamond", "hexagon")
_SECTORS = 8
_DOTS_IN_A_ROW, _DOT_STEP = 3, 13
# Where one, two or three shapes stand in a cell, and how large they are.
_PLACES = {
    1: ((50, 50),),
    2: ((28, 50), (72, 50)),
    3: ((50, 28), (27, 70), (73, 70)),
}
_RADII = {1: 28, 2: 18, 3: 17}


@dataclass(frozen=True, slots=True)
class Group:
    """What a cell of a matrix shows: some equal shapes."""

    shape: str
    fill: int
    count: int

    def cell(self) -> str:
        radius = _RADII[self.count]
        return "".join(
            _shape(self.shape, x, y, radius, _FILLS[self.fill]) for x, y in _PLACES[self.count]
        )


@dataclass(frozen=True, slots=True)
class Wheel:
    """Eight sectors, of which one is dark; a dot, and perhaps a grey sector, in others."""

    dark: int
    dot: int | None
    grey: int | None

    def moved(self, dark: int, dot: int, grey: int) -> "Wheel":
        return Wheel(
            (self.dark + dark) % _SECTORS,
            None if self.dot is None else (self.dot + dot) % _SECTORS,
            None if self.grey is None else (self.grey + grey) % _SECTORS,
        )

    @property
    def is_clear(self) -> bool:
        """No two markers share a sector."""
        markers = [each for each in (self.dark, self.dot, self.grey) if each is not None]
        return len(set(markers)) == len(markers)

    def cell(self) -> str:
        wedge = "M50 50L50 10A40 40 0 0 1 78.284 21.716Z"
        parts = [circle(50, 50, 40, PAPER)]
        if self.grey is not None:
            parts.append(_turned(f'<path d="{wedge}" fill="{GREY}"/>', self.grey))
        parts.append(_turned(f'<path d="{wedge}" fill="{INK}"/>', self.dark))
        spokes = "M50 10V90M10 50H90M21.716 21.716L78.284 78.284M21.716 78.284L78.284 21.716"
        parts.append(f'<path d="{spokes}" stroke="{INK}" stroke-width="2"/>')
        if self.dot is not None:
            # In the middle of the first sector.
            dot = f'<circle cx="60.7" cy="24.1" r="5" fill="{INK}"/>'
            parts.append(_turned(dot, self.dot))
        return "".join(parts)


def make_matrix(level: Level, random: Random) -> Draft:
    """Three by three; each of shape, filling and count is ruled by row, column or diagonal."""
    shapes = random.sample(_SHAPES, 3)
    fills, counts = random.sample(range(3), 3), random.sample(range(1, 4), 3)
    fill, count = random.choice(fills), random.choice(counts)
    rows = []
    for row in range(3):
        cells = []
        for column in range(3):
            one_diagonal, other_diagonal = (row + column) % 3, (row - column) % 3
            cells.append(
                {
                    Level.EASY: Group(shapes[row], fill, counts[column]),
                    Level.MEDIUM: Group(shapes[one_diagonal], fills[column], count),
                    Level.HARD: Group(shapes[one_diagonal], fills[other_diagonal], counts[column]),
                }[level]
            )
        rows.append(cells)
    right = rows[2][2]
    wrong = _near_groups(level, right, shapes, random)
    drawn = [[group.cell() for group in row] for row in rows]
    drawn[2][2] = question_mark()
    return Draft(
        topic=TOPIC,
        level=level,
        stem="Gambar yang tepat untuk melengkapi kotak yang kosong adalah ….",
        right=choice_card(right.cell()),
        wrong=tuple(choice_card(group.cell()) for group in wrong),
        drawing=grid_card(drawn),
        is_drawn=True,
    )


def _near_groups(level: Level, right: Group, shapes: list[str], random: Random) -> list[Group]:
    """Other groups of the same shapes: those that miss by one property come first."""
    fills = (right.fill,) if level is Level.EASY else range(3)
    counts = (right.count,) if level is Level.MEDIUM else range(1, 4)
    groups = [Group(s, f, c) for s in shapes for f in fills for c in counts]
    random.shuffle(groups)
    groups.sort(key=lambda group: _misses(group, right))
    return groups[1:5]


def _misses(group: Group, right: Group) -> int:
    return (group.shape != right.shape) + (group.fill != right.fill) + (group.count != right.count)


def make_wheel(level: Level, random: Random) -> Draft:
    """Markers that move each by its own step; more of them make it harder."""
    wheels: list[Wheel] = []
    while not wheels or not all(wheel.is_clear for wheel in wheels):
        dark, dot, grey = random.choice((1, 2, 3)), random.choice((-1, -2)), random.choice((3, -3))
        places = random.sample(range(_SECTORS), 3)
        start = Wheel(
            places[0],
            None if level is Level.EASY else places[1],
            places[2] if level is Level.HARD else None,
        )
        wheels = [start.moved(dark * time, dot * time, grey * time) for time in range(5)]
    *shown, right = wheels
    return Draft(
        topic=TOPIC,
        level=level,
        stem="Pola pada lingkaran berikut berlanjut secara teratur. "
        "Gambar yang tepat untuk menggantikan tanda tanya adalah ….",
        right=choice_card(right.cell()),
        wrong=tuple(choice_card(wheel.cell()) for wheel in _near_wheels(right, random)),
        drawing=row_card([*(wheel.cell() for wheel in shown), question_mark()], ()),
        is_drawn=True,
    )


def _near_wheels(right: Wheel, random: Random) -> list[Wheel]:
    near = [
        right.moved(dark, dot, grey)
        for dark in (-1, 0, 1, 2)
        for dot in (-1, 0, 1)
        for grey in (-1, 0, 1)
    ]
    random.shuffle(near)
    different = dict.fromkeys(wheel for wheel in near if wheel != right and wheel.is_clear)
    if right.dot is None:
        return [Wheel((right.dark + away) % _SECTORS, None, None) for away in (1, 2, 4, 7)]
    return list(different)[:4]


def make_sides_and_dots(stem: str, random: Random) -> Draft:
    """Four polygons hold as many dots as they have sides; the odd one does not."""
    odd_sides = random.choice((4, 5, 6))
    odd_dots = odd_sides + random.choice((-1, 1))
    others = [sides for sides in (3, 4, 5, 6, 7) if sides != odd_sides]
    return Draft(
        topic=TOPIC,
        level=Level.MEDIUM,
        stem=stem,
        right=choice_card(_sides_and_dots(odd_sides, odd_dots)),
        wrong=tuple(choice_card(_sides_and_dots(sides, sides)) for sides in others),
        is_drawn=True,
    )


def _sides_and_dots(sides: int, dots: int) -> str:
    rows = [_DOTS_IN_A_ROW] * (dots // _DOTS_IN_A_ROW) + [dots % _DOTS_IN_A_ROW]
    rows = [row for row in rows if row]
    # The middle of a triangle lies lower than that of the others.
    middle = 60 if sides == 3 else 52  # noqa: PLR2004 - a triangle
    places = [
        (
            50 + _DOT_STEP * (place - (row - 1) / 2),
            middle + _DOT_STEP * (line - (len(rows) - 1) / 2),
        )
        for line, row in enumerate(rows)
        for place in range(row)
    ]
    return regular_polygon(sides, 50, 52, 45, PAPER) + "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{INK}"/>' for x, y in places
    )


def _shape(shape: str, x: float, y: float, radius: float, fill: str) -> str:
    if shape == "circle":
        return circle(x, y, radius * 0.9, fill)
    if shape == "diamond":
        side = radius * 0.75
        return polygon([(x, y - radius), (x + side, y), (x, y + radius), (x - side, y)], fill)
    sides = {"square": 4, "triangle": 3, "hexagon": 6}[shape]
    return regular_polygon(sides, x, y, radius * (1.1 if shape == "triangle" else 1), fill)


def _turned(content: str, sector: int) -> str:
    return posed(content, angle=sector * 360 // _SECTORS, mirrored=False)
