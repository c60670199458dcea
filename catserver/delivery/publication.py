"""What the public may see of a sitting: the exam's rules and the committee's decisions, joined."""

from datetime import datetime, timedelta

from catserver.sitting.machine import SittingPhase, SittingState
from catserver.sitting.withholding import Withholding
from question_bank.exam import Exam, FreezeEnds
from scoreboard.visibility import Names, Numbers, Reveal, Visibility, Withheld


def visibility_of(exam: Exam, state: SittingState) -> Visibility:
    rules = exam.publication
    return Visibility(
        names=Names(rules.names.value),
        numbers=Numbers(rules.numbers.value),
        delay=max(rules.delay, timedelta()),
        freeze=rules.freeze,
        reveal=Reveal(rules.reveal.value),
        reveal_over=rules.reveal_over,
        revealed_at=_revealed_at(exam, state),
        passed_shown=rules.passed_shown,
        withheld={attempt: withheld_as(each) for attempt, each in state.withheld.items()},
    )


def withheld_as(withholding: Withholding) -> Withheld:
    """How the public is told of it; the reason stays with the committee."""
    return Withheld.DISQUALIFIED if withholding.disqualified else Withheld.UNDER_REVIEW


def _revealed_at(exam: Exam, state: SittingState) -> datetime | None:
    if exam.publication.reveal is FreezeEnds.ON_CLOSE and state.closed is not None:
        return state.closed.at
    return state.revealed_at


def may_be_revealed(exam: Exam, state: SittingState) -> bool:
    """Whether the board stands still and waits for the committee's word."""
    rules = exam.publication
    by_committee = rules.reveal is FreezeEnds.BY_COMMITTEE and rules.freeze > timedelta()
    return by_committee and state.phase is SittingPhase.CLOSED and state.revealed_at is None
