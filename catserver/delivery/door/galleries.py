"""The templates of the open event in memory: read whole once, then only what came since."""

import asyncio
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catserver.delivery.door.templates import Gallery
from catserver.delivery.photos import (
    CandidateNumber,
    PhotoId,
    PhotoKind,
    PhotoStore,
    StoredTemplate,
)

EMPTY: NDArray[np.float32] = np.empty((0, 0), dtype=np.float32)


@dataclass(slots=True)
class _Held:
    """`places` is where a candidate's only row lies; arrivals may have several and need none."""

    after: int = 0
    numbers: list[CandidateNumber] = field(default_factory=list)
    photos: list[PhotoId] = field(default_factory=list)
    rows: list[NDArray[np.float32]] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    gallery: Gallery = field(default_factory=lambda: Gallery((), (), EMPTY))


class Galleries:
    """A `TemplateStore` over the registry; a look costs one query for what is new.

    An event that is opened or forgotten needs another server start, and so another of these.
    """

    def __init__(self, photos: PhotoStore) -> None:
        self._photos = photos
        self._held: dict[tuple[str, PhotoKind], _Held] = {}
        self._lock = asyncio.Lock()

    async def references(self, engine: str) -> Gallery:
        return await self._gallery(engine, PhotoKind.REGISTRATION)

    async def arrivals(self, engine: str) -> Gallery:
        return await self._gallery(engine, PhotoKind.ARRIVAL)

    async def _gallery(self, engine: str, kind: PhotoKind) -> Gallery:
        async with self._lock:
            held = self._held.setdefault((engine, kind), _Held())
            fresh = await self._photos.templates_since(engine, kind, held.after)
            if fresh:
                await asyncio.to_thread(_take, held, fresh, one_each=kind is PhotoKind.REGISTRATION)
            return held.gallery


def _take(held: _Held, fresh: tuple[StoredTemplate, ...], *, one_each: bool) -> None:
    for each in fresh:
        row = np.frombuffer(each.content, dtype="<f4")
        held.after = each.sequence
        if held.rows and len(row) != len(held.rows[0]):
            continue  # of another release of the engine: nothing here can be compared with it
        place = held.places.get(each.number) if one_each else None
        if place is not None:
            held.photos[place], held.rows[place] = each.photo, row
            continue
        held.places[each.number] = len(held.rows)
        held.numbers.append(each.number)
        held.photos.append(each.photo)
        held.rows.append(row)
    matrix = np.stack(held.rows) if held.rows else EMPTY
    matrix.setflags(write=False)
    held.gallery = Gallery(tuple(held.numbers), tuple(held.photos), matrix)
