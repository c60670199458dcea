"""When a posting may be seen."""

from datetime import datetime, timedelta

import pytest

from scoreboard.heading import SittingPhase
from scoreboard.postings import Posting
from scoreboard.release import (
    BEST_ROWS,
    NO_FREEZE,
    Freeze,
    FreezeState,
    Gate,
    freeze_of,
    freeze_of_all,
    rows_revealed,
)
from scoreboard.visibility import NO_TIME, Reveal, Visibility, Withheld
from tests.unit.scoreboard.builders import START, a_heading, a_posting

END = START + timedelta(minutes=100)
FREEZE_AT = END - timedelta(minutes=15)
RULES = Visibility(freeze=timedelta(minutes=15))


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def seen(
    gate: Gate, now: datetime, delay: timedelta = NO_TIME, freeze: Freeze = NO_FREEZE
) -> list[int]:
    released = gate.release(now, Visibility(delay=delay), freeze)
    return [posting.version for posting in released.values()]


def a_gate(*postings: Posting) -> Gate:
    gate = Gate()
    for posting in postings:
        gate.hold(posting)
    return gate


def test_without_a_delay_a_posting_is_seen_at_once_even_from_a_clock_ahead() -> None:
    assert seen(a_gate(a_posting(at=at(3))), at(0)) == [1]


def test_a_delayed_posting_is_seen_when_the_delay_is_over_and_not_before() -> None:
    gate = a_gate(a_posting(at=at(0)))
    delay = timedelta(seconds=30)
    assert seen(gate, at(29.999), delay) == []
    assert not gate.due(at(29.999), delay)
    assert gate.due(at(30), delay)
    assert seen(gate, at(30), delay) == [1]


def test_of_several_postings_of_an_attempt_the_newest_is_seen_whatever_their_order() -> None:
    newer_first = a_gate(a_posting(version=2, at=at(0)), a_posting(version=1, at=at(0)))
    assert seen(newer_first, at(0)) == [2]


def test_a_posting_that_was_seen_already_is_not_seen_again() -> None:
    gate = a_gate(a_posting(version=2))
    assert seen(gate, at(0)) == [2]
    gate.hold(a_posting(version=2))
    gate.hold(a_posting(version=1))
    assert seen(gate, at(1)) == []


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (FREEZE_AT - timedelta(microseconds=1), FreezeState.AHEAD),
        (FREEZE_AT, FreezeState.FROZEN),
        (END + timedelta(hours=1), FreezeState.FROZEN),
    ],
)
def test_the_freeze_begins_so_many_minutes_before_the_end(
    now: datetime, state: FreezeState
) -> None:
    assert freeze_of(a_heading(), RULES, now) == Freeze(state, FREEZE_AT)


def test_without_a_freeze_in_the_rules_or_an_end_there_is_none() -> None:
    assert freeze_of(a_heading(), Visibility(), END) == NO_FREEZE
    assert freeze_of(a_heading(end_at=None), RULES, END) == NO_FREEZE


def test_closing_the_sitting_reveals_unless_the_committee_keeps_that_to_itself() -> None:
    closed = a_heading(phase=SittingPhase.CLOSED)
    by_hand = Visibility(freeze=RULES.freeze, reveal=Reveal.BY_COMMITTEE)
    revealed = Visibility(freeze=RULES.freeze, reveal=Reveal.BY_COMMITTEE, revealed_at=END)
    assert freeze_of(closed, RULES, END).state is FreezeState.REVEALED
    assert freeze_of(closed, by_hand, END).state is FreezeState.FROZEN
    assert freeze_of(closed, revealed, END).state is FreezeState.REVEALED


def test_what_happens_inside_the_freeze_is_seen_at_the_reveal_and_what_came_before_stays() -> None:
    before = a_posting("a", version=1, at=FREEZE_AT - timedelta(seconds=1))
    inside = a_posting("a", version=2, at=FREEZE_AT)
    gate = a_gate(before, inside)
    frozen = Freeze(FreezeState.FROZEN, FREEZE_AT)
    assert seen(gate, END, freeze=frozen) == [1]
    assert seen(gate, END, freeze=frozen) == []
    assert seen(gate, END, freeze=Freeze(FreezeState.REVEALED, FREEZE_AT)) == [2]


def test_with_a_delay_the_freeze_is_seen_that_much_later() -> None:
    rules = Visibility(freeze=timedelta(minutes=15), delay=timedelta(minutes=5))
    assert freeze_of(a_heading(), rules, FREEZE_AT).state is FreezeState.AHEAD
    later = FREEZE_AT + timedelta(minutes=5)
    assert freeze_of(a_heading(), rules, later).state is FreezeState.FROZEN


def test_when_the_end_moves_the_freeze_moves_and_what_it_no_longer_covers_is_seen() -> None:
    gate = a_gate(a_posting(at=FREEZE_AT))
    assert seen(gate, FREEZE_AT, freeze=Freeze(FreezeState.FROZEN, FREEZE_AT)) == []
    later = FREEZE_AT + timedelta(minutes=10)
    assert seen(gate, FREEZE_AT, freeze=Freeze(FreezeState.AHEAD, later)) == [1]


def test_over_several_sittings_one_frozen_is_said_and_since_when_the_first_one_is() -> None:
    later = FREEZE_AT + timedelta(hours=1)
    freezes = [
        Freeze(FreezeState.AHEAD, later),
        Freeze(FreezeState.FROZEN, FREEZE_AT),
        Freeze(FreezeState.FROZEN, later),
        NO_FREEZE,
    ]
    assert freeze_of_all(freezes) == Freeze(FreezeState.FROZEN, FREEZE_AT)
    assert freeze_of_all([NO_FREEZE]) == NO_FREEZE


BY_ROWS = Visibility(
    freeze=timedelta(minutes=15), reveal_over=timedelta(minutes=4), revealed_at=END
)
CLOSED = a_heading(phase=SittingPhase.CLOSED)


def revealed(gate: Gate, after: timedelta, rules: Visibility = BY_ROWS) -> list[str]:
    """The attempts shown by so long after the reveal began, in the order they were."""
    now = END + after
    return list(gate.release(now, rules, freeze_of(CLOSED, rules, now)))


def a_frozen_gate(rules: Visibility = BY_ROWS) -> Gate:
    """Frozen with a on 5, b on 10 and c on 15 marks; d began later; all four went on answering."""
    marks = {"a": 5, "b": 10, "c": 15}
    before = [
        a_posting(name, total, version=1, at=FREEZE_AT - timedelta(seconds=1))
        for name, total in marks.items()
    ]
    inside = [a_posting(name, 20, version=2, at=FREEZE_AT) for name in "abcd"]
    gate = a_gate(*before, *inside)
    gate.release(END, rules, Freeze(FreezeState.FROZEN, FREEZE_AT))
    return gate


def test_a_reveal_by_rows_says_when_it_is_over() -> None:
    now = END + timedelta(minutes=1)
    assert freeze_of(CLOSED, BY_ROWS, now) == Freeze(
        FreezeState.REVEALING, FREEZE_AT, END, END + timedelta(minutes=4)
    )
    assert freeze_of(CLOSED, BY_ROWS, END + timedelta(minutes=4)).state is FreezeState.REVEALED


def test_rows_are_revealed_from_the_bottom_of_the_frozen_board_to_its_top() -> None:
    gate = a_frozen_gate()
    minute = timedelta(minutes=1)
    assert [revealed(gate, each * minute) for each in range(5)] == [[], ["d"], ["a"], ["b"], ["c"]]


def test_a_withheld_row_takes_no_time_of_the_reveal_that_would_tell_where_it_stood() -> None:
    rules = Visibility(
        freeze=BY_ROWS.freeze,
        reveal_over=timedelta(minutes=3),
        revealed_at=END,
        withheld={"b": Withheld.UNDER_REVIEW},
    )
    gate = a_frozen_gate(rules)
    minute = timedelta(minutes=1)
    shown = [revealed(gate, each * minute, rules) for each in range(4)]
    assert shown[:3] == [[], ["d"], ["a"]]
    assert sorted(shown[3]) == ["b", "c"]


def test_what_comes_while_it_is_revealed_is_shown_at_the_end() -> None:
    gate = a_frozen_gate()
    assert revealed(gate, NO_TIME) == []
    gate.hold(a_posting("e", 1, at=END))
    assert "e" not in revealed(gate, timedelta(minutes=3, seconds=59))
    assert "e" in revealed(gate, timedelta(minutes=4))


def test_half_of_the_time_of_a_reveal_belongs_to_the_best_rows() -> None:
    many = 700
    assert rows_revealed(many, 0.0) == 0
    assert rows_revealed(many, 0.5) == many - BEST_ROWS
    assert rows_revealed(many, 0.95) == many - 1
    assert rows_revealed(many, 1.0) == many
    assert rows_revealed(0, 0.3) == 0
    assert [rows_revealed(4, share / 4) for share in range(5)] == [0, 1, 2, 3, 4]
