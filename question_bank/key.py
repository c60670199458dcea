"""Keys: what is right and what each choice is worth; nothing here can be shown or serialised.

Rules of this file:

- The classes are no dataclasses and no Structs, so `msgspec`, `json` and `dataclasses.asdict`
  find nothing to encode; `pickle` and `copy` are refused.
- `repr`, `str` and `format` say how much there is, never what.
- The only way to bytes is `formats.stored.export_key_book`, which is called by name.

A bank file knows which choice of a keyed item is right; what that is worth is for the exam to say
(5/0 in one, 4/-1 in another). So a key read from a bank may carry `right` alone, and has `points`
only after `marking.mark_keys(exam, bank, book)`. Graded items carry their points from the start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NoReturn

from question_bank.errors import KeyNotMarked, NoSuchKey
from question_bank.item import ChoiceId, ItemId
from question_bank.points import ZERO, Points


class _Guarded:
    """Immutable, and refuses every way to bytes that would not name what it does."""

    __slots__ = ()

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("keys cannot be changed in place")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("keys cannot be changed in place")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("keys are not serialised; use formats.stored by name")

    def __getstate__(self) -> NoReturn:
        raise TypeError("keys are not serialised; use formats.stored by name")


class ItemKey(_Guarded):
    """What each choice of one item is worth, and what leaving it blank is worth."""

    __slots__ = ("_points", "blank", "item", "right")

    item: ItemId
    blank: Points
    right: frozenset[ChoiceId] | None
    _points: Mapping[ChoiceId, Points] | None

    def __init__(
        self,
        item: ItemId,
        points: Mapping[ChoiceId, Points] | None,
        blank: Points = ZERO,
        right: Iterable[ChoiceId] | None = None,
    ) -> None:
        assert points is not None or right is not None, "a key says something"
        put = object.__setattr__
        put(self, "item", item)
        put(self, "_points", None if points is None else MappingProxyType(dict(points)))
        put(self, "blank", blank)
        put(self, "right", None if right is None else frozenset(right))

    @property
    def is_marked(self) -> bool:
        """Whether the key says what each choice is worth."""
        return self._points is not None

    @property
    def points(self) -> Mapping[ChoiceId, Points]:
        if self._points is None:
            raise KeyNotMarked("call marking.mark_keys(exam, bank, book) before scoring")
        return self._points

    def canonical(self) -> str:
        """One line that equal keys share; secret like the key itself."""
        points = (
            "-"
            if self._points is None
            else ",".join(f"{choice}={self._points[choice]}" for choice in sorted(self._points))
        )
        right = "-" if self.right is None else ",".join(sorted(self.right))
        return f"{self.item}\t{points}\t{self.blank}\t{right}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ItemKey) and self.canonical() == other.canonical()

    def __hash__(self) -> int:
        return hash(self.canonical())

    def __repr__(self) -> str:
        return f"<ItemKey {self.item}: redacted>"


class KeyBook(_Guarded):
    """All keys of one bank, in one version; a changed key is a new version."""

    __slots__ = ("_digest", "keys", "version")

    version: int
    keys: Mapping[ItemId, ItemKey]
    _digest: str

    def __init__(self, version: int, keys: Mapping[ItemId, ItemKey]) -> None:
        put = object.__setattr__
        put(self, "version", version)
        put(self, "keys", MappingProxyType(dict(keys)))
        put(self, "_digest", _digest_of(keys))

    @property
    def digest(self) -> str:
        """SHA-256 of the keys in the order of item identifiers, whatever the order of the rows.

        The version is not part of it: the same keys loaded twice are the same keys. Not for
        publication: the digest of a short book can be guessed.
        """
        return self._digest

    def key(self, item: ItemId) -> ItemKey:
        try:
            return self.keys[item]
        except KeyError:
            raise NoSuchKey(f"no key for item {item}") from None

    def with_version(self, version: int) -> KeyBook:
        return KeyBook(version, self.keys)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeyBook) and (self.version, self._digest) == (
            other.version,
            other._digest,
        )

    def __hash__(self) -> int:
        return hash((self.version, self._digest))

    def __repr__(self) -> str:
        return f"<KeyBook version {self.version}, {len(self.keys)} keys: redacted>"


def _digest_of(keys: Mapping[ItemId, ItemKey]) -> str:
    lines = "\n".join(keys[item].canonical() for item in sorted(keys))
    return hashlib.sha256(b"catserver key book 1\n" + lines.encode()).hexdigest()
