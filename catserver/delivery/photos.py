"""Photos, what an engine made of them, and the exam events they belong to.

A photo belongs to the event that is open when it comes. Its content and its templates are sealed in
the store with that event's key (`keeping/vault.py`); when the key is gone, so are they.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NewType, Protocol

CandidateNumber = NewType("CandidateNumber", str)
PhotoId = NewType("PhotoId", str)
ExamEventId = NewType("ExamEventId", str)


class PhotoKind(Enum):
    REGISTRATION = "registration"
    """The reference, from the roster."""
    ARRIVAL = "arrival"
    """A probe, taken at the desk."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo without its bytes; `PhotoStore.photo_content` gives those."""

    id: PhotoId
    kind: PhotoKind
    candidate: CandidateNumber
    digest: str
    media_type: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class StoredTemplate:
    """`sequence` grows with every template that is stored: ask for what came after."""

    sequence: int
    number: CandidateNumber
    photo: PhotoId
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ExamEvent:
    """One holding of an exam here: its registration, its arrivals, its sittings.

    `forgotten_at` is when its key was destroyed: from then on nobody can read its photos.
    """

    id: ExamEventId
    title: str
    opened_at: datetime
    closed_at: datetime | None = None
    forgotten_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MadeTemplate:
    """What an engine made of a photo, not sealed yet."""

    engine: str
    content: bytes = field(repr=False)


class PhotoStore(Protocol):
    async def add_photo(
        self, photo: Photo, content: bytes, made: MadeTemplate | None = None
    ) -> None:
        """With what was `made` of it, where it was inspected already; both or neither.

        Raises Unknown, KeyUnusable.
        """
        ...

    async def photo(self, photo_id: str) -> Photo | None:
        """Its digest is empty where the key of its event is gone."""
        ...

    async def photo_content(self, photo_id: str) -> bytes | None:
        """None where it was forgotten."""
        ...

    async def photos_of(self, number: str) -> tuple[Photo, ...]:
        """Oldest first."""
        ...

    async def store_template(self, photo_id: str, engine: str, content: bytes) -> None: ...
    async def template(self, photo_id: str, engine: str) -> bytes | None: ...
    async def reference_digests(self) -> dict[CandidateNumber, str]:
        """Of the open event's registration photos that count now."""
        ...

    async def templates_since(
        self, engine: str, kind: PhotoKind, after: int
    ) -> tuple[StoredTemplate, ...]:
        """The open event's, in the order they were stored; of registration photos those in use."""
        ...

    async def photos_without_template(self, engine: str, most: int) -> tuple[PhotoId, ...]:
        """Registration photos in use, of the open event, that this engine has not seen."""
        ...

    async def engines(self) -> tuple[str, ...]:
        """Whose templates are held, by name."""
        ...

    # ── exam events ──
    async def open_event(self) -> ExamEvent:
        """The one new photos belong to; the first begins by itself."""
        ...

    async def begin_event(self, title: str, at: datetime) -> ExamEvent:
        """Closes the one that is open: its photos stay readable, and out of every search."""
        ...

    async def exam_events(self) -> tuple[ExamEvent, ...]:
        """Oldest first."""
        ...
