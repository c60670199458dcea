"""The result list: ranked by the exam's order, with everyone who was assigned."""

from datetime import timedelta
from pathlib import Path

import msgspec

from catserver.attempt.events import AttemptId
from catserver.attempt.state import Attempt
from catserver.delivery.material import Material
from catserver.delivery.registry import (
    Assignment,
    Candidate,
    CandidateNumber,
    Sitting,
)
from catserver.results.result_list import ResultList, result_list
from catserver.sitting.events import SittingId
from question_bank.bank import BankId, make_bank
from question_bank.formats.exam_toml import read_exam
from question_bank.formats.report import Loaded
from question_bank.item import SectionId
from question_bank.scoring import Points
from tests.builders import EIGHT, a_running_attempt

EXAM = (Path(__file__).parents[2] / "data" / "exam-small.toml").read_bytes()


def the_material() -> Material:
    read = read_exam(EXAM, "exam-small.toml")
    assert isinstance(read, Loaded)
    sitting = Sitting(
        SittingId("s1"), "Sesi", "small", "d", "b", "d", "R", EIGHT, 9, EIGHT - timedelta(1), "budi"
    )
    return Material(sitting, read.value, make_bank(BankId("b"), "b", []), {})


def an_attempt(twk: int, tkp: int) -> Attempt:
    """A running attempt with these marks in each section."""
    points = {SectionId("twk"): Points(twk * 100), SectionId("tkp"): Points(tkp * 100)}
    return msgspec.structs.replace(a_running_attempt(), points=points)


def results(**attempts: Attempt | None) -> ResultList:
    candidates = {
        name: Candidate(CandidateNumber(name), name.title(), "Analis", "general")
        for name in attempts
    }
    assignments = [
        Assignment(AttemptId(name), SittingId("s1"), CandidateNumber(name), None)
        for name in attempts
    ]
    known = {name: attempt for name, attempt in attempts.items() if attempt is not None}
    return result_list(the_material(), assignments, known, candidates)


def ranks(found: ResultList) -> list[tuple[str, int | None]]:
    return [(row.number, row.rank) for row in found.rows]


def test_equal_totals_are_ranked_by_the_exams_order() -> None:
    # The small exam's order: total, then tkp, then twk.
    found = results(ayu=an_attempt(10, 5), budi=an_attempt(5, 10), citra=an_attempt(15, 9))
    assert ranks(found) == [("citra", 1), ("budi", 2), ("ayu", 3)]


def test_equal_standings_share_a_rank_and_the_next_one_is_left_out() -> None:
    found = results(ayu=an_attempt(10, 5), budi=an_attempt(10, 5), citra=an_attempt(5, 5))
    assert ranks(found) == [("ayu", 1), ("budi", 1), ("citra", 3)]


def test_who_never_began_stands_last_without_rank_or_marks() -> None:
    found = results(ayu=None, budi=an_attempt(0, 0))
    assert ranks(found) == [("budi", 1), ("ayu", None)]
    absent = found.rows[1]
    assert (absent.total, absent.passed, dict(absent.sections)) == (None, None, {})


def test_the_verdict_is_by_the_cut_of_the_category() -> None:
    found = results(ayu=an_attempt(10, 0), budi=an_attempt(9, 10))
    assert {row.number: row.passed for row in found.rows} == {"ayu": True, "budi": False}
    assert found.total_max == 25
