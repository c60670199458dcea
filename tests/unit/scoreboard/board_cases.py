"""Writes tests/data/board-cases.json: what a board said, and what a viewer must see then.

The Python viewer (viewer.py) and the pages' model (static/models/board.js) both run through it.
Run as a script to write the file anew: `python -m tests.unit.scoreboard.board_cases`.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from scoreboard.board import Board
from scoreboard.heading import SittingPhase
from scoreboard.postings import Phase
from scoreboard.visibility import Names, Numbers, Visibility, Withheld
from tests.unit.scoreboard.builders import HEADING, HandClock, a_board, a_heading, a_posting
from tests.unit.scoreboard.viewer import Viewer, parse_events

FILE = Path(__file__).parents[2] / "data" / "board-cases.json"
MASKED = Visibility(names=Names.MASKED)


class Recorder:
    """Ticks a board, keeps each message and what a viewer sees after it."""

    def __init__(self, board: Board, clock: HandClock) -> None:
        self.board = board
        self.clock = clock
        self.steps: list[dict[str, Any]] = []
        self._viewer = Viewer()
        self.snapshot()

    def post(self, *postings: Any) -> None:
        for posting in postings:
            assert self.board.post(posting)
        self.tick()

    def tick(self) -> None:
        before = self.board.version
        self.board.tick()
        chunk = self.board._feed.ring.since(before)
        for _, event, message in parse_events(chunk.plain if chunk else b""):
            self._record(event, message)

    def snapshot(self) -> None:
        self._record("snapshot", json.loads(self.board.snapshot_bytes()))

    def _record(self, event: str, message: Any) -> None:
        self._viewer.take(event, message)
        self.steps.append({"event": event, "message": message, "view": self._viewer.view()})


def from_the_first_answer_to_the_end(day: Recorder) -> None:
    day.post(*(a_posting(a, phase=Phase.WAITING) for a in "abcd"))
    day.post(*(a_posting(a, version=2) for a in "abcd"))
    for version, attempt in enumerate("abcbdcaab", start=3):
        day.post(a_posting(attempt, marks=version * 5, version=version, passed=version > 8))
    day.post(*(a_posting(a, 60, version=20, phase=Phase.FINISHED, passed=True) for a in "abcd"))
    day.board.announce(a_heading(phase=SittingPhase.CLOSED), MASKED)
    day.tick()
    day.snapshot()


def many_move_at_once_past_those_who_stay(day: Recorder) -> None:
    attempts = [f"{n:02}" for n in range(24)]
    day.post(*(a_posting(a, int(a)) for a in attempts))
    day.post(*(a_posting(a, 60 - int(a), version=2) for a in attempts[::3]))
    day.post(*(a_posting(a, 12, version=3) for a in attempts[::2]))
    day.snapshot()


def ties_come_and_go_around_rows_that_stay(day: Recorder) -> None:
    day.post(*(a_posting(a, 10) for a in "abc"), a_posting("d", 5))
    day.post(a_posting("b", 20, version=2))
    day.post(a_posting("b", 10, version=3))
    day.post(a_posting("a", 1, version=2))
    day.post(a_posting("d", 10, version=2, tie_break=(3,)))


def the_freeze_and_the_reveal(day: Recorder) -> None:
    day.post(a_posting("a", 10), a_posting("b", 20))
    day.clock.advance(86 * 60)
    day.post(a_posting("a", 99, version=2, at=day.clock()))
    rules = Visibility(freeze=timedelta(minutes=15))
    day.board.announce(a_heading(phase=SittingPhase.CLOSED), rules)
    day.tick()


def rules_change_and_one_is_withheld(day: Recorder) -> None:
    day.post(a_posting("a", 30), a_posting("b", 20), a_posting("c", 10, number="2431000123"))
    withheld = {"a": Withheld.UNDER_REVIEW}
    rules = Visibility(names=Names.NUMBER, numbers=Numbers.PARTLY, withheld=withheld)
    day.board.announce(HEADING, rules)
    day.tick()
    day.post(a_posting("c", 25, version=2, number="2431000123"))


def the_line_of_each_formation(day: Recorder) -> None:
    for marks, attempt in enumerate("abcdef", start=1):
        formation = "Guru" if attempt in "ace" else "Analis"
        day.post(a_posting(attempt, marks * 7, formation=formation, passed=marks > 2))
    day.post(a_posting("b", 42, version=2, passed=True))
    day.board.announce(a_heading(vacancies={"Guru": 2}, go_on_multiple=1), MASKED)
    day.tick()
    day.post(a_posting("a", 50, version=2, passed=True, formation="Guru"))


CASES: tuple[tuple[Callable[[Recorder], None], dict[str, Any]], ...] = (
    (from_the_first_answer_to_the_end, {"visibility": MASKED}),
    (many_move_at_once_past_those_who_stay, {}),
    (ties_come_and_go_around_rows_that_stay, {}),
    (the_freeze_and_the_reveal, {"visibility": Visibility(freeze=timedelta(minutes=15))}),
    (rules_change_and_one_is_withheld, {}),
    (
        the_line_of_each_formation,
        {"heading": a_heading(vacancies={"Analis": 1, "Guru": 1}, go_on_multiple=1)},
    ),
)


def cases_json() -> str:
    """The file's content: a step a line, so that a change shows where it is."""
    return '{"cases": [\n' + ",\n".join(_case(play, options) for play, options in CASES) + "\n]}\n"


def _case(play: Callable[[Recorder], None], options: dict[str, Any]) -> str:
    clock = HandClock()
    day = Recorder(a_board(clock, **options), clock)
    play(day)
    name = json.dumps(play.__name__.replace("_", " "))
    steps = (json.dumps(step, ensure_ascii=False, separators=(",", ":")) for step in day.steps)
    return f'{{"name": {name}, "steps": [\n' + ",\n".join(steps) + "\n]}"


if __name__ == "__main__":
    FILE.write_text(cases_json(), encoding="utf-8")
