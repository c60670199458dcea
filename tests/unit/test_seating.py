"""Who sits where: wishes first, then the lowest free number, nobody twice."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count

from catserver.attempt.events import AttemptId
from catserver.delivery.registry import (
    Assignment,
    Candidate,
    CandidateNumber,
    Sitting,
)
from catserver.loading.seating import Seating, plan_seating
from catserver.sitting.events import SittingId

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def a_sitting(seats: int) -> Sitting:
    return Sitting(
        SittingId("s1"), "Sesi", "skd", "d", "bank", "d", "R1", NOON, seats, NOON, "siti"
    )


def a_candidate(number: str, seat: str | None = None) -> Candidate:
    return Candidate(CandidateNumber(number), "Nama", "Analis", "general", seat=seat)


def held(number: str, seat: str) -> Assignment:
    return Assignment(AttemptId("a"), SittingId("s1"), CandidateNumber(number), seat)


def plan(seats: int, before: list[Assignment], candidates: Iterable[Candidate]) -> Seating:
    attempts = count(1)
    return plan_seating(a_sitting(seats), before, candidates, lambda: f"att_{next(attempts)}")


def seats_of(seating: Seating) -> dict[str, str | None]:
    return {each.candidate: each.seat for each in seating.assignments}


def test_candidates_take_the_lowest_free_seats_in_their_order() -> None:
    seating = plan(30, [], [a_candidate("3"), a_candidate("1")])
    assert seats_of(seating) == {"3": "1", "1": "2"}
    assert [each.attempt for each in seating.assignments] == ["att_1", "att_2"]


def test_the_seat_of_the_roster_is_kept_before_others_choose() -> None:
    seating = plan(30, [], [a_candidate("1"), a_candidate("2", seat="1")])
    assert seats_of(seating) == {"1": "2", "2": "1"}


def test_two_wishes_for_one_seat_give_it_to_the_first() -> None:
    seating = plan(30, [], [a_candidate("1", seat="B7"), a_candidate("2", seat="B7")])
    assert seats_of(seating) == {"1": "B7", "2": "1"}


def test_who_is_in_the_sitting_already_stays_as_they_are() -> None:
    seating = plan(30, [held("1", "1")], [a_candidate("1"), a_candidate("2", seat="1")])
    assert seats_of(seating) == {"2": "2"}


def test_who_finds_no_seat_is_named() -> None:
    seating = plan(2, [held("1", "9")], [a_candidate("2"), a_candidate("3")])
    assert seats_of(seating) == {"2": "1"}
    assert [each.number for each in seating.no_seat] == ["3"]
