"""Who sits where: a plan of assignments from candidates, seats and what is taken already."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from catserver.attempt.events import AttemptId
from catserver.delivery.registry import Assignment, Candidate, Sitting


@dataclass(frozen=True, slots=True)
class Seating:
    """`no_seat` are candidates the room is full for."""

    assignments: tuple[Assignment, ...]
    no_seat: tuple[Candidate, ...]


def plan_seating(
    sitting: Sitting,
    held: Sequence[Assignment],
    candidates: Iterable[Candidate],
    new_attempt: Callable[[], str],
) -> Seating:
    """Seats those who are not in the sitting yet, in the order given.

    The seat of the roster is kept where it is free; others take the lowest free number. Candidates
    with a wish come first, so that nobody is moved off a wished seat by one who has none.
    """
    inside = {each.candidate for each in held}
    coming = [each for each in candidates if each.number not in inside]
    taken = {each.seat for each in held if each.seat is not None}
    room_left = max(0, sitting.seats - len(held))
    seated, no_seat = coming[:room_left], coming[room_left:]
    seats: dict[str, str] = {}
    for candidate in seated:
        if candidate.seat is not None and candidate.seat not in taken:
            seats[candidate.number] = candidate.seat
            taken.add(candidate.seat)
    free = (str(number) for number in range(1, 2 * sitting.seats + 1) if str(number) not in taken)
    for candidate in seated:
        if candidate.number not in seats:
            seats[candidate.number] = next(free)
    assignments = tuple(
        Assignment(AttemptId(new_attempt()), sitting.id, each.number, seats[each.number])
        for each in seated
    )
    return Seating(assignments, tuple(no_seat))
