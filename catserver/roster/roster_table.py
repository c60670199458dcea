"""Reads the rows of a roster, with Indonesian or English headings, into candidates.

An empty category means `general`. Categories may be written by identifier or by their title in the
exam file, in either language.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from catserver.delivery.registry import Candidate, CandidateNumber
from catserver.roster import findings
from question_bank.exam import Exam
from question_bank.finding import Finding
from question_bank.formats.report import ProblemList
from question_bank.formats.table import Column, Record, read_table

COLUMNS = (
    Column("number", ("nomor", "number", "nomor_peserta", "no_peserta", "candidate_number"), True),
    Column("name", ("nama", "name", "nama_lengkap", "full_name"), required=True),
    Column("birth_date", ("tanggal_lahir", "birth_date", "tgl_lahir"), date_welcome=True),
    Column("formation", ("formasi", "formation", "jabatan", "position")),
    Column("category", ("kategori", "category")),
    Column("accommodation", ("akomodasi", "accommodation")),
    Column("room", ("ruang", "room", "ruangan")),
    Column("seat", ("meja", "seat", "kursi", "nomor_meja")),
)
DEFAULT_CATEGORY = "general"
# It is a file name, part of a URL and what a barcode holds.
NUMBER_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
# The longest names of public rosters have about 70 characters; a board's row holds no more.
TEXT_LENGTH_MAX = 120
EARLIEST_BIRTH_YEAR = 1900
# What Indonesian rosters write where an exam file says `blind`.
ACCOMMODATION_WORDS = {"tunanetra": "blind", "netra": "blind", "tuna netra": "blind"}
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A candidate and the row of the file that names them."""

    row: int
    candidate: Candidate


def read_rows(
    source: bytes, exam: Exam | None, rows_max: int, problems: ProblemList
) -> tuple[RosterRow, ...]:
    """All rows; `problems` holds what is wrong in them."""
    records = read_table(source, COLUMNS, problems)
    if len(records) > rows_max:
        problems.add(findings.too_many_rows(len(records), rows_max), row=records[rows_max].row)
        return ()
    _check_doubled(records, problems)
    return tuple(RosterRow(record.row, _candidate(record, exam, problems)) for record in records)


def _candidate(record: Record, exam: Exam | None, problems: ProblemList) -> Candidate:
    """What could not be read is left empty: with a problem in the list nothing is loaded."""

    def wrong(field: str, finding: Finding) -> None:
        problems.add(finding, row=record.row, column=record.heading(field))

    number = record.value("number")
    if not number:
        wrong("number", findings.EMPTY)
    elif not NUMBER_FORM.fullmatch(number):
        wrong("number", findings.number_form(number))
    if not record.value("name"):
        wrong("name", findings.EMPTY)
    for field in ("name", "formation", "room", "seat"):
        if len(record.value(field)) > TEXT_LENGTH_MAX or "\n" in record.value(field):
            wrong(field, findings.too_long(TEXT_LENGTH_MAX))
    born = _birth_date(record.value("birth_date"))
    category = _category(record.value("category"), exam)
    accommodation = _accommodation(record.value("accommodation"), exam)
    if isinstance(born, Finding):
        wrong("birth_date", born)
    if isinstance(category, Finding):
        wrong("category", category)
    if isinstance(accommodation, Finding):
        wrong("accommodation", accommodation)
    return Candidate(
        number=CandidateNumber(number),
        name=record.value("name"),
        formation=record.value("formation"),
        category="" if isinstance(category, Finding) else category,
        birth_date=None if isinstance(born, Finding) else born,
        accommodation=None if isinstance(accommodation, Finding) else accommodation,
        room=record.value("room") or None,
        seat=record.value("seat") or None,
    )


def _birth_date(text: str) -> date | Finding | None:
    if not text:
        return None
    day_first = _DAY_FIRST.fullmatch(text)
    try:
        if day_first:
            day, month, year = (int(each) for each in day_first.groups())
            born = date(year, month, day)
        else:
            born = date.fromisoformat(text)
    except ValueError:
        return findings.date_form(text)
    return born if born.year >= EARLIEST_BIRTH_YEAR else findings.date_form(text)


def _category(text: str, exam: Exam | None) -> str | Finding:
    wanted = text.casefold() or DEFAULT_CATEGORY
    if exam is None or not exam.categories:
        return text or DEFAULT_CATEGORY
    for each in exam.categories:
        if wanted in (each.id.casefold(), each.title.id.casefold(), each.title.en.casefold()):
            return each.id
    return findings.unknown_category(text, [each.id for each in exam.categories])


def _accommodation(text: str, exam: Exam | None) -> str | Finding | None:
    if not text:
        return None
    word = ACCOMMODATION_WORDS.get(text.casefold(), text)
    if exam is None or exam.knows_accommodation(word):
        return word
    return findings.unknown_accommodation(text, list(exam.time.extra))


def _check_doubled(records: Sequence[Record], problems: ProblemList) -> None:
    first: dict[str, Record] = {}
    for record in records:
        number = record.value("number")
        before = first.setdefault(number.casefold(), record)
        if number and before is not record:
            problems.add(
                findings.doubled(number, before.row, record.row),
                row=record.row,
                column=record.heading("number"),
            )
