"""The rows of an XLSX file's first visible sheet, read within bounds."""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from question_bank.finding import Finding
from question_bank.formats.archive import open_archive
from question_bank.formats.cell import EMPTY, Cell, CellKind
from question_bank.formats.report import ProblemList

# 50,000 rows of a bank are about 30 MiB of XML.
_UNPACKED_BYTES_MAX = 64 << 20
_ENTRIES_MAX = 2_000
# Every tag becomes an object for a moment; three million take about ten seconds.
_TAGS_MAX = 3_000_000
_CHUNK_BYTES = 1 << 20
# A spreadsheet keeps 15 significant digits.
_NUMBER_EXACT_BELOW = 10**15
_LEADING_ZEROS = re.compile(r"0{2,}")

OLD_OFFICE_MAGIC = b"\xd0\xcf\x11\xe0"


def xlsx_rows(
    source: bytes, problems: ProblemList, *, rows_max: int, columns_max: int
) -> Sequence[tuple[int, tuple[Cell, ...]]]:
    """Rows with the number the spreadsheet shows; one row and one column beyond the bounds."""
    archive = open_archive(source, entries_max=_ENTRIES_MAX, unpacked_bytes_max=_UNPACKED_BYTES_MAX)
    if isinstance(archive, Finding):
        problems.add(archive)
        return ()
    with archive:
        refused, has_formulas = _inspect(archive)
    if refused is not None:
        problems.add(refused)
        return ()
    bounds = _Bounds(rows=rows_max + 1, columns=columns_max + 1)
    try:
        formulas = _formula_places(source, bounds) if has_formulas else frozenset()
        return _cells(source, bounds, formulas)
    except Exception:  # noqa: BLE001 - a third party's parser fails in many ways on bad input
        problems.add(_DAMAGED)
        return ()


@dataclass(frozen=True, slots=True)
class _Bounds:
    rows: int
    columns: int


def _inspect(archive: zipfile.ZipFile) -> tuple[Finding | None, bool]:
    """Refuse what would make the XML parser work without end; tell whether formulas are there."""
    if "xl/workbook.xml" not in archive.namelist():
        return _NO_WORKBOOK, False
    tags = 0
    has_formulas = False
    try:
        for entry in archive.infolist():
            is_xml = entry.filename.endswith((".xml", ".rels"))
            with archive.open(entry) as part:
                tail = b""
                while chunk := part.read(_CHUNK_BYTES):
                    text = tail + chunk
                    # A NUL would be UTF-16, in which the next test sees nothing.
                    if is_xml and b"\x00" in chunk:
                        return _DAMAGED, False
                    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                        return _DAMAGED, False
                    tags += chunk.count(b"<")
                    if tags > _TAGS_MAX:
                        return _TOO_MANY_CELLS, False
                    has_formulas = has_formulas or b"<f>" in text or b"<f " in text
                    tail = chunk[-16:]
    except Exception:  # noqa: BLE001 - damaged deflate streams, wrong checksums, unknown methods
        return _DAMAGED, False
    return None, has_formulas


@contextmanager
def _sheet(source: bytes, *, values: bool) -> Iterator[Any]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of decoration that it does not keep
        workbook = openpyxl.load_workbook(
            io.BytesIO(source), read_only=True, data_only=values, keep_links=False
        )
        try:
            yield next(each for each in workbook.worksheets if each.sheet_state == "visible")
        finally:
            workbook.close()


def _cells(
    source: bytes, bounds: _Bounds, formulas: frozenset[tuple[int, int]]
) -> Sequence[tuple[int, tuple[Cell, ...]]]:
    with _sheet(source, values=True) as sheet:
        rows = sheet.iter_rows(min_row=1, max_row=bounds.rows, min_col=1, max_col=bounds.columns)
        return [
            (
                number,
                tuple(
                    _cell(cell, is_formula=(number, place) in formulas)
                    for place, cell in enumerate(cells)
                ),
            )
            for number, cells in enumerate(rows, start=1)
        ]


def _formula_places(source: bytes, bounds: _Bounds) -> frozenset[tuple[int, int]]:
    with _sheet(source, values=False) as sheet:
        rows = sheet.iter_rows(min_row=1, max_row=bounds.rows, min_col=1, max_col=bounds.columns)
        return frozenset(
            (number, place)
            for number, cells in enumerate(rows, start=1)
            for place, cell in enumerate(cells)
            if cell.data_type == "f"
        )


def _cell(cell: Any, *, is_formula: bool) -> Cell:
    value = cell.value
    if value is None:
        # A formula that yields the empty text is stored as a string without a value.
        is_unstored = is_formula and cell.data_type != "str"
        return Cell("", CellKind.FORMULA) if is_unstored else EMPTY
    if cell.data_type == "e":
        return Cell(str(value), CellKind.ERROR)
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    if isinstance(value, dt.datetime) and value.time() == dt.time(0):
        return Cell(value.date().isoformat(), CellKind.DATE)
    if isinstance(value, dt.date | dt.time):
        return Cell(value.isoformat(), CellKind.DATE)
    if isinstance(value, dt.timedelta):
        return Cell(str(value), CellKind.DATE)
    return Cell(str(value))


def _number(value: float, number_format: str) -> Cell:
    """A number as its reader sees it: no `.0`, leading zeros where the format shows them."""
    if abs(value) >= _NUMBER_EXACT_BELOW:
        return Cell(str(value), CellKind.ROUNDED)
    text = str(int(value)) if value == int(value) else repr(value)
    if _LEADING_ZEROS.fullmatch(number_format) and value >= 0:
        text = text.zfill(len(number_format))
    return Cell(text)


_DAMAGED = Finding(
    "table_damaged",
    "The workbook is damaged and cannot be read.",
    "Buku kerja rusak dan tidak dapat dibaca.",
    "Open it in a spreadsheet, save it as XLSX again, or save it as “CSV UTF-8”.",
    "Buka di aplikasi lembar kerja, simpan lagi sebagai XLSX, atau simpan sebagai “CSV UTF-8”.",
)
_NO_WORKBOOK = Finding(
    "table_not_a_table",
    "The file is a zip archive, but no XLSX workbook.",
    "Berkas ini arsip zip, bukan buku kerja XLSX.",
    "Save the table as XLSX or as “CSV UTF-8”.",
    "Simpan tabel sebagai XLSX atau “CSV UTF-8”.",
)
_TOO_MANY_CELLS = Finding(
    "table_too_many_cells",
    "The workbook has more cells than are read.",
    "Buku kerja berisi terlalu banyak sel.",
    "Delete unused sheets, rows and columns, or split the file.",
    "Hapus lembar, baris, dan kolom yang tidak dipakai, atau bagi berkasnya.",
)
