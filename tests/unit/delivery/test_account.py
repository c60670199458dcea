"""The account of a sitting: what is told, in which order, and what is one action."""

from datetime import UTC, datetime, timedelta

from catserver.admission.events import AdmissionEvent, PinIssued, ReferralDecided
from catserver.attempt.events import (
    AttemptEvent,
    AttemptFinished,
    AttemptPaused,
    ConnectionId,
    TerminalConnected,
    TimeLost,
)
from catserver.delivery.account import ONE_ACTION, account_of
from catserver.sitting.events import SittingOpened, SittingStarted

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def a_pause(seconds: float, *, by: str = "ani", reason: str = "bising") -> AttemptPaused:
    return AttemptPaused(after(seconds), by, reason, 3_600.0 - seconds)


def lost(seconds: float, given_s: float) -> TimeLost:
    return TimeLost(after(seconds), "server_away", after(0), after(seconds), given_s)


def test_one_action_on_many_is_one_line_with_all_their_numbers() -> None:
    lines = account_of((), [("9001", [a_pause(0)]), ("9002", [a_pause(0.4)])])
    (line,) = lines
    assert (line.type, line.numbers) == ("AttemptPaused", ("9001", "9002"))
    assert line.values == {"by": "ani", "reason": "bising"}


def test_another_person_another_reason_or_another_time_is_another_line() -> None:
    late = ONE_ACTION.total_seconds() + 1
    for other in (a_pause(0, by="budi"), a_pause(0, reason="listrik"), a_pause(late)):
        lines = account_of((), [("9001", [a_pause(0)]), ("9002", [other])])
        assert [line.numbers for line in lines] == [("9001",), ("9002",)]


def test_the_sitting_and_its_candidates_are_told_in_one_order() -> None:
    sitting = (SittingOpened(after(-60), "budi", "ab"), SittingStarted(after(0), "clock"))
    decided = ReferralDecided(after(-30), "ani", "admit", "same_person", "KTP cocok")
    lines = account_of(sitting, [("9001", [decided, a_pause(9)])])
    assert [line.type for line in lines] == [
        "SittingOpened",
        "ReferralDecided",
        "SittingStarted",
        "AttemptPaused",
    ]


def test_the_ordinary_way_of_a_candidate_is_not_told() -> None:
    ordinary: list[AdmissionEvent | AttemptEvent] = [
        PinIssued(after(-20), "ani", "arrival", "secret"),
        TerminalConnected(after(-10), ConnectionId("c1"), "T1"),
        AttemptFinished(after(60), "handed_in", "candidate", ""),
        lost(3, 0.0),
    ]
    assert account_of((), [("9001", ordinary)]) == ()


def test_time_given_back_to_many_is_one_line_with_the_most_anyone_got() -> None:
    (line,) = account_of((), [("9001", [lost(5, 12.5)]), ("9002", [lost(6, 14.0)])])
    assert (line.numbers, line.given_s) == (("9001", "9002"), 14.0)


def test_a_pin_is_told_without_its_hash() -> None:
    (line,) = account_of((), [("9001", [PinIssued(after(1), "ani", "move", "secret")])])
    assert line.values == {"by": "ani", "purpose": "move"}
