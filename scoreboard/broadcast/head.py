"""What stands above and below the rows: exam, sitting, clock, freeze, page and address."""

from collections.abc import Hashable
from datetime import datetime
from math import ceil

from scoreboard.broadcast.pen import (
    CAUTION,
    CAUTION_SOFT,
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
from scoreboard.broadcast.programme import clock_of
from scoreboard.broadcast.told import Sitting
from scoreboard.broadcast.words import Words, clock_text

_LIVE: dict[str, tuple[tuple[Colour, Colour], Mark]] = {
    "live": ((POSITIVE, POSITIVE_SOFT), "dot"),
    "frozen": ((CAUTION, CAUTION_SOFT), "pause"),
    "revealing": ((CAUTION, CAUTION_SOFT), "up"),
    "over": ((SOFT, SUNKEN), "check"),
    "away": ((CAUTION, CAUTION_SOFT), "dot"),
}


def head_key(sitting: Sitting | None, now: datetime, *, line_open: bool) -> Hashable:
    """What the head shows at this instant: it is drawn again when this differs."""
    word, seconds = ("", None) if sitting is None else clock_of(sitting, now)
    return sitting, line_open, word, None if seconds is None else ceil(seconds)


def draw_titles(pen: Pen, x: int, width: int, sitting: Sitting | None, words: Words) -> None:
    exam = words("title") if sitting is None else words.pick(sitting.exam_title)
    room = width - 560
    pen.words(x, 58, exam, Letters(28), SOFT, width=room)
    pen.words(x, 118, title_of(sitting, words), Letters(52, "Bold"), width=room)


def draw_clock(
    pen: Pen,
    right: int,
    sitting: Sitting | None,
    now: datetime,
    words: Words,
    *,
    line_open: bool,
) -> None:
    live = live_word(sitting, line_open=line_open)
    tone, mark = _LIVE[live]
    word, seconds = ("", None) if sitting is None else clock_of(sitting, now)
    if seconds is None:
        if word:
            pen.words(right, 112, words(f"clock.{word}"), Letters(40, "Semibold"), anchor="r")
    else:
        pen.words(right, 56, words(f"clock.{word}"), Letters(26), SOFT, anchor="r")
        pen.words(right, 120, clock_text(seconds), Letters(66, "Bold"), anchor="r")
    pen.chip(right - 520, 72, words(live), 27, tone, mark)


def title_of(sitting: Sitting | None, words: Words) -> str:
    if sitting is None:
        return ""
    title = words("all_sittings") if sitting.kind == "event" else sitting.title
    return " · ".join(each for each in (title, sitting.room) if each)


def live_word(sitting: Sitting | None, *, line_open: bool) -> str:
    if not line_open or sitting is None:
        return "away"
    if sitting.freeze.state in {"frozen", "revealing"}:
        return sitting.freeze.state
    return "over" if sitting.phase == "closed" else "live"


def held_back(sitting: Sitting, words: Words) -> str:
    """Said plainly: since when the board stands still, or how far it is behind."""
    freeze = sitting.freeze
    if freeze.state in {"frozen", "ahead"} and freeze.from_at is not None:
        over = freeze.state == "frozen" and sitting.phase == "closed"
        said = "waiting" if over else freeze.state
        return words(f"freeze.{said}", time=words.time(freeze.from_at))
    if freeze.state == "revealing":
        return words("freeze.revealing")
    return words("delay", seconds=sitting.delay_s) if sitting.delay_s else ""


def draw_foot(
    pen: Pen,
    x: int,
    y: int,
    width: int,
    sitting: Sitting,
    page: tuple[int, int, int] | None,
    words: Words,
    address: str,
) -> None:
    """The page of the table on the left, the rules in the middle, the address on the right."""
    letters, line = Letters(24), y + 48
    find = pen.words(x + width, line, words("find", address=address), letters, SOFT, anchor="r")
    taken = 0
    if page is not None:
        first, last, count = page
        said = words("page", **{"from": first, "to": last, "count": count})
        taken = pen.words(x, line, said, Letters(24, "Semibold"), TEXT) + 40
    held = held_back(sitting, words)
    said = held or words(f"names.{sitting.names}")
    colour = CAUTION if held else QUIET
    pen.words(x + taken, line, said, letters, colour, width=width - find - taken - 40)
