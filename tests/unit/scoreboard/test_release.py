"""When a posting may be seen."""

from datetime import datetime, timedelta

import pytest

from scoreboard.heading import SittingPhase
from scoreboard.postings import Posting
from scoreboard.release import NO_FREEZE, Freeze, FreezeState, Gate, freeze_of, freeze_of_all
from scoreboard.visibility import NO_TIME, Reveal, Visibility
from tests.unit.scoreboard.builders import START, a_heading, a_posting

END = START + timedelta(minutes=100)
FREEZE_AT = END - timedelta(minutes=15)
RULES = Visibility(freeze=timedelta(minutes=15))


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def seen(
    gate: Gate, now: datetime, delay: timedelta = NO_TIME, freeze: Freeze = NO_FREEZE
) -> list[int]:
    return [posting.version for posting in gate.release(now, delay, freeze).values()]


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
    revealed = Visibility(freeze=RULES.freeze, reveal=Reveal.BY_COMMITTEE, revealed=True)
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
