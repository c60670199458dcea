"""Everything that is held on one person, as files to read: the answer to a request for access.

Left out is what is not theirs: the items' texts and keys, the points of single items (they would
give a key away), hashes of PINs, and whom else a search found.
"""

import html
import struct
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import msgspec

from catserver.admission.events import AdmissionEvent
from catserver.admission.resemblance import FaceFoundElsewhere
from catserver.admission.same_picture import PictureSeenBefore
from catserver.attempt.events import AttemptEvent
from catserver.custody.events import PhotosViewed
from catserver.delivery.keeping.custodian import Custodian
from catserver.delivery.machines import AdmissionDesk, AttemptDesk
from catserver.delivery.material import Cabinet
from catserver.delivery.outcomes import outcome_of
from catserver.delivery.photos import Photo
from catserver.delivery.registry import Assignment, Registry
from question_bank.scoring import marks_of

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
        custodian: Custodian,
    ) -> None:
        self._registry = registry
        self._cabinet = cabinet
        self._attempts = attempts
        self._admissions = admissions
        self._custodian = custodian

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
            "photos_shown_to": await self._shown(photos),
        }
        files["data.json"] = msgspec.json.format(msgspec.json.encode(held))
        files["index.html"] = _page(held).encode()
        return PersonFiles(
            files, tuple(each.id for each in photos), tuple(each.attempt for each in assignments)
        )

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
        events: list[AdmissionEvent | AttemptEvent] = [
            *await self._admissions.events(assignment.attempt),
            *await self._attempts.events(assignment.attempt),
        ]
        outcome = outcome_of(attempt, material) if attempt.prepared else None
        return {
            "title": material.sitting.title,
            "exam": {"id": material.exam.title.id, "en": material.exam.title.en},
            "start_at": material.sitting.start_at.isoformat(timespec="minutes"),
            "seat": assignment.seat,
            "total": None if outcome is None else marks_of(outcome.total),
            "passed": None if outcome is None else outcome.passed,
            "events": [_told(each) for each in sorted(events, key=lambda each: each.at)],
        }

    async def _shown(self, photos: Sequence[Photo]) -> list[dict[str, Any]]:
        mine = {each.id for each in photos}
        return [
            {"by": event.by, "until": event.at.isoformat(timespec="seconds")}
            for event in await self._custodian.events()
            if isinstance(event, PhotosViewed) and mine & set(event.photos)
        ]


def _told(event: AdmissionEvent | AttemptEvent) -> dict[str, Any]:
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


# ── the page to read ─────────────────────────────────────────────────────────────────────────
_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.3rem .5rem;
text-align:start;vertical-align:top}img{max-width:16rem;max-height:20rem;margin:.5rem}
td{overflow-wrap:anywhere}"""


_TEMPLATES = (
    "lihat / see data.json. Angka yang dibuat mesin dari foto / numbers an engine made of a photo."
)


def _page(held: Mapping[str, Any]) -> str:
    candidate, made_at = held["candidate"], _text(held["made_at"])
    return "\n".join(
        (
            '<!doctype html><html lang="id"><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>Data pribadi / Personal data – {_text(candidate['number'])}</title>",
            f"<style>{_STYLE}</style>",
            "<h1>Data pribadi yang disimpan / Personal data that is held</h1>",
            f"<p>Dibuat / made: {made_at}. Semua waktu UTC / all times are UTC.</p>",
            "<h2>Data peserta / Candidate</h2>",
            _table(candidate.items()),
            "<h2>Foto / Photos</h2>",
            *map(_figure, held["photos"]),
            "<h2>Templat wajah / Face templates</h2>",
            f"<p>{len(held['templates'])} – {_TEMPLATES}</p>",
            *(line for each in held["sittings"] for line in _sitting_lines(each)),
            "<h2>Siapa yang melihat foto / Who was shown the photos</h2>",
            _table((each["until"], each["by"]) for each in held["photos_shown_to"]),
        )
    )


def _sitting_lines(sitting: Mapping[str, Any]) -> Iterator[str]:
    yield f"<h2>{_text(sitting['title'])} – {_text(sitting['exam']['id'])}</h2>"
    shown = ("start_at", "seat", "total", "passed")
    yield _table((name, sitting[name]) for name in shown)
    yield "<h3>Yang tercatat / What is recorded</h3>"
    yield _table((each["at"], f"{each['type']}: {_fields(each)}") for each in sitting["events"])


def _fields(event: Mapping[str, Any]) -> str:
    hidden = {"at", "type", "form"}
    told = {name: value for name, value in event.items() if name not in hidden}
    return ", ".join(f"{name} = {value}" for name, value in told.items() if value not in (None, ""))


def _figure(photo: Mapping[str, Any]) -> str:
    words = f"{photo['kind']}, {photo['taken_at']}"
    if photo["file"] is None:
        return f"<p>{_text(words)}: sudah dihapus / no longer held</p>"
    picture = f'<img src="{_text(photo["file"])}" alt="">'
    return f"<figure>{picture}<figcaption>{_text(words)}</figcaption></figure>"


def _table(rows: Iterable[tuple[object, object]]) -> str:
    lines = "".join(
        f"<tr><th>{_text(name)}</th><td>{_text(value)}</td></tr>"
        for name, value in rows
        if value not in (None, "")
    )
    return f"<table>{lines}</table>" if lines else "<p>–</p>"


def _text(value: object) -> str:
    return html.escape(str(value))
