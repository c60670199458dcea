"""Puts rows and photos together: a whole roster, or one report of everything that is wrong.

A candidate without a photo is a warning and no problem: the desk can still look at the card.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from catserver.delivery.registry import Candidate
from catserver.roster import findings
from catserver.roster.photo_folder import PhotoProblems, photos_in_folder, photos_in_zip
from catserver.roster.roster_table import RosterRow, read_rows
from question_bank.exam import Exam
from question_bank.formats.report import PROBLEMS_MAX, Loaded, Problem, ProblemList, Report

CheckPhoto = Callable[[bytes], str | None]
"""None for a photo that can be opened; otherwise a code of `findings.BY_CODE`."""

# Looking for a near number compares with all of them; a folder of strays is another mistake.
SUGGESTIONS_MAX = 20
_PNG_MAGIC = b"\x89PNG"
_WEBP_MAGIC = b"RIFF"


@dataclass(frozen=True, slots=True)
class SourceFile:
    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RosterPhoto:
    file: str
    media_type: str
    digest: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Enrolment:
    candidate: Candidate
    photo: RosterPhoto | None


@dataclass(frozen=True, slots=True)
class Roster:
    enrolments: tuple[Enrolment, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class RosterLimits:
    rows_max: int = 20_000
    photo_size_bytes_max: int = 4 * 1024 * 1024


DEFAULT_ROSTER_LIMITS = RosterLimits()


def read_roster(
    table: SourceFile,
    photos: SourceFile | Path | None,
    exam: Exam | None,
    check_photo: CheckPhoto,
    limits: RosterLimits = DEFAULT_ROSTER_LIMITS,
) -> Loaded[Roster] | Report:
    """`photos` is a zip or a folder; without it, photos loaded earlier stay."""
    row_problems = ProblemList(table.name)
    rows = read_rows(table.content, exam, limits.rows_max, row_problems)
    photo_problems = PhotoProblems("" if photos is None else photos.name)
    files = _files(photos, limits, photo_problems)
    placed = _place(rows, files, photo_problems) if rows else {}
    checked = _opened(placed, check_photo, photo_problems)
    counts = {"candidates": len(rows), "photos": len(files)}
    if row_problems or photo_problems.problems:
        of_rows = row_problems.report()
        found = of_rows.counts["problems"] + len(photo_problems.problems)
        problems = (*of_rows.problems, *photo_problems.problems)[:PROBLEMS_MAX]
        return Report(problems, {**counts, "problems": found})
    warnings = () if photos is None else _without_photo(rows, checked, table.name)
    enrolments = tuple(Enrolment(row.candidate, checked.get(row.candidate.number)) for row in rows)
    return Loaded(Roster(enrolments, warnings), {**counts, "warnings": len(warnings)})


def _files(
    photos: SourceFile | Path | None, limits: RosterLimits, problems: PhotoProblems
) -> Mapping[str, bytes]:
    if photos is None:
        return {}
    if isinstance(photos, Path):
        return photos_in_folder(photos, limits.photo_size_bytes_max, problems)
    return photos_in_zip(photos.content, photos.name, limits.photo_size_bytes_max, problems)


def _place(
    rows: Sequence[RosterRow], files: Mapping[str, bytes], problems: PhotoProblems
) -> dict[str, tuple[str, bytes]]:
    """The photo file of each candidate number."""
    numbers = {row.candidate.number.casefold(): row.candidate.number for row in rows}
    placed: dict[str, tuple[str, bytes]] = {}
    strays = 0
    for name, content in files.items():
        stem = PurePosixPath(name).stem
        number = numbers.get(stem.casefold())
        if number is None:
            strays += 1
            near = list(numbers) if strays <= SUGGESTIONS_MAX else []
            problems.add(findings.photo_without_candidate(stem, near), name)
        elif number in placed:
            problems.add(findings.photo_twice(number, placed[number][0]), name)
        else:
            placed[number] = (name, content)
    return placed


def _opened(
    placed: Mapping[str, tuple[str, bytes]], check_photo: CheckPhoto, problems: PhotoProblems
) -> dict[str, RosterPhoto]:
    photos: dict[str, RosterPhoto] = {}
    for number, (name, content) in placed.items():
        code = check_photo(content)
        if code is not None:
            problems.add(findings.BY_CODE[code], name)
        else:
            digest = hashlib.sha256(content).hexdigest()
            photos[number] = RosterPhoto(name, _media_type(content), digest, content)
    return photos


def _media_type(content: bytes) -> str:
    if content.startswith(_PNG_MAGIC):
        return "image/png"
    return "image/webp" if content.startswith(_WEBP_MAGIC) else "image/jpeg"


def _without_photo(
    rows: Sequence[RosterRow], photos: Mapping[str, RosterPhoto], file: str
) -> tuple[Problem, ...]:
    found = ProblemList(file)
    for row in rows:
        if row.candidate.number not in photos:
            found.add(findings.candidate_without_photo(row.candidate.number), row=row.row)
    return found.report().problems
