"""The watch list: photos of people who are looked for, where the law allows the organiser one.

Off unless the site's settings say otherwise. An entry belongs to the open event, is sealed with its
key, and goes when the event is forgotten. Its label is for the organiser alone: what a proctor sees
is the picture and the entry's id.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Watched:
    """`template` is turned by the event's key like every other; `content` is the photo."""

    id: str
    label: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)
    engine: str
    template: bytes = field(repr=False)
    added_at: datetime
    added_by: str


class WatchList(Protocol):
    async def watch(self, entry: Watched) -> None: ...
    async def unwatch(self, entry_id: str) -> bool:
        """Whether there was one."""
        ...

    async def watched(self) -> tuple[Watched, ...]:
        """The open event's, oldest first, without their photos."""
        ...

    async def watched_photo(self, entry_id: str) -> Watched | None: ...


class MemoryWatchList:
    """The twin for tests and simulations; it knows one event."""

    def __init__(self) -> None:
        self._entries: dict[str, Watched] = {}

    async def watch(self, entry: Watched) -> None:
        self._entries[entry.id] = entry

    async def unwatch(self, entry_id: str) -> bool:
        return self._entries.pop(entry_id, None) is not None

    async def watched(self) -> tuple[Watched, ...]:
        found = sorted(self._entries.values(), key=lambda each: (each.added_at, each.id))
        return tuple(replace(each, content=b"") for each in found)

    async def watched_photo(self, entry_id: str) -> Watched | None:
        return self._entries.get(entry_id)
