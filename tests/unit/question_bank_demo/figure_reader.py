"""Reads drawings back: what a cell shows, from its markup alone."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from tests.unit.question_bank_demo.demo_rows import demo_pictures

SVG = "{http://www.w3.org/2000/svg}"
PITCH = 144  # from one cell of a row to the next
INK = "#1f2937"
Matrix = tuple[int, int, int, int]  # a b c d of the turned and mirrored axes, for right angles


@dataclass(frozen=True, slots=True)
class SeenPose:
    """A glyph by its lines; the angle as printed; whether it is mirrored and filled."""

    glyph: str
    angle: int
    is_mirrored: bool
    is_filled: bool

    @property
    def matrix(self) -> Matrix:
        cosine, sine = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[self.angle]
        side = -1 if self.is_mirrored else 1
        return (cosine * side, -sine, sine * side, cosine)


def stem_cells(picture: str, seed: int) -> list[ET.Element]:
    """The cells of a row or a grid in reading order; the last is the question mark."""
    content, places = _content(picture, seed), {}
    is_grid = content[0].tag == f"{SVG}path"
    for group in content.findall(f"{SVG}g"):
        x, y = _numbers(group.get("transform", ""))
        # Signs stand between the cells.
        if x % (100 if is_grid else PITCH) == 0:
            places[y, x] = group
    return [places[place] for place in sorted(places)]


def choice_cell(picture: str, seed: int) -> ET.Element:
    return _content(picture, seed)


def seen_pose(cell: ET.Element) -> SeenPose:
    (posed,) = cell.findall(f"{SVG}g")
    transform = posed.get("transform", "")
    angle = _numbers(transform)[0]
    shapes = [each for each in posed if each.tag != f"{SVG}path"]
    (line,) = posed.findall(f"{SVG}path")
    is_filled = {shape.get("fill") for shape in shapes} == {INK}
    return SeenPose(line.get("d", ""), int(angle), "scale(-1 1)" in transform, is_filled)


def seen_group(cell: ET.Element) -> dict[str, object]:
    """Shape, filling and count of a cell of a matrix, wherever the shapes stand."""
    shapes = {(_outline(each), each.get("fill")) for each in cell}
    assert len(shapes) == 1
    outline, fill = shapes.pop()
    return {"shape": outline, "fill": fill, "count": len(list(cell))}


def seen_wheel(cell: ET.Element) -> dict[str, int]:
    """The sector of each marker, from the angle it is turned by."""
    markers = {}
    for group in cell.findall(f"{SVG}g"):
        (marker,) = group
        kind = f"{marker.tag.removeprefix(SVG)} {marker.get('fill')}"
        angle = _numbers(group.get("transform", ""))[0]
        assert angle % 45 == 0
        markers[kind] = int(angle) // 45
    return markers


def seen_sides_and_dots(cell: ET.Element) -> tuple[int, int]:
    (polygon,) = cell.findall(f"{SVG}polygon")
    return len(polygon.get("points", "").split()), len(cell.findall(f"{SVG}circle"))


def _content(picture: str, seed: int) -> ET.Element:
    root = ET.fromstring(demo_pictures(seed)[picture])  # noqa: S314 - our own drawings
    card, content = list(root)
    assert card.tag == f"{SVG}rect"
    assert card.get("fill") == "#ffffff"
    return content


def _outline(shape: ET.Element) -> str:
    """The form without place and size: how many corners, and how many of them on top."""
    if shape.tag == f"{SVG}circle":
        return "circle"
    corners = [_numbers(corner) for corner in shape.get("points", "").split()]
    highest = min(y for _, y in corners)
    tops = sum(abs(y - highest) < 1 for _, y in corners)
    return f"{len(corners)} corners, {tops} on top"


def _numbers(text: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", text)]
