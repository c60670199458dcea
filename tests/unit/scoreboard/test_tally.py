"""The figures above the rows, and the heading they belong to."""

import pytest

from scoreboard.entry import Status
from scoreboard.heading import SectionHeading, SittingPhase, event_heading
from scoreboard.tally import Tally
from tests.unit.scoreboard.builders import a_heading, an_entry

ONE_SECTION = a_heading(sections=(SectionHeading(id="twk", title={}, points_max=100_00),))


def a_tally(*, passed_shown: bool = True) -> Tally:
    return Tally(ONE_SECTION, passed_shown=passed_shown)


def test_each_row_counts_once_under_its_status() -> None:
    tally = a_tally()
    tally.replace(None, an_entry("a", 10))
    tally.replace(None, an_entry("b", 70, status=Status.FINISHED, passed=True))
    tally.replace(None, an_entry("c", status=Status.WAITING))
    tally.replace(None, an_entry("d", status=Status.UNDER_REVIEW))
    summary = tally.summary()
    counts = (summary.present, summary.working, summary.finished, summary.withheld, summary.passed)
    assert counts == (4, 1, 1, 1, 1)
    assert (summary.answered, summary.items) == (80, 330)
    assert summary.reached == (1,)


def test_a_row_that_changes_leaves_its_old_bar() -> None:
    tally = a_tally()
    old, new = an_entry("a", 10), an_entry("a", 99)
    tally.replace(None, old)
    tally.replace(old, new)
    bins = tally.summary().bins
    assert sum(bins) == 1
    assert bins[-1] == 1


@pytest.mark.parametrize(("marks", "bar"), [(-3, 0), (0, 0), (3, 0), (4, 1), (99, 24), (100, 24)])
def test_a_total_counts_in_its_bar_and_the_ends_take_in_what_lies_beyond(
    marks: int, bar: int
) -> None:
    tally = a_tally()
    tally.replace(None, an_entry("a", marks, answered=0))
    assert tally.summary().bins.index(1) == bar


def test_nothing_says_who_passed_where_the_rules_hide_it() -> None:
    tally = a_tally(passed_shown=False)
    tally.replace(None, an_entry("a", 70))
    assert tally.summary().passed is None
    assert tally.summary().reached == (None,)


@pytest.mark.parametrize(
    ("maximum", "width", "count"), [(550_00, 25_00, 22), (100_00, 4_00, 25), (5_00, 1_00, 5)]
)
def test_the_distribution_has_at_most_25_bars_of_a_round_width(
    maximum: int, width: int, count: int
) -> None:
    heading = a_heading(sections=(SectionHeading(id="x", title={}, points_max=maximum),))
    assert (heading.bin_width, heading.bin_count) == (width, count)


def test_an_event_is_closed_only_when_every_sitting_is() -> None:
    running, closed = a_heading(), a_heading(id="s2", phase=SittingPhase.CLOSED)
    assert event_heading([closed, running]).phase is SittingPhase.RUNNING
    assert event_heading([closed, closed]).phase is SittingPhase.CLOSED
    assert event_heading([running]).id == "all-skd"
