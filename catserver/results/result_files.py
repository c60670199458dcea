"""Writes a result list as CSV or XLSX.

No cell becomes a formula: a roster's name may begin with `=` and must stay a name in the
spreadsheet of whoever opens the file (OWASP, CSV injection).
"""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from catserver.results.result_list import ResultList, ResultRow
from question_bank.formats.plain_cells import plain_cell

Language = Literal["id", "en"]
Value = str | int | float | None

_HEADINGS: dict[Language, tuple[str, ...]] = {
    "id": ("peringkat", "nomor", "nama", "formasi", "kategori", "meja"),
    "en": ("rank", "number", "name", "formation", "category", "seat"),
}
_HEADINGS_AFTER: dict[Language, tuple[str, ...]] = {
    "id": (
        "total",
        "lulus",
        "terjawab",
        "soal",
        "keadaan",
        "selesai",
        "selesai_pada",
        "versi_kunci",
        "ditahan",
    ),
    "en": (
        "total",
        "passed",
        "answered",
        "items",
        "state",
        "finished",
        "finished_at",
        "key_version",
        "withheld",
    ),
}
_PASSED: dict[Language, dict[bool | None, str]] = {
    "id": {True: "ya", False: "tidak", None: ""},
    "en": {True: "yes", False: "no", None: ""},
}
_WITHHELD: dict[Language, dict[bool, str]] = {
    "id": {False: "sedang diperiksa", True: "didiskualifikasi"},
    "en": {False: "under review", True: "disqualified"},
}


def csv_file(results: ResultList, language: Language) -> bytes:
    """UTF-8 with a byte order mark, which spreadsheets need to read names rightly."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in _table(results, language):
        writer.writerow([plain_cell(each) for each in row])
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(results: ResultList, title: str, language: Language) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook(write_only=False)
    sheet = book.create_sheet(_sheet_title(title), 0)
    del book["Sheet"]
    for row_number, row in enumerate(_table(results, language), start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(row_number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
            if row_number == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _table(results: ResultList, language: Language) -> Iterator[list[Value]]:
    sections = [each.id for each in results.sections]
    yield [*_HEADINGS[language], *sections, *_HEADINGS_AFTER[language]]
    for row in results.rows:
        yield [
            *(row.rank, row.number, row.name, row.formation, row.category, row.seat),
            *(row.sections.get(section) for section in sections),
            *(row.total, _PASSED[language][row.passed], row.answered, row.items),
            *(row.phase, row.finished_how, _instant(row), row.key_version),
            None if row.withheld is None else _WITHHELD[language][row.withheld.disqualified],
        ]


def _instant(row: ResultRow) -> str | None:
    at: datetime | None = row.finished_at
    return None if at is None else at.isoformat(timespec="seconds")


def _sheet_title(title: str) -> str:
    """At most 31 characters, without those that a sheet's name may not have."""
    kept = "".join(each for each in title if each not in r"[]:*?/\'")
    return kept[:31].strip() or "results"
