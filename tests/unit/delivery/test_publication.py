"""What the public may see follows from the exam's rules and the committee's decisions."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from catserver.delivery.publication import may_be_revealed, visibility_of
from catserver.sitting.events import ResultWithheld, SittingClosed, SittingId
from catserver.sitting.machine import SittingPhase, SittingState, evolve
from catserver.sitting.withholding import Withholding
from question_bank.exam import Exam, FreezeEnds, NumbersShown
from question_bank.formats.exam_toml import read_exam
from question_bank.formats.report import Loaded
from scoreboard.visibility import Numbers, Reveal, Withheld
from tests.builders import EIGHT, after

FILE = (Path(__file__).parents[2] / "data" / "exam-small.toml").read_bytes()
FREEZE = timedelta(minutes=10)


def an_exam(reveal: FreezeEnds = FreezeEnds.ON_CLOSE) -> Exam:
    read = read_exam(FILE, "exam-small.toml")
    assert isinstance(read, Loaded)
    rules = replace(
        read.value.publication,
        freeze=FREEZE,
        reveal=reveal,
        reveal_over=timedelta(minutes=3),
        numbers=NumbersShown.PARTLY,
    )
    return replace(read.value, publication=rules)


def a_sitting(closed_at: datetime | None = None) -> SittingState:
    sitting = SittingState(SittingId("s1"), phase=SittingPhase.RUNNING)
    if closed_at is None:
        return sitting
    return evolve(sitting, SittingClosed(closed_at, "budi", "Selesai", {}, "d" * 64))


def test_the_rules_of_the_exam_become_the_rules_of_the_board() -> None:
    rules = visibility_of(an_exam(FreezeEnds.BY_COMMITTEE), a_sitting())
    assert (rules.freeze, rules.reveal, rules.numbers) == (
        FREEZE,
        Reveal.BY_COMMITTEE,
        Numbers.PARTLY,
    )
    assert rules.reveal_over == timedelta(minutes=3)
    assert rules.revealed_at is None


def test_the_close_reveals_where_the_exam_says_so_and_the_committee_where_it_does_not() -> None:
    closed = a_sitting(after(minutes=100))
    assert visibility_of(an_exam(), closed).revealed_at == after(minutes=100)
    by_committee = an_exam(FreezeEnds.BY_COMMITTEE)
    assert visibility_of(by_committee, closed).revealed_at is None
    assert may_be_revealed(by_committee, closed)
    assert not may_be_revealed(an_exam(), closed)
    assert not may_be_revealed(by_committee, a_sitting())


@pytest.mark.parametrize(
    ("disqualified", "told"), [(False, Withheld.UNDER_REVIEW), (True, Withheld.DISQUALIFIED)]
)
def test_a_withheld_result_is_told_without_its_reason(
    *, disqualified: bool, told: Withheld
) -> None:
    sitting = evolve(a_sitting(), ResultWithheld(EIGHT, "budi", "s1/ayu", "ayu", "Rahasia"))
    assert isinstance(sitting.withheld["s1/ayu"], Withholding)
    known = Withholding("s1/ayu", "ayu", EIGHT, "budi", "Rahasia", disqualified=disqualified)
    state = SittingState(SittingId("s1"), withheld={"s1/ayu": known})
    rules = visibility_of(an_exam(), state)
    assert rules.withheld == {"s1/ayu": told}
    assert "Rahasia" not in repr(rules)
