"""What is lost while a candidate cannot work, and what the exam's rule gives back for it.

An absence is a row of marks: from here on it is the terminal, from there on the server. It is
settled in one piece, when the terminal is heard again or the run stops, into one `TimeLost` per
cause. No second is counted twice: what lies before `measured_from` was settled before.

The rule: a move is given back whole, being a proctor's act, and so is a look into the camera, up
to a minute each and a tenth of the working time in all: who takes longer takes it from their own.
Of the rest an absence shorter than `from_s` is not given back; a longer one is, from its first
second, up to the ceiling of its cause. Who pulls their own cable therefore gains nothing but the
terminal's ceiling, once, and who lets each look take its minute gains a tenth of the time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from catserver.attempt.events import LossCause, TimeLost
from catserver.attempt.state import Attempt, Mark, Phase

COMING_BACK = timedelta(seconds=60)
"""How long after its return the server is still to blame for a terminal that is away. Terminals
come back by themselves, with waits of at most 8 s; a thousand of them within a minute."""

GATE_GIVEN_MAX = timedelta(seconds=60)
"""A look takes a few seconds; a camera that has to be allowed first, or a second try, a minute."""
GATES_GIVEN_SHARE = 0.1
"""Of the working time: a look every ten minutes may take a minute each."""


class Span(NamedTuple):
    cause: LossCause
    from_at: datetime
    until_at: datetime

    @property
    def length(self) -> timedelta:
        return self.until_at - self.from_at


def marked(marks: tuple[Mark, ...], cause: LossCause, from_at: datetime) -> tuple[Mark, ...]:
    """The absence, with another cause from an instant on."""
    kept = tuple(mark for mark in marks if mark.from_at < from_at)
    if kept and kept[-1].cause == cause:
        return kept
    return (*kept, Mark(cause, from_at))


def server_marked(
    marks: tuple[Mark, ...], alive_at: datetime, returned_at: datetime
) -> tuple[Mark, ...]:
    """The absence, with the server away from `alive_at` until the terminals can be back."""
    away = marked(marks, "server_away", alive_at)
    return marked(away, "terminal_away", returned_at + COMING_BACK)


def spans(attempt: Attempt, marks: Sequence[Mark], until: datetime) -> tuple[Span, ...]:
    """The marks as spans of time that count: while it runs, and not measured before."""
    if not marks or attempt.phase is not Phase.RUNNING:
        return ()
    assert attempt.measured_from is not None
    ends = [*(min(mark.from_at, until) for mark in marks[1:]), until]
    found = (
        Span(mark.cause, max(mark.from_at, attempt.measured_from), end)
        for mark, end in zip(marks, ends, strict=True)
    )
    return tuple(span for span in found if span.until_at > span.from_at)


def losses(
    attempt: Attempt, now: datetime, marks: Sequence[Mark] | None = None
) -> tuple[TimeLost, ...]:
    """The absence (or these `marks` of one) up to `now`, settled."""
    found = spans(attempt, attempt.absence if marks is None else marks, now)
    return tuple(
        TimeLost(now, span.cause, span.from_at, span.until_at, given.total_seconds())
        for span, given in zip(found, _given(attempt, found), strict=True)
    )


def still_covered(attempt: Attempt, now: datetime) -> timedelta:
    """What the rule would give back for the absence that is still open, if it lasts long enough."""
    if not attempt.absence:
        return timedelta()
    found = spans(attempt, attempt.absence, now)
    return sum(_given(attempt, found, long_enough=True), timedelta())


def over_at(attempt: Attempt, now: datetime) -> datetime:
    """Until when a run goes on if nothing more is heard: deadline, grace, and what is covered."""
    assert attempt.prepared is not None
    assert attempt.deadline_at is not None
    grace = timedelta(seconds=attempt.prepared.answer_grace_s)
    return attempt.deadline_at + grace + still_covered(attempt, now)


def _given(
    attempt: Attempt, found: Sequence[Span], *, long_enough: bool = False
) -> list[timedelta]:
    """What the rule gives back for each span of one absence."""
    assert attempt.prepared is not None
    rule = attempt.prepared.give_back
    whole = sum((span.length for span in found), timedelta())
    long_enough = long_enough or whole >= timedelta(seconds=rule.from_s)
    ceilings_s = {
        "server_away": rule.server_ceiling_s,
        "terminal_away": rule.terminal_ceiling_s,
        "gate": attempt.prepared.allowed_s * GATES_GIVEN_SHARE,
    }
    left = {cause: _left(attempt, cause, ceiling_s) for cause, ceiling_s in ceilings_s.items()}
    given = []
    for span in found:
        back = span.length
        if span.cause == "gate":
            back = min(back, GATE_GIVEN_MAX)
        elif span.cause != "moved" and not long_enough:
            back = timedelta()
        if span.cause in left:
            back = min(back, left[span.cause])
            left[span.cause] -= back
        given.append(back)
    return given


def _left(attempt: Attempt, cause: str, ceiling_s: float) -> timedelta:
    used = (entry.given for entry in attempt.ledger if entry.cause == cause)
    return max(timedelta(seconds=ceiling_s) - sum(used, timedelta()), timedelta())
