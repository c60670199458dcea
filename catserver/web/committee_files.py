"""The committee's files: exams, banks and rosters, checked or loaded, with the report.

An upload is bounded by its declared length before anything is read; large parts go to disk while
they arrive. A report's sentences come from the readers, in both languages.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from catserver.delivery.door.thresholds import thresholds_view
from catserver.delivery.registry import BankRecord, ExamRecord, Role, Staff, Unknown
from catserver.loading.loader import Answer, By, Loader
from catserver.roster.roster import RosterLimits, SourceFile
from catserver.web.access import require_staff, site_of
from catserver.web.errors import ApiError
from catserver.web.responses import json_response
from catserver.web.site import Site
from question_bank.errors import NoSuchPreset
from question_bank.exam import Exam
from question_bank.formats.exam_toml import read_exam
from question_bank.formats.report import Loaded, Problem
from question_bank.formats.stored import import_bank
from question_bank.preset import read_preset, read_presets

FILES_MAX = 2
FIELDS_MAX = 8
FILE_NAME_LENGTH_MAX = 120


def loader_of(site: Site) -> Loader:
    limits = site.settings.limits
    return Loader(
        site.registry,
        site.clock,
        RosterLimits(limits.candidates_per_roster_max, limits.photo_size_bytes_max),
    )


@asynccontextmanager
async def known_references() -> AsyncIterator[None]:
    """What a request names and nobody knows is told by its name."""
    try:
        yield
    except Unknown as error:
        raise ApiError(409, "reference_unknown", {"what": str(error)}) from None


async def exams(request: Request) -> Response:
    await require_staff(request, Role.COMMITTEE)
    records = await site_of(request).registry.exams()
    views = await asyncio.to_thread(lambda: [_exam_view(each) for each in records])
    return json_response({"exams": views})


async def load_exam(request: Request) -> Response:
    staff = await require_staff(request, Role.COMMITTEE)
    async with _form(request) as form:
        file = await _file(form, "file") or _preset(form)
        answer = await loader_of(site_of(request)).load_exam(file, _by(staff, form))
    return _report(answer)


async def banks(request: Request) -> Response:
    await require_staff(request, Role.COMMITTEE)
    registry = site_of(request).registry
    views = []
    for record in await registry.banks():
        keys = await registry.key_book(record.id)
        version = 0 if keys is None else keys.version
        views.append(await asyncio.to_thread(_bank_view, record, version))
    return json_response({"banks": views})


async def load_bank(request: Request) -> Response:
    staff = await require_staff(request, Role.COMMITTEE)
    async with _form(request) as form, known_references():
        answer = await loader_of(site_of(request)).load_bank(
            await _required_file(form),
            await _file(form, "pictures"),
            _text(form, "exam"),
            _by(staff, form),
        )
    return _report(answer)


async def rosters(request: Request) -> Response:
    """What of rosters is loaded: how many, and how they spread."""
    await require_staff(request, Role.COMMITTEE)
    everyone = await site_of(request).registry.candidates()
    formations: dict[str, int] = {}
    rooms: dict[str, int] = {}
    for each in everyone:
        formations[each.formation] = formations.get(each.formation, 0) + 1
        rooms[each.room or ""] = rooms.get(each.room or "", 0) + 1
    return json_response(
        {
            "candidates": len(everyone),
            "without_photo": sum(each.reference_photo is None for each in everyone),
            "formations": formations,
            "rooms": rooms,
        }
    )


async def load_roster(request: Request) -> Response:
    staff = await require_staff(request, Role.COMMITTEE)
    async with _form(request) as form, known_references():
        answer = await loader_of(site_of(request)).load_roster(
            await _required_file(form),
            await _file(form, "photos"),
            _text(form, "exam"),
            _by(staff, form),
        )
    if answer.loaded:
        site_of(request).photo_review.start()
    return _report(answer)


async def presets(request: Request) -> Response:
    await require_staff(request, Role.COMMITTEE)
    found = await asyncio.to_thread(read_presets)
    return json_response({"presets": [_facts(each.exam) for each in found]})


@asynccontextmanager
async def _form(request: Request) -> AsyncIterator[FormData]:
    """The multipart form, bounded by its declared length. Raises ApiError."""
    most = site_of(request).settings.limits.upload_size_bytes_max
    declared = request.headers.get("content-length", "")
    if not declared.isdigit():
        raise ApiError(411, "length_required")
    if int(declared) > most:
        raise ApiError(413, "too_large", {"size_bytes_max": most})
    async with request.form(max_files=FILES_MAX, max_fields=FIELDS_MAX) as form:
        yield form


async def _file(form: FormData, name: str) -> SourceFile | None:
    part = form.get(name)
    if not isinstance(part, UploadFile) or not part.filename:
        return None
    # Old browsers send a whole path; only its last part names the file in the report.
    file_name = part.filename.replace("\\", "/").rsplit("/", 1)[-1][-FILE_NAME_LENGTH_MAX:]
    return SourceFile(file_name, await part.read())


async def _required_file(form: FormData) -> SourceFile:
    file = await _file(form, "file")
    if file is None:
        raise ApiError(422, "file_needed")
    return file


def _preset(form: FormData) -> SourceFile:
    try:
        preset = read_preset(_text(form, "preset") or "")
    except NoSuchPreset:
        raise ApiError(422, "file_needed") from None
    return SourceFile(f"{preset.name}.toml", preset.source)


def _text(form: FormData, name: str) -> str | None:
    value = form.get(name)
    return value if isinstance(value, str) and value else None


def _by(staff: Staff, form: FormData) -> By:
    return By(staff.name, check_only=_text(form, "check") is not None)


def _report(answer: Answer) -> Response:
    problems = [
        *(_problem(each, "problem") for each in answer.problems),
        *(_problem(each, "warning") for each in answer.warnings),
    ]
    report = {"problems": problems, "counts": answer.counts, "changed": answer.changed}
    return json_response({"report": report, "loaded": answer.loaded, "id": answer.id})


def _problem(problem: Problem, severity: str) -> dict[str, object]:
    return {
        "severity": severity,
        "file": problem.file,
        "row": problem.row,
        "column": problem.column,
        "code": problem.code,
        "message": {"id": problem.message_id, "en": problem.message_en},
        "remedy": {"id": problem.remedy_id, "en": problem.remedy_en},
    }


def _exam_view(record: ExamRecord) -> Mapping[str, object]:
    read = read_exam(record.source, record.id)
    facts = _facts(read.value) if isinstance(read, Loaded) else {"id": record.id}
    return {**facts, "loaded_at": record.loaded_at, "loaded_by": record.loaded_by}


def _facts(exam: Exam) -> dict[str, object]:
    return {
        "id": exam.id,
        "title": {"id": exam.title.id, "en": exam.title.en},
        "items": exam.items,
        "allowed_s": int(exam.time.allowed.total_seconds()),
        "sections": [
            {
                "id": each.id,
                "title": {"id": each.title.id, "en": each.title.en},
                "items": each.items,
            }
            for each in exam.sections
        ],
        "categories": [
            {"id": each.id, "title": {"id": each.title.id, "en": each.title.en}}
            for each in exam.categories
        ],
        "thresholds": thresholds_view(exam.identity),
        "digest": exam.digest,
    }


def _bank_view(record: BankRecord, key_version: int) -> Mapping[str, object]:
    bank = import_bank(record.content)
    sections: dict[str, int] = {}
    for section in bank.sections().values():
        sections[section] = sections.get(section, 0) + 1
    return {
        "id": bank.id,
        "title": bank.title,
        "items": len(bank.items),
        "sections": sections,
        "key_version": key_version,
        "digest": bank.digest,
        "loaded_at": record.loaded_at,
        "loaded_by": record.loaded_by,
    }


routes: Sequence[BaseRoute] = [
    Route("/api/exams", exams, methods=["GET"]),
    Route("/api/exams", load_exam, methods=["POST"]),
    Route("/api/banks", banks, methods=["GET"]),
    Route("/api/banks", load_bank, methods=["POST"]),
    Route("/api/rosters", rosters, methods=["GET"]),
    Route("/api/rosters", load_roster, methods=["POST"]),
    Route("/api/presets", presets),
]
