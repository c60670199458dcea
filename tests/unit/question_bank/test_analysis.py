"""Facility and discrimination against figures worked out by hand."""

from math import sqrt

import pytest

from question_bank.analysis import analyse, correlation
from question_bank.item import ChoiceId, ItemId, SectionId
from question_bank.key import ItemKey, KeyBook
from question_bank.points import Points
from tests.unit.question_bank.builders import graded_key

SECTIONS = {ItemId(item): SectionId("twk") for item in ("A", "B", "C")} | {
    ItemId(item): SectionId("tkp") for item in ("G", "H")
}
KEYED = {
    ItemId(item): ItemKey(
        ItemId(item),
        {ChoiceId("a"): Points(500), ChoiceId("b"): Points(0)},
        right=[ChoiceId("a")],
    )
    for item in ("A", "B", "C")
}
BOOK = KeyBook(1, {**KEYED, ItemId("G"): graded_key("G"), ItemId("H"): graded_key("H")})


def responses(**chosen: str | None) -> dict[ItemId, ChoiceId | None]:
    return {
        ItemId(item): None if choice is None else ChoiceId(choice)
        for item, choice in chosen.items()
    }


def test_a_keyed_item_is_as_easy_as_the_share_that_got_it_right() -> None:
    attempts = [
        responses(A="a", B="a", C="a"),
        responses(A="a", B="a", C="b"),
        responses(A="a", B="b", C="b"),
        responses(A="b", B="b", C=None),
    ]
    figures = {each.item: each for each in analyse(BOOK, SECTIONS, attempts)}
    assert [figures[ItemId(item)].facility for item in "ABC"] == [0.75, 0.5, 0.25]
    # A: points 1 1 1 0 against the rest (B + C) 2 1 0 0, in units of one right answer:
    # sums 3 and 3, products 3, squares 3 and 5, n = 4.
    by_hand = (4 * 3 - 3 * 3) / sqrt((4 * 3 - 9) * (4 * 5 - 9))
    assert figures[ItemId("A")].discrimination == pytest.approx(by_hand)
    # B: 1 1 0 0 against A + C: 2 1 1 0 → sums 2 and 4, products 3, squares 2 and 6.
    by_hand = (4 * 3 - 2 * 4) / sqrt((4 * 2 - 4) * (4 * 6 - 16))
    assert figures[ItemId("B")].discrimination == pytest.approx(by_hand)
    assert figures[ItemId("C")].chosen == {"a": 1, "b": 2, None: 1}
    assert figures[ItemId("C")].candidates == 4


def test_a_graded_item_is_as_easy_as_its_mean_share_of_the_best_mark() -> None:
    attempts = [
        responses(G="e", H="e", A="a"),
        responses(G="c", H="d", A="b"),
        responses(G=None, H="a", A="a"),
    ]
    figures = {each.item: each for each in analyse(BOOK, SECTIONS, attempts)}
    assert figures[ItemId("G")].facility == pytest.approx((5 + 3 + 0) / 15)
    # The rest of the section is H alone: 5 3 0 against 5 4 1; A is of another section.
    by_hand = (3 * (25 + 12 + 0) - 8 * 10) / sqrt((3 * 34 - 64) * (3 * 42 - 100))
    assert figures[ItemId("G")].discrimination == pytest.approx(by_hand)


def test_an_item_that_rewards_the_weak_discriminates_below_zero() -> None:
    attempts = [responses(A="b", B="a"), responses(A="a", B="b")]
    assert analyse(BOOK, SECTIONS, attempts)[0].discrimination == pytest.approx(-1)


def test_where_points_do_not_vary_there_is_no_discrimination() -> None:
    attempts = [responses(A="a", B="a"), responses(A="a", B="b")]
    by_item = {each.item: each.discrimination for each in analyse(BOOK, SECTIONS, attempts)}
    assert by_item == {"A": None, "B": None}
    (alone,) = analyse(BOOK, SECTIONS, [responses(A="a")])
    assert (alone.facility, alone.discrimination) == (1.0, None)


def test_each_item_is_judged_by_those_who_had_it() -> None:
    attempts = [responses(A="a", B="b"), responses(A="b", C="a"), responses(C="a", B="a")]
    assert {each.item: each.candidates for each in analyse(BOOK, SECTIONS, attempts)} == {
        "A": 2,
        "B": 2,
        "C": 2,
    }


def test_nobody_means_no_figures() -> None:
    assert analyse(BOOK, SECTIONS, []) == ()


def test_correlation_is_exact_at_its_ends() -> None:
    assert correlation([1, 2, 3], [10, 20, 30]) == pytest.approx(1)
    assert correlation([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
    assert correlation([7, 7], [1, 2]) is None
