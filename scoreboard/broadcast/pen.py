"""Draws words, bars and chips on a picture, in the broadcast's colours and letters.

The letters are Source Sans Pro, which `catserver[broadcast]` brings along: names and figures look
the same on every machine, and all figures are equally wide.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
Weight = Literal["Regular", "Semibold", "Bold"]
Mark = Literal["up", "down", "check", "cross", "dot", "pause", "flag", "minus", ""]

PAGE: Colour = (13, 20, 28)
CARD: Colour = (24, 33, 43)
SUNKEN: Colour = (41, 53, 66)
LINE: Colour = (51, 64, 77)
TEXT: Colour = (238, 242, 246)
SOFT: Colour = (194, 204, 214)
QUIET: Colour = (156, 170, 184)
ACCENT: Colour = (134, 193, 236)
ACCENT_SOFT: Colour = (23, 54, 77)
POSITIVE: Colour = (134, 214, 166)
POSITIVE_SOFT: Colour = (21, 55, 37)
CAUTION: Colour = (242, 196, 111)
CAUTION_SOFT: Colour = (59, 44, 14)
NEGATIVE: Colour = (247, 165, 157)
NEGATIVE_SOFT: Colour = (71, 29, 26)

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Letters:
    size: int
    weight: Weight = "Regular"


@cache
def font(letters: Letters) -> ImageFont.FreeTypeFont:
    folder = files("font_source_sans_pro") / "files"
    path = str(folder / f"SourceSansPro-{letters.weight}.ttf")
    return ImageFont.truetype(path, letters.size, layout_engine=ImageFont.Layout.BASIC)


def width_of(words: str, letters: Letters) -> int:
    return round(font(letters).getlength(words))


def fitted(words: str, letters: Letters, width: int) -> str:
    """Cut at the end where there is no room."""
    if width_of(words, letters) <= width:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(words[:middle].rstrip() + ELLIPSIS, letters) <= width:
            low = middle
        else:
            high = middle - 1
    return words[:low].rstrip() + ELLIPSIS


class Pen:
    """Draws on one picture; `y` of words is the line they stand on."""

    def __init__(self, image: Image.Image) -> None:
        self.image = image
        self._draw = ImageDraw.Draw(image)

    def words(
        self,
        x: int,
        y: int,
        words: str,
        letters: Letters,
        colour: Colour = TEXT,
        *,
        anchor: Literal["l", "m", "r"] = "l",
        width: int | None = None,
    ) -> int:
        """Give back how wide they are."""
        shown = words if width is None else fitted(words, letters, width)
        self._draw.text((x, y), shown, font=font(letters), fill=colour, anchor=f"{anchor}s")
        return width_of(shown, letters)

    def box(self, x: int, y: int, width: int, height: int, colour: Colour, radius: int = 0) -> None:
        if width <= 0 or height <= 0:
            return
        corners = (x, y, x + width - 1, y + height - 1)
        if radius:
            self._draw.rounded_rectangle(corners, radius, fill=colour)
        else:
            self._draw.rectangle(corners, fill=colour)

    def bar(
        self,
        x: int,
        y: int,
        width: int,
        height: int,
        share: float,
        colour: Colour,
        cut: float | None = None,
    ) -> None:
        """How far, and a stroke where the cut lies; both are shares."""
        self.box(x, y, width, height, SUNKEN, height // 2)
        filled = round(width * min(1.0, max(0.0, share)))
        if filled:
            self.box(x, y, max(filled, height), height, colour, height // 2)
        if cut is not None:
            at = x + round(width * min(1.0, max(0.0, cut)))
            self.box(at - 3, y - 3, 6, height + 6, CARD)
            self.box(at - 1, y - 3, 3, height + 6, TEXT)

    def mark(self, x: int, y: int, size: int, mark: Mark, colour: Colour) -> None:
        """A sign in a square whose upper left corner is here."""
        draw, s = self._draw, size
        stroke = max(2, size // 8)
        match mark:
            case "up":
                draw.polygon(
                    [(x, y + s * 3 // 4), (x + s, y + s * 3 // 4), (x + s // 2, y + s // 8)],
                    fill=colour,
                )
            case "down":
                draw.polygon(
                    [(x, y + s // 4), (x + s, y + s // 4), (x + s // 2, y + s * 7 // 8)],
                    fill=colour,
                )
            case "check":
                draw.line(
                    [(x, y + s // 2), (x + s * 2 // 5, y + s * 4 // 5), (x + s, y + s // 6)],
                    fill=colour,
                    width=stroke,
                    joint="curve",
                )
            case "cross":
                draw.line(
                    [(x + stroke, y + stroke), (x + s - stroke, y + s - stroke)],
                    fill=colour,
                    width=stroke,
                )
                draw.line(
                    [(x + s - stroke, y + stroke), (x + stroke, y + s - stroke)],
                    fill=colour,
                    width=stroke,
                )
            case "dot":
                draw.ellipse((x + s // 6, y + s // 6, x + s * 5 // 6, y + s * 5 // 6), fill=colour)
            case "pause":
                self.box(x + s // 6, y + s // 8, s // 4, s * 3 // 4, colour)
                self.box(x + s * 7 // 12, y + s // 8, s // 4, s * 3 // 4, colour)
            case "flag":
                self.box(x + s // 8, y, stroke, s, colour)
                draw.polygon(
                    [
                        (x + s // 8 + stroke, y),
                        (x + s, y + s // 4),
                        (x + s // 8 + stroke, y + s // 2),
                    ],
                    fill=colour,
                )
            case "minus":
                self.box(x + s // 8, y + s // 2 - stroke // 2, s * 3 // 4, stroke, colour)
            case _:
                return

    def chip(
        self, x: int, y: int, words: str, size: int, tone: tuple[Colour, Colour], mark: Mark = ""
    ) -> int:
        """Words on a coloured ground with a sign before them; give back the width."""
        letters = Letters(size, "Semibold")
        height = round(size * 1.55)
        sign = round(size * 0.75)
        lead = sign + size // 3 if mark else 0
        width = width_of(words, letters) + lead + size
        colour, ground = tone
        self.box(x, y, width, height, ground, height // 2)
        self.mark(x + size // 2, y + (height - sign) // 2, sign, mark, colour)
        self.words(x + size // 2 + lead, y + round(size * 1.1), words, letters, colour)
        return width
