from catserver.rehearsal.ledger import Ledger
from tests.unit.rehearsal.examples import an_answer, item, recorded


def a_ledger(*saved: tuple[int, str]) -> Ledger:
    """Item 1 answered under each number, sent and acknowledged."""
    ledger = Ledger()
    for seq, choice in saved:
        ledger.sends(seq, an_answer(1, choice))
        ledger.saves(seq, an_answer(1, choice))
    return ledger


def kinds(ledger: Ledger, last_seq: int, **responses: object) -> list[str]:
    return [fault.kind for fault in ledger.compare(last_seq, responses)]  # type: ignore[arg-type]


def test_what_is_there_as_it_was_acknowledged_is_no_fault() -> None:
    assert a_ledger((1, "a")).compare(1, {item(1): recorded("a", 1)}) == []


def test_an_acknowledged_answer_that_is_absent_is_lost() -> None:
    assert kinds(a_ledger((1, "a")), 0) == ["lost"]


def test_an_acknowledged_answer_with_another_choice_is_lost_and_was_never_sent_so() -> None:
    faults = a_ledger((1, "a")).compare(1, {item(1): recorded("b", 1)})
    assert [fault.kind for fault in faults] == ["lost", "doubled"]


def test_an_earlier_answer_in_place_of_a_later_acknowledged_one_is_a_loss() -> None:
    faults = a_ledger((1, "a"), (2, "b")).compare(1, {item(1): recorded("a", 1)})
    assert [fault.kind for fault in faults] == ["lost"]


def test_a_doubt_that_was_not_kept_is_a_loss() -> None:
    ledger = Ledger()
    ledger.sends(1, an_answer(1, "a", doubt=True))
    ledger.saves(1, an_answer(1, "a", doubt=True))
    assert "lost" in [fault.kind for fault in ledger.compare(1, {item(1): recorded("a", 1)})]


def test_what_was_sent_and_recorded_before_its_acknowledgement_came_is_no_fault() -> None:
    ledger = a_ledger((1, "a"))
    ledger.sends(2, an_answer(1, "c"))
    assert ledger.compare(2, {item(1): recorded("c", 2)}) == []


def test_an_answer_recorded_once_more_under_another_number_is_doubled() -> None:
    faults = a_ledger((1, "a")).compare(2, {item(1): recorded("a", 2)})
    assert {fault.kind for fault in faults} == {"doubled"}


def test_a_count_beyond_what_was_sent_is_doubled() -> None:
    faults = a_ledger((1, "a")).compare(2, {item(1): recorded("a", 1)})
    assert [fault.kind for fault in faults] == ["doubled"]


def test_the_same_acknowledgement_counts_once() -> None:
    ledger = a_ledger((1, "a"))
    assert not ledger.saves(1, an_answer(1, "a"))
    assert ledger.acknowledged == 1


def test_withdrawn_answers_are_not_counted_as_answered() -> None:
    ledger = a_ledger((1, "a"))
    assert ledger.answered == 1
    ledger.saves(2, an_answer(1, None))
    assert ledger.answered == 0
