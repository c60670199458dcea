"""A board for the broadcast's tests, made by the board's own code."""

from datetime import datetime, timedelta

from scoreboard.broadcast.told import Told, read_message
from scoreboard.heading import Heading, SittingPhase
from scoreboard.postings import Phase
from scoreboard.release import NO_FREEZE, Freeze
from scoreboard.sheet import Frame, Sheet
from scoreboard.visibility import Visibility, public_entry
from tests.unit.scoreboard.builders import START, a_heading, a_posting

SECTIONS = [section.id for section in a_heading().sections]


def a_sheet(rows: int, heading: Heading | None = None, freeze: Freeze = NO_FREEZE) -> Sheet:
    frame = Frame(heading or a_heading(), Visibility(), freeze)
    sheet = Sheet("s1", frame, START)
    score(sheet, {f"{index:04d}": rows - index for index in range(rows)}, frame)
    return sheet


def score(sheet: Sheet, marks: dict[str, int], frame: Frame) -> bytes | None:
    """Give each attempt so many marks; the delta."""
    entries = [
        public_entry(a_posting(name, total, phase=Phase.RUNNING), frame.visibility, SECTIONS)
        for name, total in marks.items()
    ]
    return sheet.update(START, frame, entries)


def told_of(sheet: Sheet) -> Told:
    told = Told()
    told.take(read_message(sheet.snapshot()), snapshot=True)
    return told


def in_phase(phase: SittingPhase) -> Heading:
    return a_heading(phase=phase)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)
