from datetime import timedelta

import pytest

from catserver.attempt.commands import (
    Close,
    Connect,
    Disconnect,
    Expire,
    GrantTime,
    HandIn,
    Pause,
    Release,
    Rescore,
    Resume,
    SendMessage,
    Start,
)
from catserver.attempt.errors import CommandRefused
from catserver.attempt.events import AttemptFinished, ConnectionId
from catserver.attempt.machine import decide
from catserver.attempt.state import Attempt, Phase
from tests.builders import (
    EIGHT,
    HERE,
    a_key_book,
    a_prepared_attempt,
    a_response,
    a_running_attempt,
    a_waiting_attempt,
    after,
    applied,
)

END = after(seconds=6000)
GRACE = timedelta(seconds=2)


def refusal(attempt: Attempt, command: object, now: object = EIGHT) -> str:
    with pytest.raises(CommandRefused) as refused:
        decide(attempt, command, now, a_key_book())  # type: ignore[arg-type]
    return refused.value.code


def test_the_first_response_is_recorded_with_its_points() -> None:
    attempt = applied(a_running_attempt(), a_response(1, "I1", "b"), after(minutes=1))
    assert attempt.last_seq == 1
    assert attempt.answered == 1
    assert attempt.points == {"twk": 500, "tkp": 0}


def test_a_graded_choice_brings_its_own_points() -> None:
    attempt = applied(a_running_attempt(), a_response(1, "I6", "d"), after(minutes=1))
    assert attempt.points == {"twk": 0, "tkp": 400}


def test_a_change_of_mind_replaces_the_points() -> None:
    attempt = applied(a_running_attempt(), a_response(1, "I1", "b"), after(minutes=1))
    attempt = applied(attempt, a_response(2, "I1", "c"), after(minutes=2))
    assert attempt.points["twk"] == 0  # type: ignore[index]
    assert attempt.answered == 1


def test_a_withdrawn_response_is_unanswered_again() -> None:
    attempt = applied(a_running_attempt(), a_response(1, "I1", "b", doubt=True), after(minutes=1))
    assert attempt.in_doubt == 1
    attempt = applied(attempt, a_response(2, "I1", None), after(minutes=2))
    assert (attempt.answered, attempt.in_doubt, attempt.total) == (0, 0, 0)


def test_a_repeated_response_is_allowed_and_changes_nothing() -> None:
    attempt = applied(a_running_attempt(), a_response(1), after(minutes=1))
    assert decide(attempt, a_response(1), after(minutes=2), a_key_book()) == ()


def test_a_repeated_response_is_acknowledged_even_after_the_end() -> None:
    attempt = applied(a_running_attempt(), a_response(1), after(minutes=1))
    attempt = applied(attempt, HandIn(HERE), after(minutes=2))
    assert decide(attempt, a_response(1), after(minutes=3), a_key_book()) == ()


@pytest.mark.parametrize(
    "changed", [{"choice": "c"}, {"doubt": True}, {"item": "I2"}, {"choice": None}]
)
def test_other_content_under_a_used_number_is_a_conflict(changed: dict[str, object]) -> None:
    attempt = applied(a_running_attempt(), a_response(1), after(minutes=1))
    assert refusal(attempt, a_response(1, **changed)) == "seq_conflict"  # type: ignore[arg-type]


def test_a_stale_response_to_an_item_answered_since_is_harmless() -> None:
    attempt = applied(a_running_attempt(), a_response(1, "I1", "b"), after(minutes=1))
    attempt = applied(attempt, a_response(2, "I1", "c"), after(minutes=1))
    assert decide(attempt, a_response(1, "I1", "b"), after(minutes=2), a_key_book()) == ()


@pytest.mark.parametrize("seq", [2, 3, 1_000_000])
def test_a_gap_in_the_numbers_is_refused(seq: int) -> None:
    assert refusal(a_running_attempt(), a_response(seq)) == "seq_gap"


def test_an_item_of_another_form_is_refused() -> None:
    assert refusal(a_running_attempt(), a_response(item="I7")) == "unknown_item"


def test_a_choice_the_item_does_not_have_is_refused() -> None:
    assert refusal(a_running_attempt(), a_response(choice="h")) == "unknown_choice"


def test_another_terminals_response_is_refused_as_replaced() -> None:
    there = a_response(connection=ConnectionId("there"))
    assert refusal(a_running_attempt(), there) == "replaced"


@pytest.mark.parametrize(
    ("late", "counts"),
    [
        (-timedelta(seconds=1), True),
        (timedelta(), True),
        (GRACE, True),
        (GRACE + timedelta(microseconds=1), False),
        (timedelta(hours=1), False),
    ],
)
def test_a_response_counts_until_the_deadline_and_its_grace(late: timedelta, counts: bool) -> None:  # noqa: FBT001
    attempt = a_running_attempt()
    if counts:
        assert decide(attempt, a_response(), END + late, a_key_book())
    else:
        assert refusal(attempt, a_response(), END + late) == "too_late"


def test_no_response_counts_before_the_start() -> None:
    assert refusal(a_waiting_attempt(), a_response()) == "not_running"


def test_no_response_counts_during_a_pause() -> None:
    attempt = applied(a_running_attempt(), Pause("ani", "alarm"), after(minutes=1))
    assert refusal(attempt, a_response()) == "paused"


def test_a_pause_keeps_the_time_that_was_left() -> None:
    attempt = applied(a_running_attempt(), Pause("ani", "alarm"), after(minutes=40))
    attempt = applied(attempt, Resume("ani", "over"), after(minutes=70))
    assert attempt.deadline_at == END + timedelta(minutes=30)


@pytest.mark.parametrize("at", ["before", "running", "paused"])
def test_granted_time_lengthens_the_run_whenever_it_is_granted(at: str) -> None:
    grant = GrantTime("ani", "power cut", 300)
    attempt = a_waiting_attempt()
    if at == "before":
        attempt = applied(attempt, grant, EIGHT)
    attempt = applied(attempt, Start(EIGHT), EIGHT)
    if at == "running":
        attempt = applied(attempt, grant, after(minutes=1))
    attempt = applied(attempt, Pause("ani", "alarm"), after(minutes=2))
    if at == "paused":
        attempt = applied(attempt, grant, after(minutes=2))
    attempt = applied(attempt, Resume("ani", "over"), after(minutes=2))
    assert attempt.deadline_at == END + timedelta(seconds=300)
    assert attempt.granted == timedelta(seconds=300)


def test_time_is_granted_with_a_reason_only() -> None:
    assert refusal(a_running_attempt(), GrantTime("ani", " ", 300)) == "reason_missing"


@pytest.mark.parametrize("seconds", [0, -60])
def test_time_can_be_granted_and_never_taken(seconds: int) -> None:
    assert refusal(a_running_attempt(), GrantTime("ani", "x", seconds)) == "nothing_to_grant"


def test_a_late_start_gets_the_full_time_where_the_exam_says_so() -> None:
    attempt = applied(a_waiting_attempt(), Start(EIGHT), after(minutes=20))
    assert attempt.deadline_at == END + timedelta(minutes=20)


def test_a_late_start_ends_with_the_room_where_the_exam_says_so() -> None:
    waiting = a_waiting_attempt(late_start="common_end")
    attempt = applied(waiting, Start(EIGHT), after(minutes=20))
    assert attempt.deadline_at == END


def test_nobody_starts_before_they_sit() -> None:
    assert decide(a_prepared_attempt(), Start(EIGHT), EIGHT, a_key_book()) == ()


def test_the_time_is_over_after_the_grace_and_not_before() -> None:
    attempt = a_running_attempt()
    assert refusal(attempt, Expire(), END + GRACE) == "not_over"
    (finished,) = decide(attempt, Expire(), END + GRACE + timedelta(seconds=1), a_key_book())
    assert isinstance(finished, AttemptFinished)
    assert finished.how == "time_over"


def test_handing_in_twice_finishes_once() -> None:
    attempt = applied(a_running_attempt(), HandIn(HERE), after(minutes=1))
    assert attempt.phase is Phase.FINISHED
    assert decide(attempt, HandIn(HERE), after(minutes=2), a_key_book()) == ()


def test_a_new_terminal_continues_where_the_old_one_was() -> None:
    attempt = applied(a_running_attempt(), a_response(1), after(minutes=1))
    attempt = applied(attempt, Release("ani", "screen broken"), after(minutes=2))
    assert refusal(attempt, a_response(2, "I2")) == "replaced"
    there = ConnectionId("there")
    attempt = applied(attempt, Connect(there, "B-07"), after(minutes=3))
    assert (attempt.last_seq, attempt.answered) == (1, 1)
    attempt = applied(attempt, a_response(2, "I2", connection=there), after(minutes=4))
    assert attempt.last_seq == 2


def test_the_old_terminals_goodbye_does_not_disconnect_the_new_one() -> None:
    attempt = applied(a_running_attempt(), Connect(ConnectionId("there"), "B-07"), EIGHT)
    assert decide(attempt, Disconnect(HERE), EIGHT, a_key_book()) == ()


def test_a_closing_needs_a_reason() -> None:
    assert refusal(a_running_attempt(), Close("ani", "")) == "reason_missing"


def test_a_message_is_kept_for_a_terminal_that_comes_back() -> None:
    attempt = applied(a_running_attempt(), SendMessage("ani", "m1", "Harap tenang"), EIGHT)
    assert [message.text for message in attempt.messages] == ["Harap tenang"]


def test_a_changed_key_changes_the_points_of_what_it_touches() -> None:
    attempt = applied(a_running_attempt(), a_response(1, "I1", "b"), after(minutes=1))
    attempt = applied(attempt, a_response(2, "I2", "c"), after(minutes=1))
    rescored = Rescore("panitia", "key of I2 was wrong", a_key_book(version=2, right="c"))
    attempt = applied(attempt, rescored, after(minutes=2))
    assert attempt.points == {"twk": 500, "tkp": 0}
    assert attempt.key_version == 2
    assert decide(attempt, rescored, after(minutes=3), a_key_book()) == ()
