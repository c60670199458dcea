"""Keys stay where they are: no way of showing or writing objects lets them out by accident."""

import copy
import dataclasses
import json
import pickle
from pprint import pformat
from random import Random
from typing import Any

import msgspec
import pytest

from question_bank.assembly import assemble
from question_bank.errors import KeyNotMarked, NoSuchKey
from question_bank.item import ChoiceId, ItemId
from question_bank.key import ItemKey, KeyBook
from question_bank.marking import mark_keys
from question_bank.points import Points
from tests.unit.question_bank.builders import a_small_bank, a_table, an_exam, bank_of, keys_of

SECRET = ItemKey(ItemId("X-1"), {ChoiceId("q"): Points(777)}, Points(-33), [ChoiceId("q")])
BOOK = KeyBook(3, {SECRET.item: SECRET})


def as_fstring(thing: object) -> str:
    return f"{thing} {thing!r} {thing!s} {[thing]} {{'k': {thing}}}"


@pytest.mark.parametrize("show", [repr, str, format, as_fstring, pformat, ascii])
@pytest.mark.parametrize("secret", [SECRET, BOOK])
def test_no_way_of_showing_a_key_tells_what_it_holds(show: Any, secret: object) -> None:
    shown = show(secret)
    assert "777" not in shown
    assert "33" not in shown
    assert "'q'" not in shown
    assert "redacted" in shown


@pytest.mark.parametrize(
    "encode",
    [
        pickle.dumps,
        copy.copy,
        copy.deepcopy,
        json.dumps,
        msgspec.json.encode,
        msgspec.msgpack.encode,
        msgspec.to_builtins,
        dataclasses.asdict,
        vars,
    ],
)
@pytest.mark.parametrize("secret", [SECRET, BOOK])
def test_no_general_encoder_takes_a_key(encode: Any, secret: object) -> None:
    with pytest.raises(TypeError):
        encode(secret)


@pytest.mark.parametrize("name", ["blank", "item", "right", "anything"])
def test_a_key_cannot_be_changed_in_place(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(SECRET, name, None)
    with pytest.raises(AttributeError):
        delattr(SECRET, name)


def test_items_banks_and_forms_written_in_any_way_hold_no_key() -> None:
    row = "TWK-1;twk;sejarah;mudah;Siapa?;;Ani;Budi;Citra;c"
    other = "TWK-1;twk;sejarah;mudah;Siapa?;;Ani;Budi;Citra;a"
    (bank, book), (same_bank, other_book) = bank_of(a_table(row)), bank_of(a_table(other))
    assert book != other_book
    # What differs in the key alone is equal in every form a bank can take.
    assert bank == same_bank
    assert repr(bank) == repr(same_bank)
    item, same_item = bank.items[ItemId("TWK-1")], same_bank.items[ItemId("TWK-1")]
    assert pickle.dumps(item) == pickle.dumps(same_item)
    assert msgspec.json.encode(item) == msgspec.json.encode(same_item)
    assert set(msgspec.to_builtins(item)) == {
        "id",
        "section",
        "topic",
        "level",
        "stem",
        "picture",
        "choices",
    }
    assert set(msgspec.to_builtins(item)["choices"][0]) == {"id", "text", "picture"}


def test_a_form_is_the_same_whatever_the_keys_are() -> None:
    form = assemble(an_exam(), a_small_bank(), Random(1))
    assert set(msgspec.to_builtins(form.items[0])) == {"item", "choices"}


def test_a_key_from_a_bank_cannot_score_before_an_exam_has_marked_it() -> None:
    bank = a_small_bank()
    key = keys_of(bank).key(ItemId("TWK-1"))
    with pytest.raises(KeyNotMarked):
        _ = key.points
    marked = mark_keys(an_exam(), bank, keys_of(bank)).key(ItemId("TWK-1"))
    assert marked.points == {"a": -100, "b": 500, "c": -100, "d": -100, "e": -100}


def test_an_item_without_a_key_is_named_and_nothing_else() -> None:
    with pytest.raises(NoSuchKey, match="no key for item X-2"):
        BOOK.key(ItemId("X-2"))


def test_equal_keys_have_equal_digests_whatever_their_order_and_version() -> None:
    bank = a_small_bank()
    keys = dict(keys_of(bank).keys)
    backwards = KeyBook(9, dict(reversed(keys.items())))
    assert KeyBook(1, keys).digest == backwards.digest
    assert KeyBook(1, keys) != backwards
    assert KeyBook(1, keys).with_version(9) == backwards
    assert keys_of(bank, "c").digest != keys_of(bank, "b").digest
