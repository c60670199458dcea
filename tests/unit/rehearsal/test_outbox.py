import pytest

from catserver.rehearsal.outbox import IN_FLIGHT_MAX, Outbox, OutOfOrder
from tests.unit.rehearsal.examples import an_answer, item, recorded


def an_outbox(*answers: int) -> Outbox:
    outbox = Outbox()
    for number in answers:
        outbox.put(an_answer(number))
    return outbox


def numbers(outbox: Outbox) -> list[tuple[int, str]]:
    return [(sent.seq, sent.answer.item) for sent in outbox.due(0.0)]


def test_answers_are_numbered_in_the_order_in_which_they_were_given() -> None:
    assert numbers(an_outbox(3, 1, 2)) == [(1, "I3"), (2, "I1"), (3, "I2")]


def test_a_later_answer_takes_the_place_of_one_that_was_never_sent() -> None:
    outbox = an_outbox(1)
    outbox.put(an_answer(1, "b"))
    assert [sent.answer for sent in outbox.due(0.0)] == [an_answer(1, "b")]


def test_an_answer_that_is_on_its_way_keeps_its_number_beside_a_later_one() -> None:
    outbox = an_outbox(1)
    assert numbers(outbox) == [(1, "I1")]
    outbox.put(an_answer(1, "b"))
    assert numbers(outbox) == [(2, "I1")]


def test_at_most_sixteen_are_on_their_way() -> None:
    outbox = an_outbox(*range(20))
    assert len(outbox.due(0.0)) == IN_FLIGHT_MAX == 16
    assert outbox.due(0.0) == []
    outbox.acknowledged(1)
    assert numbers(outbox) == [(17, "I16")]


def test_a_reply_to_nothing_on_its_way_breaks_the_protocol() -> None:
    outbox = an_outbox(1, 2)
    outbox.due(0.0)
    with pytest.raises(OutOfOrder):
        outbox.acknowledged(2)


def test_after_a_refusal_nothing_goes_out_until_every_reply_has_come() -> None:
    outbox = an_outbox(1, 2)
    outbox.due(0.0)
    outbox.refused(1, "store_away", 0)
    outbox.put(an_answer(3))
    assert outbox.due(0.0) == []
    outbox.refused(2, "seq_gap", 0)
    assert numbers(outbox) == [(1, "I1"), (2, "I2"), (3, "I3")]


def test_after_a_conflict_what_was_recorded_behind_it_keeps_its_number() -> None:
    outbox = an_outbox(1, 2)
    outbox.due(0.0)
    outbox.refused(1, "seq_conflict", 1)
    outbox.acknowledged(2)
    assert numbers(outbox) == [(3, "I1")]


def test_an_answer_that_came_too_late_is_given_up() -> None:
    outbox = an_outbox(1)
    outbox.due(0.0)
    outbox.refused(1, "too_late", 0)
    assert outbox.empty


def test_a_welcome_settles_what_was_recorded_and_numbers_the_rest_again() -> None:
    outbox = an_outbox(1, 2, 3)
    outbox.due(0.0)
    done = outbox.welcomed(2, {item(1): recorded(seq=1), item(2): recorded(seq=2)})
    assert [sent.seq for sent in done] == [1, 2]
    assert numbers(outbox) == [(3, "I3")]


def test_a_welcome_that_does_not_show_an_answer_sends_it_again_before_younger_ones() -> None:
    outbox = an_outbox(1, 2)
    outbox.due(0.0)
    outbox.put(an_answer(3))
    assert outbox.welcomed(0, {}) == []
    assert numbers(outbox) == [(1, "I1"), (2, "I2"), (3, "I3")]


def test_a_request_carries_what_was_on_its_way_with_its_number_and_what_waits() -> None:
    outbox = an_outbox(1)
    outbox.due(0.0)
    outbox.put(an_answer(2))
    assert [(sent.seq, sent.answer.item) for sent in outbox.batch(1.0)] == [(1, "I1"), (2, "I2")]
    assert [sent.seq for sent in outbox.answered_by_request(2, {})] == [1, 2]
    assert outbox.empty


def test_a_request_that_was_never_answered_is_repeated_as_it_was() -> None:
    outbox = an_outbox(1, 2)
    assert outbox.batch(0.0)[0].seq == 1
    assert [(sent.seq, sent.at) for sent in outbox.batch(5.0)] == [(1, 5.0), (2, 5.0)]


def test_what_a_request_had_refused_waits_for_another_time() -> None:
    outbox = an_outbox(1, 2)
    outbox.batch(0.0)
    assert outbox.answered_by_request(0, {1: "store_away", 2: "seq_gap"}) == []
    assert numbers(outbox) == [(1, "I1"), (2, "I2")]


def test_an_answer_whose_number_another_terminal_used_is_numbered_again() -> None:
    outbox = an_outbox(1)
    outbox.due(0.0)
    assert outbox.welcomed(1, {item(2): recorded("e", seq=1)}) == []
    assert numbers(outbox) == [(2, "I1")]


def test_after_a_request_numbers_go_on_from_what_the_server_says() -> None:
    outbox = an_outbox(1)
    outbox.batch(0.0)
    outbox.answered_by_request(4, {1: "seq_conflict"})
    assert numbers(outbox) == [(5, "I1")]
