"""Everything that is held on one person, as files to read: the answer to a request for access.

Left out is what is not theirs: the items' texts and keys, the points of single items (they would
give a key away), hashes of PINs, and whom else a search found.
"""

import struct
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import msgspec

from catserver.admission.events import AdmissionEvent, ProbeCompared, ProbeDeferred
from catserver.admission.resemblance import FaceFoundElsewhere
from catserver.admission.same_picture import PictureSeenBefore
from catserver.attempt.events import AttemptEvent
from catserver.delivery.keeping.person_page import person_page
from catserver.delivery.keeping.person_traces import Traces
from catserver.delivery.machines import AdmissionDesk, AttemptDesk
from catserver.delivery.material import Cabinet
from catserver.delivery.outcomes import outcome_of
from catserver.delivery.photos import Photo
from catserver.delivery.registry import Assignment, Registry
from catserver.sitting.withholding import WithholdingEvent
from question_bank.scoring import marks_of

Told = AdmissionEvent | AttemptEvent | WithholdingEvent

FLOAT_SIZE_BYTES = 4
SUFFIX = {"image/png": "png", "image/webp": "webp"}
HIDDEN = {"pin_hash", "points", "connection", "form_digest", "bank_digest", "exam_digest"}
"""Fields of events that are not theirs to have, or say nothing."""


@dataclass(frozen=True, slots=True)
class PersonFiles:
    """`files` by name; the ids say in the journal what was handed out."""

    files: Mapping[str, bytes]
    photos: tuple[str, ...]
    attempts: tuple[str, ...]


class NobodyOfThatNumber(Exception):
    """No candidate of that number is held."""


class PersonExport:
    def __init__(
        self,
        registry: Registry,
        cabinet: Cabinet,
        attempts: AttemptDesk,
        admissions: AdmissionDesk,
        traces: Traces,
    ) -> None:
        self._registry = registry
        self._cabinet = cabinet
        self._attempts = attempts
        self._admissions = admissions
        self._traces = traces

    async def gather(self, number: str, engines: Sequence[str], now: datetime) -> PersonFiles:
        """`engines` are those whose templates are looked for. Raises NobodyOfThatNumber."""
        candidate = await self._registry.candidate(number)
        if candidate is None:
            raise NobodyOfThatNumber(number)
        photos = await self._registry.photos_of(number)
        files = {name: content async for name, content in self._pictures(photos)}
        templates = [each async for each in self._templates(photos, engines)]
        assignments = await self._registry.assignments_of(number)
        held = {
            "made_at": now.isoformat(timespec="seconds"),
            "candidate": msgspec.to_builtins(asdict(candidate)),
            "photos": [_photo(each, files) for each in photos],
            "templates": templates,
            "sittings": [await self._sitting(each) for each in assignments],
            "compared_with_others": await self._traces.like_others(number),
            "photos_shown_to": await self._traces.shown(
                {each.id for each in photos} | await self._once_held(assignments)
            ),
            "handed_out": await self._traces.handed_out(assignments),
        }
        files["data.json"] = msgspec.json.format(msgspec.json.encode(held))
        files["index.html"] = person_page(held).encode()
        return PersonFiles(
            files, tuple(each.id for each in photos), tuple(each.attempt for each in assignments)
        )

    async def _once_held(self, assignments: Sequence[Assignment]) -> set[str]:
        """Their pictures that the account names; some may be forgotten since, and were shown."""
        named: set[str | None] = set()
        for assignment in assignments:
            for event in await self._admissions.events(assignment.attempt):
                if isinstance(event, ProbeCompared):
                    named |= {event.probe, event.reference, event.today}
                    named |= {frame.photo for frame in event.frames}
                if isinstance(event, ProbeDeferred):
                    named.add(event.probe)
        return {each for each in named if each is not None}

    async def _pictures(self, photos: Sequence[Photo]) -> AsyncIterator[tuple[str, bytes]]:
        for each in photos:
            content = await self._registry.photo_content(each.id)
            if content is not None:
                yield _name(each), content

    async def _templates(
        self, photos: Sequence[Photo], engines: Sequence[str]
    ) -> AsyncIterator[dict[str, Any]]:
        for each in photos:
            for engine in engines:
                content = await self._registry.template(each.id, engine)
                if content is not None:
                    count = len(content) // FLOAT_SIZE_BYTES
                    numbers = [round(one, 6) for one in struct.unpack(f"<{count}f", content)]
                    yield {"photo": _name(each), "engine": engine, "numbers": numbers}

    async def _sitting(self, assignment: Assignment) -> dict[str, Any]:
        material = await self._cabinet.material(assignment.sitting)
        attempt = await self._attempts.state(assignment.attempt)
        events: list[Told] = [
            *await self._admissions.events(assignment.attempt),
            *await self._attempts.events(assignment.attempt),
            *await self._traces.of_results(assignment),
        ]
        outcome = outcome_of(attempt, material) if attempt.started_at else None
        return {
            "title": material.sitting.title,
            "exam": {"id": material.exam.title.id, "en": material.exam.title.en},
            "start_at": material.sitting.start_at.isoformat(timespec="minutes"),
            "seat": assignment.seat,
            "total": None if outcome is None else marks_of(outcome.total),
            "passed": None if outcome is None else outcome.passed,
            "events": [_told(each) for each in sorted(events, key=lambda each: each.at)],
        }


def _told(event: Told) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(event)
    told = {name: value for name, value in fields.items() if name not in HIDDEN}
    if isinstance(event, FaceFoundElsewhere):
        told["found"] = len(event.found)  # who they are is theirs
    if isinstance(event, PictureSeenBefore):
        del told["number"], told["earlier"]  # it may be another's
    return told


def _photo(photo: Photo, files: Mapping[str, bytes]) -> dict[str, Any]:
    name = _name(photo)
    return {
        "file": name if name in files else None,
        "kind": photo.kind.value,
        "taken_at": photo.taken_at.isoformat(timespec="seconds"),
    }


def _name(photo: Photo) -> str:
    at = photo.taken_at.strftime("%Y%m%d-%H%M%S")
    return f"photos/{photo.kind.value}-{at}-{photo.id[:6]}.{SUFFIX.get(photo.media_type, 'jpg')}"
