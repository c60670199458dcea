"""The templates of an event, as a matrix to compare with: what search and cohort are made of.

Templates come from the store already turned by the event's own rotation (`keeping/vault.py`), and
so does every probe, because the inspector the site uses turns it as soon as it is made. Rotation
keeps all Euclidean distances, so whoever compares need not know of it; a template of another event,
or one straight from an engine, has no meaning here.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from catserver.delivery.registry import CandidateNumber, PhotoId


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Gallery:
    """Row `i` of `matrix` is the template of `photos[i]`, a photo of `numbers[i]`.

    Biometric data: it never prints itself. The matrix is float32, one row a template, and is read
    only; a gallery that grew is another gallery.
    """

    numbers: tuple[CandidateNumber, ...]
    photos: tuple[PhotoId, ...]
    matrix: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.numbers)

    def __repr__(self) -> str:
        return f"<Gallery of {len(self)}: redacted>"


def parted(probe: str, arrivals: Gallery) -> tuple[NDArray[np.float32], Gallery] | None:
    """The template of a picture, and who was there before it.

    Two of one face are found once, and it is the later one who waits. None for a picture without a
    template that can be compared.
    """
    try:
        end = arrivals.photos.index(PhotoId(probe))
    except ValueError:
        return None
    before = Gallery(arrivals.numbers[:end], arrivals.photos[:end], arrivals.matrix[:end])
    return arrivals.matrix[end], before


class TemplateStore(Protocol):
    """The templates one engine made of this event's photos, in memory after the first look."""

    async def references(self, engine: str) -> Gallery:
        """One row a candidate: of the registration photo that counts now, where it has one."""
        ...

    async def arrivals(self, engine: str) -> Gallery:
        """Every arrival photo of the event; a candidate may have several."""
        ...
