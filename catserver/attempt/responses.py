"""The latest response to each item: a value, and cheap to go on from.

An attempt is never altered, so each answer makes a new mapping of its responses. A copy of a
hundred entries touches two hundred objects scattered over the memory, which costs more than all the
rest of deciding an answer. So only the newest mapping of a line holds entries, and the one before
it keeps what it held differently. Going on from the newest takes the same time however many there
are; an older one still reads as it was. (Henry Baker, "Shallow binding makes functional arrays
fast", 1991.)
"""

from collections.abc import ItemsView, Iterator, Mapping
from typing import TypeVar, overload

import msgspec

from question_bank.item import ChoiceId, ItemId
from question_bank.points import Points


class Response(msgspec.Struct, frozen=True, gc=False):
    """The latest response to one item. `points` in hundredths of a mark.

    Names and numbers only, so the collector has nothing to look for: there are a million of them.
    """

    seq: int
    choice: ChoiceId | None
    doubt: bool
    points: Points


Default = TypeVar("Default")


class Responses(Mapping[ItemId, Response]):
    """In the order of the first responses. One thread at a time may go on from it."""

    __slots__ = ("_entries", "_newer")

    def __init__(self, entries: Mapping[ItemId, Response]) -> None:
        self._entries = dict(entries)
        self._newer: tuple[Responses, ItemId, Response | None] | None = None

    def with_response(self, item: ItemId, response: Response) -> "Responses":
        """As this one, with `response` to `item`."""
        entries = self._held()
        if not entries:  # where all begin: nothing is to be kept of it
            return Responses({item: response})
        newest = Responses.__new__(Responses)
        newest._entries, newest._newer = entries, None  # noqa: SLF001 - one of our own
        self._newer = (newest, item, entries.get(item))
        self._entries = _NOTHING
        entries[item] = response
        return newest

    def __getitem__(self, item: ItemId) -> Response:
        return self._held()[item]

    @overload
    def get(self, key: ItemId, /) -> Response | None: ...
    @overload
    def get(self, key: ItemId, /, default: Response) -> Response: ...
    @overload
    def get(self, key: ItemId, /, default: Default) -> Response | Default: ...
    def get(self, key: ItemId, /, default: object = None) -> object:
        """On the way of every answer, and most find nothing: Mapping's own raises and catches."""
        return self._held().get(key, default)

    def __iter__(self) -> Iterator[ItemId]:
        return iter(list(self._held()))

    def __len__(self) -> int:
        return len(self._held())

    def items(self) -> ItemsView[ItemId, Response]:
        """As they are now, whatever is gone on to while somebody looks."""
        return self._held().copy().items()

    def _held(self) -> dict[ItemId, Response]:
        return self._entries if self._newer is None else self._as_it_was()

    def _as_it_was(self) -> dict[ItemId, Response]:
        """Take back, newest first, what came after; from then on this one has its own entries."""
        after: list[tuple[ItemId, Response | None]] = []
        each = self
        while each._newer is not None:
            each, item, before = each._newer
            after.append((item, before))
        entries = each._entries.copy()  # noqa: SLF001 - one of our own
        for item, before in reversed(after):
            if before is None:
                del entries[item]
            else:
                entries[item] = before
        self._entries, self._newer = entries, None
        return entries


_NOTHING: dict[ItemId, Response] = {}
NO_RESPONSES = Responses({})
