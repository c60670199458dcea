"""The card that fills the picture before the start, after the end, and while the board is away."""

from scoreboard.broadcast.head import title_of
from scoreboard.broadcast.pen import ACCENT, CARD, QUIET, SOFT, Letters, Pen
from scoreboard.broadcast.programme import Kind
from scoreboard.broadcast.told import Told
from scoreboard.broadcast.words import Words


def draw_card(
    pen: Pen, kind: Kind, told: Told, words: Words, address: str, width: int, top: int
) -> None:
    left, height = 260, 620
    sitting = told.sitting
    pen.box(left, top + 80, width - 2 * left, height, CARD, 28)
    middle, line = width // 2, top + 250
    room = width - 2 * left - 120
    exam = words("title") if sitting is None else words.pick(sitting.exam_title)
    pen.words(middle, line, exam, Letters(46), SOFT, anchor="m", width=room)
    title = title_of(sitting, words) or words(f"card.{kind.value}")
    pen.words(middle, line + 96, title, Letters(78, "Bold"), anchor="m", width=room)
    if sitting is None:
        return
    if kind is Kind.BEFORE and sitting.start_at is not None:
        said = words("start_at", time=words.time(sitting.start_at))
        pen.words(middle, line + 190, said, Letters(50, "Semibold"), ACCENT, anchor="m")
    said = words(f"card.{kind.value}")
    pen.words(middle, line + 276, said, Letters(36), SOFT, anchor="m", width=room)
    find = words("find", address=address)
    pen.words(middle, line + 350, find, Letters(30), QUIET, anchor="m", width=room)
