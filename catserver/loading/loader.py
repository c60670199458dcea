"""Loads one file whole, or answers with everything that is wrong in it."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from catserver.delivery.clock import Clock
from catserver.delivery.registry import (
    BankRecord,
    ExamRecord,
    NewKeys,
    Photo,
    PhotoId,
    PhotoKind,
    PictureRecord,
    Registry,
    RosterEntry,
    Unknown,
)
from catserver.loading.exam_notices import exam_notices
from catserver.loading.photo_check import photo_problem
from catserver.loading.same_photos import same_photos
from catserver.roster.roster import CheckPhoto, Enrolment, RosterLimits, SourceFile, read_roster
from question_bank.assembly import check_blueprint
from question_bank.bank import Bank
from question_bank.exam import Exam
from question_bank.formats.bank_table import read_bank
from question_bank.formats.exam_toml import read_exam
from question_bank.formats.report import Loaded, Problem, ProblemList, Report
from question_bank.formats.stored import export_bank, export_key_book
from question_bank.formats.zip_pictures import unpack_pictures
from question_bank.key import KeyBook
from question_bank.marking import check_keys

PHOTO_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a file. `changed` is whether the registry is other than before."""

    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    loaded: bool = False
    changed: bool = False
    id: str | None = None


@dataclass(frozen=True, slots=True)
class By:
    """Who loads; with `check_only` nothing is loaded."""

    name: str
    check_only: bool = False


class Loader:
    def __init__(
        self,
        registry: Registry,
        clock: Clock,
        limits: RosterLimits,
        check_photo: CheckPhoto = photo_problem,
    ) -> None:
        self._registry = registry
        self._clock = clock
        self._limits = limits
        self._check_photo = check_photo

    async def load_exam(self, file: SourceFile, by: By) -> Answer:
        read = await asyncio.to_thread(read_exam, file.content, file.name)
        if isinstance(read, Report):
            return Answer(read.problems, counts=read.counts)
        exam = read.value
        warnings = exam_notices(exam, file.name)
        if by.check_only:
            return Answer(warnings=warnings, counts=read.counts, id=exam.id)
        record = ExamRecord(exam.id, exam.digest, file.content, self._clock.now(), by.name)
        changed = await self._registry.load_exam(record)
        return Answer((), warnings, read.counts, loaded=True, changed=changed, id=exam.id)

    async def load_bank(
        self, file: SourceFile, pictures: SourceFile | Path | None, exam_id: str | None, by: By
    ) -> Answer:
        """With an exam, the bank must also fill its blueprint and suit its scoring."""
        exam = await self.exam(exam_id)
        read = await asyncio.to_thread(_read_bank, file, pictures, exam)
        if isinstance(read, Report):
            return Answer(read.problems, counts=read.counts)
        bank, book = read.value
        if by.check_only:
            return Answer(counts=read.counts, id=bank.id)
        content, keys = await asyncio.to_thread(lambda: (export_bank(bank), export_key_book(book)))
        loaded = await self._registry.load_bank(
            BankRecord(
                id=bank.id,
                digest=bank.digest,
                title=bank.title,
                content=content,
                loaded_at=self._clock.now(),
                loaded_by=by.name,
            ),
            NewKeys(book.digest, keys),
            {p.name: PictureRecord(p.media_type, p.content) for p in bank.pictures.values()},
        )
        counts = {**read.counts, "key_version": loaded.key_version}
        return Answer(counts=counts, loaded=True, changed=loaded.changed, id=bank.id)

    async def load_roster(
        self, table: SourceFile, photos: SourceFile | Path | None, exam_id: str | None, by: By
    ) -> Answer:
        """With an exam, categories and accommodations must be the exam's."""
        exam = await self.exam(exam_id)
        read = await asyncio.to_thread(
            read_roster, table, photos, exam, self._check_photo, self._limits
        )
        if isinstance(read, Report):
            return Answer(read.problems, counts=read.counts)
        roster = read.value
        twins = same_photos(roster, await self._registry.reference_digests(), table.name)
        warnings = (*roster.warnings, *twins.problems)
        read_counts = {**read.counts, "warnings": len(roster.warnings) + twins.counts["problems"]}
        if by.check_only:
            return Answer(warnings=warnings, counts=read_counts)
        now = self._clock.now()
        loaded = await self._registry.load_roster([_entry(e, now) for e in roster.enrolments])
        counts = {
            **read_counts,
            "added": loaded.added,
            "updated": loaded.updated,
            "unchanged": loaded.unchanged,
            "photos_new": loaded.photos,
        }
        return Answer((), warnings, counts, loaded=True, changed=loaded.changed)

    async def exam(self, exam_id: str | None) -> Exam | None:
        """The current exam of that name; raises Unknown where there is none."""
        if exam_id is None:
            return None
        record = await self._registry.exam(exam_id)
        if record is None:
            raise Unknown(f"exam {exam_id}")
        read = await asyncio.to_thread(read_exam, record.source, f"{exam_id}.toml")
        if not isinstance(read, Loaded):
            raise Unknown(f"exam {exam_id}")
        return read.value


def _read_bank(
    file: SourceFile, pictures: SourceFile | Path | None, exam: Exam | None
) -> Loaded[tuple[Bank, KeyBook]] | Report:
    unpacked = _pictures(pictures)
    if isinstance(unpacked, Report):
        # The table is read all the same: one report names the mistakes of both.
        read = read_bank(file.content, file.name, {})
        others = read.problems if isinstance(read, Report) else ()
        found = (*unpacked.problems, *(p for p in others if not p.code.startswith("picture_")))
        return Report(found, {**read.counts, "problems": len(found)})
    read = read_bank(file.content, file.name, unpacked.value)
    if isinstance(read, Report) or exam is None:
        return read
    bank, book = read.value
    problems = ProblemList(file.name)
    for finding in (*check_blueprint(exam, bank), *check_keys(exam, bank, book)):
        problems.add(finding)
    return problems.report(read.counts) if problems else read


def _pictures(pictures: SourceFile | Path | None) -> Loaded[Mapping[str, bytes]] | Report:
    if pictures is None:
        return Loaded({})
    if isinstance(pictures, SourceFile):
        return unpack_pictures(pictures.content, pictures.name)
    files = (each for each in sorted(pictures.iterdir()) if each.is_file())
    return Loaded({each.name: each.read_bytes() for each in files if each.name[0] != "."})


def _entry(enrolment: Enrolment, now: datetime) -> RosterEntry:
    held = enrolment.photo
    if held is None:
        return RosterEntry(enrolment.candidate)
    photo = Photo(
        id=PhotoId(secrets.token_urlsafe(PHOTO_ID_BYTES)),
        kind=PhotoKind.REGISTRATION,
        candidate=enrolment.candidate.number,
        digest=held.digest,
        media_type=held.media_type,
        taken_at=now,
    )
    return RosterEntry(enrolment.candidate, photo, held.content)
