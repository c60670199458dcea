"""Glyphs: figures that differ from their mirror image and from themselves at every turn."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from question_bank.demo.drawing import INK, PAPER, circle, polygon, posed

_LINE = (
    f'fill="none" stroke="{INK}" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"'
)


def _flag(fill: str) -> str:
    return f'<path d="M36 18V84" {_LINE}/>' + polygon([(37, 19), (76, 34), (37, 50)], fill)


def _hook(fill: str) -> str:
    return f'<path d="M34 18V78H68" {_LINE}/>' + circle(62, 46, 11, fill)


def _key(fill: str) -> str:
    return f'<path d="M46 46V86M46 84H64M46 68H58" {_LINE}/>' + circle(46, 30, 15, fill)


def _sail(fill: str) -> str:
    return f'<path d="M22 82H70" {_LINE}/>' + polygon([(40, 18), (40, 72), (80, 72)], fill)


def _ladle(fill: str) -> str:
    corners = [(40, 58), (78, 58), (72, 82), (46, 82)]
    return f'<path d="M42 58V24Q42 16 30 18" {_LINE}/>' + polygon(corners, fill)


GLYPHS: tuple[Callable[[str], str], ...] = (_flag, _hook, _key, _sail, _ladle)


@dataclass(frozen=True, slots=True)
class Pose:
    """One way to show a glyph: its number, mirrored or not, then turned, filled or not."""

    glyph: int
    angle: int = 0
    mirrored: bool = False
    is_filled: bool = False

    def turned(self, angle: int) -> "Pose":
        return replace(self, angle=(self.angle + angle) % 360)

    def flipped(self, *, upside_down: bool = False) -> "Pose":
        """Mirrored as it is seen: left to right, or top to bottom."""
        angle = (180 if upside_down else 0) - self.angle
        return replace(self, mirrored=not self.mirrored, angle=angle % 360)

    def refilled(self) -> "Pose":
        return replace(self, is_filled=not self.is_filled)

    def cell(self) -> str:
        glyph = GLYPHS[self.glyph](INK if self.is_filled else PAPER)
        return posed(glyph, angle=self.angle, mirrored=self.mirrored)
