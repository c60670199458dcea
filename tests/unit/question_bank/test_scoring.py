"""What an answer is worth, and how sums are judged."""

from decimal import Decimal

import pytest

from question_bank.errors import NoSuchKey
from question_bank.exam import Exam
from question_bank.item import ChoiceId, ItemId, SectionId
from question_bank.key import ItemKey, KeyBook
from question_bank.marking import check_keys, mark_keys
from question_bank.points import Points, marks_of, points_from
from question_bank.preset import read_preset
from question_bank.scoring import (
    Outcome,
    judge,
    points_max,
    score_response,
    score_responses,
    standing_order,
    tie_break_values,
)
from tests.unit.question_bank.builders import (
    a_small_bank,
    an_exam,
    graded_key,
    keys_of,
)

SKD = read_preset("skd-2024").exam


def skd(twk: int, tiu: int, tkp: int, category: str = "general") -> Outcome:
    marks = {"twk": twk, "tiu": tiu, "tkp": tkp}
    return judge(
        SKD,
        category,
        {SectionId(name): Points(value * 100) for name, value in marks.items()},
        {section.id: section.points_max for section in SKD.sections},
    )


@pytest.mark.parametrize(("choice", "marks"), [("b", 5), ("a", -1), ("e", -1), (None, 0)])
def test_a_keyed_item_is_worth_what_the_exam_says(choice: str | None, marks: int) -> None:
    bank = a_small_bank()
    book = mark_keys(an_exam(), bank, keys_of(bank))
    given = None if choice is None else ChoiceId(choice)
    assert score_response(book, ItemId("TWK-1"), given) == marks * 100


@pytest.mark.parametrize(("choice", "marks"), [("a", 1), ("c", 3), ("e", 5), (None, 0)])
def test_a_graded_item_is_worth_what_its_choice_carries(choice: str | None, marks: int) -> None:
    bank = a_small_bank()
    book = mark_keys(an_exam(), bank, keys_of(bank))
    given = None if choice is None else ChoiceId(choice)
    assert score_response(book, ItemId("TKP-1"), given) == marks * 100


def test_two_right_choices_are_worth_the_same() -> None:
    bank = a_small_bank()
    keys = {**keys_of(bank).keys, ItemId("TWK-1"): ItemKey(ItemId("TWK-1"), None, right=["a", "c"])}  # type: ignore[list-item] # letters
    book = mark_keys(an_exam(), bank, KeyBook(2, keys))
    assert [score_response(book, ItemId("TWK-1"), ChoiceId(each)) for each in "abc"] == [
        500,
        -100,
        500,
    ]
    assert book.version == 2


def test_a_choice_the_item_does_not_have_is_refused_without_telling_which_is_right() -> None:
    bank = a_small_bank()
    book = mark_keys(an_exam(), bank, keys_of(bank))
    with pytest.raises(NoSuchKey, match=r"^item TWK-1 has no such choice$"):
        score_response(book, ItemId("TWK-1"), ChoiceId("z"))


def test_the_maximum_of_an_item_is_its_best_choice() -> None:
    book = KeyBook(1, {ItemId("T"): graded_key("T", 1, 4, 2)})
    assert points_max(book, ItemId("T")) == 400


@pytest.mark.parametrize(
    ("twk", "tiu", "tkp", "category", "passed"),
    [
        (65, 80, 166, "general", True),
        (64, 80, 166, "general", False),
        (65, 79, 166, "general", False),
        (65, 80, 165, "general", False),
        (150, 175, 165, "general", False),
        (51, 85, 175, "cum_laude", True),
        (50, 85, 175, "cum_laude", False),
        (150, 84, 200, "cum_laude", False),
        (26, 60, 200, "disability", True),
        (25, 60, 200, "papua", False),
        (150, 59, 200, "left_behind", False),
        (51, 85, 175, "diaspora", True),
    ],
)
def test_the_cuts_of_2024_are_met_at_the_edge_and_not_below(
    twk: int, tiu: int, tkp: int, category: str, *, passed: bool
) -> None:
    assert skd(twk, tiu, tkp, category).passed is passed


def test_an_outcome_says_which_cut_of_which_section_was_missed() -> None:
    outcome = skd(64, 80, 200)
    assert [(each.section, each.cut, each.passed) for each in outcome.sections] == [
        ("twk", 6500, False),
        ("tiu", 8000, True),
        ("tkp", 16600, True),
    ]
    assert (outcome.total, outcome.total_max, outcome.total_cut) == (34400, 55000, None)


def test_a_section_without_a_cut_is_neither_passed_nor_failed() -> None:
    outcome = skd(100, 85, 200, "cum_laude")
    assert [(each.cut, each.passed) for each in outcome.sections] == [
        (None, None),
        (8500, True),
        (None, None),
    ]
    assert outcome.total_cut == 31100


def test_a_category_without_a_rule_is_scored_and_not_judged() -> None:
    outcome = skd(65, 80, 166, "unheard_of")
    assert (outcome.total, outcome.passed) == (31100, None)
    assert [each.passed for each in outcome.sections] == [None, None, None]


def with_alternatives() -> Exam:
    return an_exam(**{'categories = ["cum_laude"]': 'categories = ["general"]'})


@pytest.mark.parametrize(
    ("twk", "tkp", "passed", "total_cut"),
    [
        (10, 5, True, None),  # the first rule
        (20, 4, True, 2250),  # only the second
        (9, 10, False, None),  # neither: the first is shown
        (15, 4, False, None),
    ],
)
def test_of_alternative_rules_one_is_enough(
    twk: int, tkp: int, total_cut: int | None, *, passed: bool
) -> None:
    outcome = judge(
        with_alternatives(),
        "general",
        {SectionId("twk"): Points(twk * 100), SectionId("tkp"): Points(tkp * 100)},
        {},
    )
    assert (outcome.passed, outcome.total_cut) == (passed, total_cut)


def test_equal_totals_are_ordered_as_the_exam_says() -> None:
    outcome = skd(65, 80, 166)
    assert standing_order(SKD, outcome) == (31100, 16600, 8000, 6500)
    assert tie_break_values(SKD, outcome) == (16600, 8000, 6500)


def test_a_whole_form_is_scored_and_judged() -> None:
    bank = a_small_bank()
    exam = an_exam()
    book = mark_keys(exam, bank, keys_of(bank))
    responses = {
        ItemId("TWK-1"): ChoiceId("b"),
        ItemId("TWK-2"): ChoiceId("b"),
        ItemId("TWK-3"): ChoiceId("a"),
        ItemId("TWK-4"): None,
        ItemId("TKP-1"): ChoiceId("e"),
        ItemId("TKP-2"): None,
    }
    outcome = score_responses(exam, "general", book, bank.sections(), responses)
    assert [(each.points, each.points_max) for each in outcome.sections] == [
        (900, 2000),
        (500, 1000),
    ]
    assert (outcome.total, outcome.passed) == (1400, False)


def test_keys_that_do_not_suit_their_section_are_found() -> None:
    bank = a_small_bank(civics=3, character=3)
    keys = dict(keys_of(bank).keys)
    keys[ItemId("TWK-1")] = graded_key("TWK-1")
    keys[ItemId("TKP-1")] = ItemKey(ItemId("TKP-1"), None, right=[ChoiceId("a")])
    keys[ItemId("TKP-2")] = graded_key("TKP-2", 1, 2, 3, 4, 6)
    keys[ItemId("TKP-3")] = graded_key("TKP-3", 1, 2, 3, 4, 4)
    del keys[ItemId("TWK-2")]
    found = {finding.code for finding in check_keys(an_exam(), bank, KeyBook(1, keys))}
    assert found == {
        "key_graded_in_keyed_section",
        "key_keyed_in_graded_section",
        "points_out_of_range",
        "points_highest_missing",
        "key_missing",
    }
    assert check_keys(an_exam(), bank, keys_of(bank)) == ()


@pytest.mark.parametrize(
    ("mark", "points", "shown"),
    [("5", 500, 5), ("-0.25", -25, -0.25), ("1.10", 110, 1.1), ("-1", -100, -1), ("0", 0, 0)],
)
def test_marks_are_exact_hundredths(mark: str, points: int, shown: float) -> None:
    assert points_from(Decimal(mark)) == points
    assert marks_of(Points(points)) == shown


@pytest.mark.parametrize(
    "mark", ["0.005", "NaN", "Infinity", "1E+999999", "10000.01", "5.00000000000000000000000000001"]
)
def test_a_mark_that_hundredths_cannot_hold_is_refused(mark: str) -> None:
    with pytest.raises(ValueError, match="a mark"):
        points_from(Decimal(mark))
