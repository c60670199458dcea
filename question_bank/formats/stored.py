"""Stored bytes: banks, key books and exams as the store keeps them, each with its version.

Called by name, never by a general encoder: this is the one door through which keys become bytes.
A bank is stored without the contents of its pictures (only their names, types and hashes), which
the store keeps beside it, once each. An exam is stored as its own source: what was loaded is what
is kept, and reading it again applies the same checks.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

import msgspec

from question_bank.bank import Bank, BankId, Picture
from question_bank.errors import StoredUnreadable
from question_bank.exam import Exam
from question_bank.formats.exam_toml import read_exam
from question_bank.formats.report import Report
from question_bank.item import ChoiceId, Item, ItemId, PictureName
from question_bank.key import ItemKey, KeyBook
from question_bank.points import Points

BANK_VERSION = 1
KEY_BOOK_VERSION = 1


class _StoredPicture(msgspec.Struct, frozen=True):
    name: PictureName
    media_type: str
    sha256: str


class _StoredBank(msgspec.Struct, frozen=True, tag_field="stored", tag="bank"):
    version: int
    id: BankId
    title: str
    digest: str
    items: tuple[Item, ...]
    pictures: tuple[_StoredPicture, ...]


class _StoredKey(msgspec.Struct, frozen=True, array_like=True):
    """Never leaves this file but as bytes."""

    item: ItemId
    points: dict[ChoiceId, int] | None
    blank: int
    right: tuple[ChoiceId, ...] | None

    def __repr__(self) -> str:
        return "<stored key: redacted>"


class _StoredKeyBook(msgspec.Struct, frozen=True, tag_field="stored", tag="key-book"):
    version: int
    book: int
    keys: tuple[_StoredKey, ...]

    def __repr__(self) -> str:
        return "<stored key book: redacted>"


_Stored = TypeVar("_Stored", _StoredBank, _StoredKeyBook)


def export_bank(bank: Bank) -> bytes:
    """Equal banks give equal bytes."""
    stored = _StoredBank(
        version=BANK_VERSION,
        id=bank.id,
        title=bank.title,
        digest=bank.digest,
        items=tuple(bank.items[item] for item in sorted(bank.items)),
        pictures=tuple(
            _StoredPicture(each.name, each.media_type, each.digest)
            for each in sorted(bank.pictures.values(), key=lambda each: each.name)
        ),
    )
    return msgspec.json.encode(stored, order="deterministic")


def import_bank(stored: bytes, pictures: Mapping[PictureName, bytes] | None = None) -> Bank:
    """The bank again; `pictures` are the contents kept beside it.

    Without `pictures` (scoring, analysis) the bank has none; with them every one must be there and
    be the one that was loaded.
    """
    found = _decoded(stored, _StoredBank, BANK_VERSION)
    kept = () if pictures is None else found.pictures
    shelf = {each.name: _picture(each, pictures or {}) for each in kept}
    return Bank(
        id=found.id,
        title=found.title,
        digest=found.digest,
        items=MappingProxyType({item.id: item for item in found.items}),
        pictures=MappingProxyType(shelf),
    )


def export_key_book(book: KeyBook) -> bytes:
    """All keys in the clear: whoever stores these bytes answers for their secrecy."""
    stored = _StoredKeyBook(
        version=KEY_BOOK_VERSION,
        book=book.version,
        keys=tuple(_stored_key(book.keys[item]) for item in sorted(book.keys)),
    )
    return msgspec.json.encode(stored, order="deterministic")


def import_key_book(stored: bytes) -> KeyBook:
    found = _decoded(stored, _StoredKeyBook, KEY_BOOK_VERSION)
    return KeyBook(found.book, {each.item: _item_key(each) for each in found.keys})


def export_exam(exam: Exam) -> bytes:
    """The exam file itself, comments included."""
    return exam.source


def import_exam(stored: bytes) -> Exam:
    loaded = read_exam(stored, "exam.toml")
    if isinstance(loaded, Report):
        codes = ", ".join(sorted({each.code for each in loaded.problems}))
        raise StoredUnreadable(f"the stored exam no longer reads: {codes}")
    return loaded.value


def _picture(stored: _StoredPicture, pictures: Mapping[PictureName, bytes]) -> Picture:
    content = pictures.get(stored.name)
    picture = Picture(stored.name, stored.media_type, content or b"")
    if content is None or picture.digest != stored.sha256:
        raise StoredUnreadable(f"picture {stored.name} is missing or not the one that was loaded")
    return picture


def _stored_key(key: ItemKey) -> _StoredKey:
    return _StoredKey(
        item=key.item,
        points=dict(key.points) if key.is_marked else None,
        blank=key.blank,
        right=None if key.right is None else tuple(sorted(key.right)),
    )


def _item_key(stored: _StoredKey) -> ItemKey:
    points = None
    if stored.points is not None:
        points = {choice: Points(value) for choice, value in stored.points.items()}
    return ItemKey(stored.item, points, Points(stored.blank), stored.right)


def _decoded(stored: bytes, kind: type[_Stored], version: int) -> _Stored:
    try:
        found = msgspec.json.decode(stored, type=kind)
    except msgspec.MsgspecError:
        # Without the cause: its words could quote what must stay secret.
        raise StoredUnreadable(f"no stored {kind.__name__.removeprefix('_Stored')}") from None
    if found.version != version:
        raise StoredUnreadable(f"stored version {found.version}, this release knows {version}")
    return found
