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
ROOM_AT_FIRST = 64


@dataclass(slots=True)
class _Held:
    """`places` is where a candidate's only row lies; arrivals may have several and need none.

    `matrix` has room for more rows than there are: a day of arrivals is not copied with each. Rows
    that a gallery was given out with are never written again.
    """

    after: int = 0
    numbers: list[CandidateNumber] = field(default_factory=list)
    photos: list[PhotoId] = field(default_factory=list)
    matrix: NDArray[np.float32] = field(default_factory=lambda: EMPTY)
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
    given_out = len(held.gallery)
    for each in fresh:
        row = np.frombuffer(each.content, dtype="<f4")
        held.after = each.sequence
        count = len(held.photos)
        if count and len(row) != held.matrix.shape[1]:
            continue  # of another release of the engine: nothing here can be compared with it
        place = held.places.get(each.number) if one_each else None
        if place is not None:
            if place < given_out:
                held.matrix, given_out = held.matrix.copy(), 0
            held.photos[place], held.matrix[place] = each.photo, row
            continue
        if count == len(held.matrix):
            larger = np.empty((max(ROOM_AT_FIRST, 2 * count), len(row)), dtype=np.float32)
            larger[:count] = held.matrix[:count] if count else 0
            held.matrix, given_out = larger, 0
        held.places[each.number] = count
        held.numbers.append(each.number)
        held.photos.append(each.photo)
        held.matrix[count] = row
    matrix = held.matrix[: len(held.photos)]
    matrix.setflags(write=False)
    held.gallery = Gallery(tuple(held.numbers), tuple(held.photos), matrix)
