"""Builders of postings, entries, headings and boards for the tests of the scoreboard."""

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import structs

from scoreboard.board import Board
from scoreboard.entry import Entry, Person, Status, tie_values
from scoreboard.feed import DEFAULT_LIMITS, FeedLimits
from scoreboard.heading import CutRule, Heading, SectionHeading, SittingPhase
from scoreboard.postings import Phase, Posting
from scoreboard.visibility import Names, Visibility

START = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
OPEN_RULES = Visibility(names=Names.FULL)
HEADING = Heading(
    id="s1",
    event="skd",
    title="Sesi 1",
    exam_title={"id": "Seleksi Kompetensi Dasar", "en": "Basic Competency Selection"},
    room="Aula",
    phase=SittingPhase.RUNNING,
    start_at=START,
    end_at=START + timedelta(minutes=100),
    sections=(
        SectionHeading(id="twk", title={"id": "Wawasan", "en": "Civics"}, points_max=150_00),
        SectionHeading(
            id="tiu", title={"id": "Intelegensia", "en": "Reasoning"}, points_max=175_00
        ),
        SectionHeading(id="tkp", title={"id": "Kepribadian", "en": "Character"}, points_max=225_00),
    ),
    cuts=(CutRule(categories=("general",), sections={"twk": 65_00, "tiu": 80_00, "tkp": 166_00}),),
)


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def a_posting(attempt: str = "a", marks: int = 0, version: int = 1, **changes: Any) -> Posting:
    """A running attempt whose marks are all in the first section."""
    posting = Posting(
        attempt=attempt,
        sitting="s1",
        number=f"24-{attempt}",
        name=f"Peserta {attempt.upper()}",
        formation="Analis",
        at=START,
        sections={"twk": marks * 100, "tiu": 0, "tkp": 0},
        total=marks * 100,
        answered=marks,
        items=110,
        phase=Phase.RUNNING,
        passed=False,
        tie_break=(),
        version=version,
    )
    return structs.replace(posting, **changes)


def an_entry(attempt: str = "a", marks: int = 0, *ties: int | str, **changes: Any) -> Entry:
    formation = changes.pop("formation", "Analis")
    return Entry(
        attempt=attempt,
        person=Person(number=f"24-{attempt}", name="", formation=formation, items=110),
        status=changes.pop("status", Status.RUNNING),
        total=marks * 100,
        points=(marks * 100,),
        answered=changes.pop("answered", marks),
        passed=changes.pop("passed", None),
        tie_break=tie_values(ties),
    )


def a_heading(**changes: Any) -> Heading:
    return structs.replace(HEADING, **changes)


def a_board(
    clock: HandClock | None = None,
    heading: Heading = HEADING,
    visibility: Visibility = OPEN_RULES,
    limits: FeedLimits = DEFAULT_LIMITS,
    snapshot_age: timedelta = timedelta(),
) -> Board:
    return Board(
        heading,
        visibility,
        run="r1",
        clock=clock or HandClock(),
        limits=limits,
        snapshot_age=snapshot_age,
    )
