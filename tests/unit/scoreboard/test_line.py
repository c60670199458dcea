"""The line of a formation: who goes on."""

from scoreboard.entry import Entry, Status
from scoreboard.line import Line, TiesOnTheLine, draw_line
from scoreboard.standings import Standings
from tests.unit.scoreboard.builders import an_entry


def line_of(*entries: Entry, places: int, ties: TiesOnTheLine = TiesOnTheLine.ALL) -> Line:
    standings = Standings()
    standings.update(entries)
    return draw_line([row.entry for row in standings], places, ties)


def passed(attempt: str, marks: int, *ties: int) -> Entry:
    return an_entry(attempt, marks, *ties, passed=True)


def test_the_best_of_those_who_passed_go_on() -> None:
    line = line_of(passed("a", 40), passed("b", 30), passed("c", 20), places=2)
    assert line == Line(places=2, eligible=3, going_on=2, total=30_00)


def test_whoever_missed_a_cut_takes_no_place() -> None:
    line = line_of(an_entry("a", 50, passed=False), passed("b", 30), places=1)
    assert line == Line(places=1, eligible=1, going_on=1, total=30_00)


def test_equal_ones_on_the_line_all_go_on() -> None:
    line = line_of(passed("a", 40), passed("b", 30), passed("c", 30), passed("d", 10), places=2)
    assert line == Line(places=2, eligible=4, going_on=3, total=30_00)


def test_equal_ones_on_the_line_all_stay_where_the_exam_says_none() -> None:
    entries = (passed("a", 40), passed("b", 30), passed("c", 30))
    line = line_of(*entries, places=2, ties=TiesOnTheLine.NONE)
    assert line == Line(places=2, eligible=3, going_on=1, total=40_00)


def test_equal_totals_that_a_further_value_parts_are_no_tie_on_the_line() -> None:
    line = line_of(passed("a", 30, 9), passed("b", 30, 8), places=1)
    assert line == Line(places=1, eligible=2, going_on=1, total=30_00)


def test_with_more_places_than_candidates_everybody_who_passed_goes_on() -> None:
    line = line_of(passed("a", 30), passed("b", 30), places=6)
    assert line == Line(places=6, eligible=2, going_on=2, total=30_00)


def test_without_anybody_who_passed_there_is_no_line() -> None:
    assert line_of(an_entry("a", 30), places=3) == Line(3, 0, 0, None)


def test_a_withheld_candidate_takes_no_place() -> None:
    withheld = an_entry("a", 0, status=Status.UNDER_REVIEW, passed=None)
    assert line_of(withheld, passed("b", 30), places=1).going_on == 1
