"""The rows of one page of the table; those that change place glide there.

Each row is drawn once as a strip and kept while it says the same. A movement only pastes strips at
other heights, so it costs little.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PIL import Image

from scoreboard.broadcast.pen import (
    ACCENT,
    ACCENT_SOFT,
    CARD,
    CAUTION,
    CAUTION_SOFT,
    LINE,
    NEGATIVE,
    NEGATIVE_SOFT,
    POSITIVE,
    POSITIVE_SOFT,
    QUIET,
    SOFT,
    SUNKEN,
    TEXT,
    Colour,
    Letters,
    Mark,
    Pen,
)
from scoreboard.broadcast.told import Shown, Sitting
from scoreboard.broadcast.words import Words

ROW_HEIGHT = 64
HEAD_HEIGHT = 44
FOOT_HEIGHT = 12
GLIDE_S = 0.6

_LOOKS: Mapping[str, tuple[tuple[Colour, Colour], Mark]] = {
    "waiting": ((SOFT, SUNKEN), "pause"),
    "running": ((SOFT, SUNKEN), "dot"),
    "above": ((POSITIVE, POSITIVE_SOFT), "check"),
    "finished": ((SOFT, SUNKEN), "check"),
    "passed": ((POSITIVE, POSITIVE_SOFT), "check"),
    "not_passed": ((SOFT, SUNKEN), "minus"),
    "under_review": ((CAUTION, CAUTION_SOFT), "pause"),
    "disqualified": ((NEGATIVE, NEGATIVE_SOFT), "cross"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each column begins, for so many sections on so wide a table."""

    width: int
    sections: int

    @property
    def state(self) -> int:
        return self.width - 204

    @property
    def answered(self) -> int:
        return self.state - 136

    @property
    def total(self) -> int:
        return self.answered - 28

    def section(self, index: int) -> int:
        return self.total - 92 - (self.sections - index) * self.section_width

    @property
    def section_width(self) -> int:
        return min(124, max(64, 400 // self.sections))

    @property
    def who(self) -> int:
        return 148

    @property
    def who_width(self) -> int:
        return self.section(0) - self.who - 24


def state_of(shown: Shown) -> str:
    status, passed = shown.row.status, shown.row.passed
    if status == "running" and passed:
        return "above"
    if status != "finished" or passed is None:
        return status
    return "passed" if passed else "not_passed"


@dataclass(frozen=True, slots=True)
class Strip:
    """One row and its place on the page; `moved` ranks since a while ago."""

    shown: Shown
    moved: int


class Table:
    """Draws a page at a width; knows where each row was when it last changed."""

    def __init__(self, width: int, words: Words) -> None:
        self._width = width
        self._words = words
        self._strips: dict[int, tuple[object, Image.Image]] = {}
        self._rows: Sequence[Strip] = ()
        self._from: dict[int, float] = {}
        self._began_s = 0.0
        self._page: object = None

    def tell(self, page: object, rows: Sequence[Strip], now_s: float) -> None:
        """Take in what is to be shown; rows that were on this page before glide to their places."""
        places = self._places(now_s) if page == self._page else {}
        before = {strip.shown.row.row: index for index, strip in enumerate(self._rows)}
        after = {strip.shown.row.row: index for index, strip in enumerate(rows)}
        if page != self._page or before != after:
            self._from = places
            self._began_s = now_s
        self._page, self._rows = page, rows

    def moves(self, now_s: float) -> bool:
        return bool(self._from) and now_s - self._began_s <= GLIDE_S

    def draw(self, image: Image.Image, x: int, y: int, sitting: Sitting, now_s: float) -> None:
        pen = Pen(image)
        height = HEAD_HEIGHT + ROW_HEIGHT * max(1, len(self._rows)) + FOOT_HEIGHT
        pen.box(x, y, self._width, height, CARD, 14)
        self._heading(pen, x, y, sitting)
        top = y + HEAD_HEIGHT
        places = self._places(now_s)
        rising = [strip for strip in self._rows if self._rises(strip, places)]
        lying = [strip for strip in self._rows if not self._rises(strip, places)]
        area = image.crop((x, top, x + self._width, top + ROW_HEIGHT * len(self._rows)))
        for strip in (*lying, *rising):
            at = round(places[strip.shown.row.row] * ROW_HEIGHT)
            area.paste(self._strip(strip, sitting), (0, at))
        image.paste(area, (x, top))

    def _rises(self, strip: Strip, places: Mapping[int, float]) -> bool:
        row = strip.shown.row.row
        return self._from.get(row, 0.0) > places[row]

    def _places(self, now_s: float) -> dict[int, float]:
        """Where each row is seen now, in the middle of a movement too."""
        share = min(1.0, max(0.0, (now_s - self._began_s) / GLIDE_S))
        eased = 1 - (1 - share) ** 3
        found: dict[int, float] = {}
        for index, strip in enumerate(self._rows):
            row = strip.shown.row.row
            start = self._from.get(row, float(index))
            found[row] = start + (index - start) * eased
        return found

    def _heading(self, pen: Pen, x: int, y: int, sitting: Sitting) -> None:
        words, columns = self._words, Columns(self._width, len(sitting.sections))
        small, line = Letters(20, "Semibold"), y + 29
        pen.words(x + 30, line, words("rank"), small, QUIET)
        pen.words(x + columns.who, line, words("candidate"), small, QUIET)
        for index, section in enumerate(sitting.sections):
            at = x + columns.section(index)
            width = pen.words(at, line, section.id.upper(), small, SOFT)
            cut = sitting.cut(section.id)
            said = words("max", max=section.max) if cut is None else words("cut_short", cut=cut)
            room = columns.section_width - width - 20
            pen.words(at + width + 8, line, said, Letters(17), QUIET, width=max(0, room))
        pen.words(x + columns.total, line, words("total"), small, QUIET, anchor="r")
        pen.words(x + columns.answered, line, words("answered"), small, QUIET)
        pen.words(x + columns.state, line, words("state"), small, QUIET)
        pen.box(x, y + HEAD_HEIGHT - 2, self._width, 2, LINE)

    def _strip(self, strip: Strip, sitting: Sitting) -> Image.Image:
        key = (strip, sitting.sections, sitting.cuts)
        row = strip.shown.row.row
        known = self._strips.get(row)
        if known is not None and known[0] == key:
            return known[1]
        image = self._drawn(strip, sitting)
        if len(self._strips) > 4 * len(self._rows) + 16:
            self._strips.clear()
        self._strips[row] = (key, image)
        return image

    def _drawn(self, strip: Strip, sitting: Sitting) -> Image.Image:
        shown, words = strip.shown, self._words
        row, person = shown.row, shown.person
        columns = Columns(self._width, len(sitting.sections))
        image = Image.new("RGB", (self._width, ROW_HEIGHT), CARD)
        pen = Pen(image)
        pen.box(16, 0, self._width - 32, 1, LINE)
        rank = "–" if shown.rank is None else words.written(shown.rank)
        pen.words(86, 43, rank, Letters(34, "Bold"), TEXT, anchor="r")
        self._movement(pen, strip.moved)
        pen.words(columns.who, 29, person.number, Letters(25, "Semibold"), width=columns.who_width)
        rest = " · ".join(each for each in (person.name, person.formation) if each)
        pen.words(columns.who, 54, rest, Letters(20), QUIET, width=columns.who_width)
        for index, points in enumerate(row.points):
            self._section(pen, columns, index, points, sitting)
        total = words.points(row.total)
        pen.words(columns.total, 43, total, Letters(36, "Bold"), anchor="r")
        if row.total is not None:
            said = f"{words.written(row.answered)}/{words.written(person.items)}"
            pen.words(columns.answered, 32, said, Letters(22), SOFT)
            share = row.answered / person.items if person.items else 0.0
            pen.bar(columns.answered, 43, 104, 8, share, ACCENT)
        self._state(pen, columns, shown, sitting)
        return image

    def _movement(self, pen: Pen, moved: int) -> None:
        if not moved:
            return
        mark: Mark = "up" if moved > 0 else "down"
        colour = POSITIVE if moved > 0 else QUIET
        pen.mark(98, 15, 15, mark, colour)
        pen.words(
            105, 49, self._words.written(abs(moved)), Letters(17, "Semibold"), colour, anchor="m"
        )

    def _section(
        self, pen: Pen, columns: Columns, index: int, points: float, sitting: Sitting
    ) -> None:
        section = sitting.sections[index]
        cut = sitting.cut(section.id)
        reached = cut is not None and points >= cut
        at, width = columns.section(index), columns.section_width - 20
        colour = POSITIVE if reached else TEXT
        drawn = pen.words(at, 34, self._words.points(points), Letters(25, "Semibold"), colour)
        if reached:
            pen.mark(at + drawn + 8, 17, 15, "check", POSITIVE)
        cut_share = None if cut is None or not section.max else cut / section.max
        share = points / section.max if section.max else 0.0
        pen.bar(at, 43, width, 8, share, POSITIVE if reached else ACCENT, cut_share)

    def _state(self, pen: Pen, columns: Columns, shown: Shown, sitting: Sitting) -> None:
        state = state_of(shown)
        tone, mark = _LOOKS.get(state, _LOOKS["running"])
        if shown.goes_on:
            pen.chip(columns.state, 4, self._words(f"row.{state}"), 17, tone, mark)
            said = self._words("going_on", multiple=sitting.go_on_multiple)
            pen.chip(columns.state, 34, said, 17, (ACCENT, ACCENT_SOFT), "flag")
        else:
            pen.chip(columns.state, 17, self._words(f"row.{state}"), 19, tone, mark)
