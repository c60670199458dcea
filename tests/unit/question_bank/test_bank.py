"""A bank's digest is of its content: order of rows and names of files make no difference."""

import pytest

from question_bank.bank import BankId, Picture, make_bank
from question_bank.item import ItemId, PictureName
from tests.unit.question_bank.builders import (
    ROW,
    a_bank,
    a_table,
    an_item,
    bank_of,
)

OTHER = "TWK-2;twk;hukum;sulit;Kapan?;;1945;1946;1947;a"


def test_the_same_rows_in_another_order_are_the_same_bank_and_keys() -> None:
    bank, book = bank_of(a_table(ROW, OTHER))
    sorted_bank, sorted_book = bank_of(a_table(OTHER, ROW))
    assert (bank.digest, book.digest) == (sorted_bank.digest, sorted_book.digest)
    assert list(bank.items) == list(sorted_bank.items)


def test_the_name_of_a_bank_is_not_part_of_its_digest() -> None:
    items = [an_item("A"), an_item("B")]
    named = make_bank(BankId("other"), "Another title", items)
    assert named.digest == a_bank(items).digest


def test_columns_in_another_order_and_language_are_the_same_bank() -> None:
    english = "stem;code;section;topic;level;choice_a;choice_b;choice_c;key"
    row = "Siapa?;TWK-1;TWK;sejarah;easy;Ani;Budi;Citra;B"
    assert bank_of(a_table(row, headings=english))[0].digest == bank_of(a_table(ROW))[0].digest


@pytest.mark.parametrize(
    "row",
    [
        ROW.replace("Siapa", "Apa"),
        ROW.replace("Citra", "Dewi"),
        ROW.replace("mudah", "sulit"),
        ROW.replace("sejarah", "hukum"),
        ROW.replace("TWK-1", "TWK-9"),
        ROW.replace(";twk;", ";tiu;"),
    ],
)
def test_any_change_a_candidate_could_see_changes_the_digest(row: str) -> None:
    assert bank_of(a_table(row))[0].digest != bank_of(a_table(ROW))[0].digest


def test_another_key_changes_the_key_book_and_not_the_bank() -> None:
    bank, book = bank_of(a_table(ROW))
    same_bank, other_book = bank_of(a_table(ROW[:-1] + "c"))
    assert bank.digest == same_bank.digest
    assert book.digest != other_book.digest


def test_a_changed_picture_changes_the_digest() -> None:
    one = Picture(PictureName("p.png"), "image/png", b"one")
    two = Picture(PictureName("p.png"), "image/png", b"two")
    bank = make_bank(BankId("b"), "b", [an_item()], [one])
    assert bank.digest != make_bank(BankId("b"), "b", [an_item()], [two]).digest
    assert "b'one'" not in repr(bank)


def test_a_bank_cannot_be_changed() -> None:
    bank = a_bank([an_item()])
    with pytest.raises(TypeError):
        bank.items[ItemId("X")] = an_item("X")  # type: ignore[index] # what the test is about
