"""What the public may see of a posting."""

import pytest

from scoreboard.entry import Status
from scoreboard.postings import Phase
from scoreboard.visibility import (
    Names,
    Numbers,
    Visibility,
    Withheld,
    public_entry,
    public_name,
    public_number,
    strictest,
)
from tests.unit.scoreboard.builders import a_posting

SECTIONS = ("twk", "tiu", "tkp")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Budi Santoso", "B*** S******"),
        ("  Siti   Nurhaliza ", "S*** N********"),
        ("A Yani", "A* Y***"),
        ("Ni'mah", "N*****"),
        ("Ève", "È**"),
        ("", ""),
    ],
)
def test_a_masked_name_keeps_the_first_letter_of_each_word(name: str, shown: str) -> None:
    assert public_name(name, Names.MASKED) == shown


def test_a_name_is_whole_or_absent_where_the_rules_say_so() -> None:
    assert public_name("Budi Santoso", Names.FULL) == "Budi Santoso"
    assert public_name("Budi Santoso", Names.NUMBER) == ""


@pytest.mark.parametrize(
    ("number", "shown"),
    [("24310000123", "243****0123"), ("123456", "12**56"), ("12", "*2"), ("1", "*")],
)
def test_a_partly_shown_number_hides_its_middle_third(number: str, shown: str) -> None:
    assert public_number(number, Numbers.PARTLY) == shown
    assert public_number(number, Numbers.FULL) == number


def test_points_come_in_the_order_of_the_headings_sections() -> None:
    posting = a_posting(sections={"tkp": 3_00, "twk": 1_00}, total=4_00)
    assert public_entry(posting, Visibility(), SECTIONS).points == (1_00, 0, 3_00)


def test_passed_is_hidden_where_the_rules_hide_it() -> None:
    posting = a_posting(passed=True)
    assert public_entry(posting, Visibility(passed_shown=True), SECTIONS).passed is True
    assert public_entry(posting, Visibility(passed_shown=False), SECTIONS).passed is None


@pytest.mark.parametrize("reason", list(Withheld))
def test_a_withheld_row_shows_neither_points_nor_rank(reason: Withheld) -> None:
    posting = a_posting("a", 80, phase=Phase.FINISHED, passed=True)
    entry = public_entry(posting, Visibility(withheld={"a": reason}), SECTIONS)
    assert entry.status is Status(reason.value)
    assert (entry.total, entry.points, entry.answered, entry.passed) == (0, (), 0, None)
    assert not entry.ranked


def test_over_several_sittings_the_strictest_rule_holds() -> None:
    rules = strictest(
        [Visibility(names=Names.FULL), Visibility(names=Names.NUMBER, passed_shown=False)]
    )
    assert rules.names is Names.NUMBER
    assert rules.passed_shown is False
