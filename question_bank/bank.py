"""A bank: the items an exam draws from, with their pictures, without their keys.

The digest covers content only (items in the order of their identifiers, pictures by hash), neither
the bank's name nor the order of rows: sorting a table or renaming the file changes nothing, so a
second load of the same items is recognised as one.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NewType

import msgspec

from question_bank.item import Item, ItemId, PictureName, SectionId

BankId = NewType("BankId", str)


@dataclass(frozen=True, slots=True)
class Picture:
    name: PictureName
    media_type: str
    content: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Bank:
    """Made by `make_bank`, which computes the digest."""

    id: BankId
    title: str
    digest: str
    items: Mapping[ItemId, Item]
    pictures: Mapping[PictureName, Picture]

    def sections(self) -> Mapping[ItemId, SectionId]:
        """The section of each item: what scoring needs beside a key book."""
        return {item.id: item.section for item in self.items.values()}


def make_bank(
    bank: BankId, title: str, items: Iterable[Item], pictures: Iterable[Picture] = ()
) -> Bank:
    by_id = {item.id: item for item in sorted(items, key=lambda item: item.id)}
    by_name = {picture.name: picture for picture in sorted(pictures, key=lambda each: each.name)}
    return Bank(
        id=bank,
        title=title,
        digest=bank_digest(by_id.values(), by_name.values()),
        items=MappingProxyType(by_id),
        pictures=MappingProxyType(by_name),
    )


def bank_digest(items: Iterable[Item], pictures: Iterable[Picture]) -> str:
    content = msgspec.json.encode(
        {
            "items": sorted((msgspec.to_builtins(item) for item in items), key=lambda i: i["id"]),
            "pictures": sorted([each.name, each.media_type, each.digest] for each in pictures),
        },
        order="deterministic",
    )
    return hashlib.sha256(b"catserver bank 1\n" + content).hexdigest()
