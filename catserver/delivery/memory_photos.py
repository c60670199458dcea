"""Photos and templates in memory: the twin of `store/photo_rows.py`."""

from dataclasses import replace
from datetime import UTC, datetime

from catserver.delivery.photos import (
    CandidateNumber,
    ExamEvent,
    ExamEventId,
    MadeTemplate,
    Photo,
    PhotoId,
    PhotoKind,
    StoredTemplate,
)
from catserver.delivery.registry import Candidate, Unknown


class MemoryPhotos:
    def __init__(self) -> None:
        self._candidates: dict[str, Candidate] = {}
        self._photos: dict[str, tuple[Photo, bytes]] = {}
        self._photo_events: dict[str, ExamEventId] = {}
        self._templates: dict[tuple[str, str], tuple[int, bytes]] = {}
        self._templates_stored = 0
        self._events: list[ExamEvent] = []

    async def add_photo(
        self, photo: Photo, content: bytes, made: MadeTemplate | None = None
    ) -> None:
        if photo.candidate not in self._candidates:
            raise Unknown(photo.candidate)
        await self._keep(photo, content)
        if made is not None:
            await self.store_template(photo.id, made.engine, made.content)

    async def _keep(self, photo: Photo, content: bytes) -> None:
        self._photos[photo.id] = (photo, content)
        self._photo_events[photo.id] = (await self.open_event()).id

    async def photo(self, photo_id: str) -> Photo | None:
        held = self._photos.get(photo_id)
        return None if held is None else held[0]

    async def photo_content(self, photo_id: str) -> bytes | None:
        held = self._photos.get(photo_id)
        return None if held is None else held[1]

    async def photos_of(self, number: str) -> tuple[Photo, ...]:
        found = [photo for photo, _ in self._photos.values() if photo.candidate == number]
        return tuple(sorted(found, key=lambda photo: (photo.taken_at, photo.id)))

    async def store_template(self, photo_id: str, engine: str, content: bytes) -> None:
        if photo_id not in self._photos:
            raise Unknown(photo_id)
        self._templates_stored += 1
        self._templates[photo_id, engine] = (self._templates_stored, content)

    async def template(self, photo_id: str, engine: str) -> bytes | None:
        held = self._templates.get((photo_id, engine))
        return None if held is None else held[1]

    async def reference_digests(self) -> dict[CandidateNumber, str]:
        return {photo.candidate: photo.digest for photo in await self._references()}

    async def templates_since(
        self, engine: str, kind: PhotoKind, after: int
    ) -> tuple[StoredTemplate, ...]:
        references = {photo.id for photo in await self._references()}
        event = (await self.open_event()).id
        found = []
        for (photo_id, made_by), (sequence, content) in self._templates.items():
            photo = self._photos[photo_id][0]
            here = self._photo_events[photo_id] == event and photo.kind is kind
            counts = kind is not PhotoKind.REGISTRATION or photo_id in references
            if made_by == engine and sequence > after and here and counts:
                found.append(StoredTemplate(sequence, photo.candidate, photo.id, content))
        return tuple(sorted(found, key=lambda each: each.sequence))

    async def photos_without_template(self, engine: str, most: int) -> tuple[PhotoId, ...]:
        waiting = [each.id for each in await self._references()]
        return tuple(sorted(each for each in waiting if (each, engine) not in self._templates))[
            :most
        ]

    async def engines(self) -> tuple[str, ...]:
        return tuple(sorted({engine for _, engine in self._templates}))

    async def _references(self) -> list[Photo]:
        event = (await self.open_event()).id
        used = [each.reference_photo for each in self._candidates.values()]
        return [self._photos[e][0] for e in used if e and self._photo_events[e] == event]

    async def open_event(self) -> ExamEvent:
        if not self._events:
            return await self.begin_event("", datetime.now(UTC))
        return self._events[-1]

    async def begin_event(self, title: str, at: datetime) -> ExamEvent:
        if self._events:
            self._events[-1] = replace(self._events[-1], closed_at=at)
        self._events.append(ExamEvent(ExamEventId(f"event-{len(self._events) + 1}"), title, at))
        return self._events[-1]

    async def exam_events(self) -> tuple[ExamEvent, ...]:
        return tuple(self._events)
