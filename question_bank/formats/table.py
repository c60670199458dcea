"""A table: the records of a CSV or XLSX file, by the columns that a reader declares.

Banks and rosters share this: the first row that is not empty holds the headings, in Indonesian or
English, in any order and any mixture of capitals, spaces and underscores. Every record keeps the
row number a person sees in a spreadsheet and the headings of their file, so that problems can name
the place. A column nobody declared is a problem (a mistyped heading would lose its data silently)
unless its heading starts with `#` or is a word for notes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from question_bank.finding import Finding
from question_bank.formats.archive import ZIP_MAGIC
from question_bank.formats.cell import Cell, CellKind, check_cell, plain
from question_bank.formats.csv_rows import csv_rows
from question_bank.formats.report import ProblemList
from question_bank.formats.suggestion import hint
from question_bank.formats.xlsx_rows import OLD_OFFICE_MAGIC, xlsx_rows

SOURCE_BYTES_MAX = 32 << 20
# A national day has 27,000 candidates at the same moment; a site a few hundred.
ROWS_MAX = 50_000
COLUMNS_MAX = 64

_NOTES = frozenset({"catatan", "keterangan", "notes", "remarks"})

_Rows = Iterable[tuple[int, Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Column:
    """`names` are headings in lower case with underscores; the first is the one to suggest."""

    field: str
    names: tuple[str, ...]
    required: bool = False
    date_welcome: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One row by field; fields whose column the file lacks are empty."""

    row: int
    values: Mapping[str, str]
    headings: Mapping[str, str]

    def value(self, field: str) -> str:
        return self.values.get(field, "")

    def heading(self, field: str) -> str:
        """The heading of the field as the file spells it, for `Problem.column`."""
        return self.headings.get(field, field)


def read_table(
    source: bytes, columns: Sequence[Column], problems: ProblemList
) -> tuple[Record, ...]:
    """All records; what is wrong is added to `problems`, and rows are read on as far as possible.

    Without usable headings there are no records, and `problems` says why.
    """
    rows = ((number, cells) for number, cells in _rows(source, problems) if _has_text(cells))
    first = next(rows, None)
    if first is None:
        if not problems:
            problems.add(_EMPTY)
        return ()
    fields, headings = _arrange(first[0], first[1], columns, problems)
    if any(column.required and column.field not in headings for column in columns):
        return ()
    welcome = frozenset(column.field for column in columns if column.date_welcome)
    records = tuple(
        _record(number, cells, fields, headings, welcome, problems) for number, cells in rows
    )
    if not records and not problems:
        problems.add(_EMPTY)
    return records


def _rows(source: bytes, problems: ProblemList) -> Iterator[tuple[int, Sequence[Cell]]]:
    if len(source) > SOURCE_BYTES_MAX:
        problems.add(_too_large(len(source)))
        return
    if source.startswith(OLD_OFFICE_MAGIC):
        problems.add(_OLD_OFFICE)
        return
    rows: _Rows
    if source.startswith(ZIP_MAGIC):
        rows = xlsx_rows(source, problems, rows_max=ROWS_MAX, columns_max=COLUMNS_MAX)
    else:
        rows = (
            (number, tuple(Cell(text) for text in cells))
            for number, cells in csv_rows(source, problems)
        )
    for number, cells in rows:
        if number > ROWS_MAX:
            problems.add(_too_many("rows", "baris", ROWS_MAX), row=number)
            return
        if len(cells) > COLUMNS_MAX and _has_text(cells[COLUMNS_MAX:]):
            problems.add(_too_many("columns", "kolom", COLUMNS_MAX), row=number)
            return
        yield number, cells


def _has_text(cells: Sequence[Cell]) -> bool:
    return any(cell.kind is not CellKind.TEXT or cell.text.strip() for cell in cells)


def _canonical(heading: str) -> str:
    return "_".join(plain(heading).casefold().replace("_", " ").replace("-", " ").split())


def _arrange(
    row: int, cells: Sequence[Cell], columns: Sequence[Column], problems: ProblemList
) -> tuple[list[str | None], dict[str, str]]:
    """The field of each place in a row, and the file's heading of each field."""
    by_name = {name: column.field for column in columns for name in column.names}
    fields: list[str | None] = []
    headings: dict[str, str] = {}
    for cell in cells:
        heading = plain(cell.text)
        name = _canonical(heading)
        field = by_name.get(name)
        fields.append(field)
        if field is None:
            if name and not name.startswith("#") and name not in _NOTES:
                problems.add(_unknown(heading, name, by_name), row=row, column=heading)
        elif field in headings:
            problems.add(_twice(heading, headings[field]), row=row, column=heading)
        else:
            headings[field] = heading
    for column in columns:
        if column.required and column.field not in headings:
            problems.add(_missing(column), row=row, column=column.names[0])
    return fields, headings


def _record(
    row: int,
    cells: Sequence[Cell],
    fields: Sequence[str | None],
    headings: Mapping[str, str],
    welcome: frozenset[str],
    problems: ProblemList,
) -> Record:
    values: dict[str, str] = {}
    for field, cell in zip(fields, cells, strict=False):
        if field is None:
            continue
        text = plain(cell.text)
        found = check_cell(Cell(text, cell.kind), date_welcome=field in welcome)
        if found is not None:
            problems.add(found, row=row, column=headings[field])
        values.setdefault(field, text)
    if _has_text(cells[len(fields) :]):
        problems.add(_TOO_MANY_CELLS, row=row)
    return Record(row=row, values=values, headings=headings)


def _unknown(heading: str, name: str, by_name: Mapping[str, str]) -> Finding:
    hint_en, hint_id = hint(name, by_name)
    return Finding(
        "column_unknown",
        f"No column is called “{heading}”.{hint_en}",
        f"Tidak ada kolom bernama “{heading}”.{hint_id}",
        "Correct the heading; put # before it if the column is to be ignored.",
        "Perbaiki judul kolom; beri tanda # di depannya bila kolom ini diabaikan.",
    )


def _twice(heading: str, other: str) -> Finding:
    return Finding(
        "column_twice",
        f"The columns “{other}” and “{heading}” mean the same.",
        f"Kolom “{other}” dan “{heading}” bermakna sama.",
        "Keep one of them.",
        "Sisakan salah satu.",
    )


def _missing(column: Column) -> Finding:
    names = "” / “".join(column.names)
    return Finding(
        "column_missing",
        f"The column “{names}” is missing.",
        f"Kolom “{names}” tidak ada.",
        "Add it to the first row.",
        "Tambahkan di baris pertama.",
    )


def _too_many(what_en: str, what_id: str, most: int) -> Finding:
    return Finding(
        f"table_too_many_{what_en}",
        f"The table has more than {most} {what_en}.",
        f"Tabel memiliki lebih dari {most} {what_id}.",
        f"Delete empty {what_en} at the end, or split it into several files.",
        f"Hapus {what_id} kosong di akhir, atau bagi menjadi beberapa berkas.",
    )


def _too_large(size_bytes: int) -> Finding:
    return Finding(
        "table_too_large",
        f"The file has {size_bytes >> 20} MiB; at most {SOURCE_BYTES_MAX >> 20} are read.",
        f"Berkas berukuran {size_bytes >> 20} MiB; paling banyak {SOURCE_BYTES_MAX >> 20}.",
        "Split it, or keep pictures outside of the table.",
        "Bagi berkasnya, atau simpan gambar di luar tabel.",
    )


_EMPTY = Finding(
    "table_empty",
    "The table has no rows.",
    "Tabel tidak berisi baris.",
    "Give headings in the first row and one record in each row below.",
    "Isi judul kolom di baris pertama dan satu data di tiap baris di bawahnya.",
)
_OLD_OFFICE = Finding(
    "table_old_office",
    "This is an old XLS file, or a workbook protected by a password.",
    "Ini berkas XLS lama, atau buku kerja yang dilindungi kata sandi.",
    "Save it as XLSX without a password.",
    "Simpan sebagai XLSX tanpa kata sandi.",
)
_TOO_MANY_CELLS = Finding(
    "row_too_long",
    "The row has more cells than there are headings.",
    "Baris ini memiliki sel lebih banyak daripada judul kolom.",
    "Put text that contains the separator between quotation marks.",
    "Apit teks yang berisi tanda pemisah dengan tanda kutip.",
)
