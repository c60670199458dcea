"""Stored bytes: what goes in comes out, and nothing else does."""

import json

import pytest

from question_bank.bank import BankId, Picture, make_bank
from question_bank.errors import StoredUnreadable
from question_bank.formats.stored import (
    export_bank,
    export_exam,
    export_key_book,
    import_bank,
    import_exam,
    import_key_book,
)
from question_bank.item import ChoiceId, ItemId, PictureName
from question_bank.key import ItemKey, KeyBook
from question_bank.marking import mark_keys
from question_bank.points import Points
from question_bank.preset import read_preset
from tests.unit.question_bank.builders import a_small_bank, an_exam, an_item, keys_of


def test_a_bank_comes_back_as_it_was() -> None:
    bank = a_small_bank()
    assert import_bank(export_bank(bank)) == bank


def test_pictures_are_kept_beside_the_bank_and_must_be_those_that_were_loaded() -> None:
    picture = Picture(PictureName("p.png"), "image/png", b"content of the picture")
    bank = make_bank(BankId("b"), "b", [an_item()], [picture])
    stored = export_bank(bank)
    assert b"content of the picture" not in stored
    assert import_bank(stored, {picture.name: picture.content}) == bank
    assert import_bank(stored).pictures == {}
    for shelf in ({}, {picture.name: b"another picture"}):
        with pytest.raises(StoredUnreadable, match=r"picture p\.png"):
            import_bank(stored, shelf)


def test_keys_come_back_as_they_were_before_and_after_marking() -> None:
    bank = a_small_bank()
    book = keys_of(bank)
    for each in (book, mark_keys(an_exam(), bank, book), book.with_version(7)):
        again = import_key_book(export_key_book(each))
        assert again == each
        assert again.digest == each.digest
        assert again.version == each.version


def test_equal_content_gives_equal_bytes() -> None:
    bank = a_small_bank()
    book = keys_of(bank)
    backwards = KeyBook(1, {item: book.keys[item] for item in sorted(book.keys, reverse=True)})
    assert export_key_book(backwards) == export_key_book(book)
    other = make_bank(BankId("bank"), "Bank", reversed(list(bank.items.values())))
    assert export_bank(other) == export_bank(bank)


@pytest.mark.parametrize("name", ["skd-2024", "ujian-dinas", "pemetaan-rumit"])
def test_an_exam_is_stored_as_its_file(name: str) -> None:
    preset = read_preset(name)
    assert export_exam(preset.exam) == preset.source
    assert import_exam(export_exam(preset.exam)) == preset.exam


@pytest.mark.parametrize("stored", [b"", b"{}", b"null", b"\x00", b'{"stored":"bank"}'])
def test_damaged_bytes_are_refused(stored: bytes) -> None:
    with pytest.raises(StoredUnreadable):
        import_bank(stored)
    with pytest.raises(StoredUnreadable):
        import_key_book(stored)
    with pytest.raises(StoredUnreadable):
        import_exam(stored)


def test_bytes_of_one_kind_are_not_read_as_another() -> None:
    bank = a_small_bank()
    with pytest.raises(StoredUnreadable):
        import_key_book(export_bank(bank))
    with pytest.raises(StoredUnreadable):
        import_bank(export_key_book(keys_of(bank)))


def test_bytes_of_a_later_version_are_refused_by_number() -> None:
    stored = json.loads(export_bank(a_small_bank()))
    stored["version"] = 99
    with pytest.raises(StoredUnreadable, match="99"):
        import_bank(json.dumps(stored).encode())


def test_a_damaged_key_book_does_not_quote_keys_in_its_error() -> None:
    book = KeyBook(1, {ItemId("X"): ItemKey(ItemId("X"), {ChoiceId("q"): Points(777)})})
    stored = export_key_book(book).replace(b"777", b'"777"')
    with pytest.raises(StoredUnreadable) as refused:
        import_key_book(stored)
    assert "777" not in repr(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
