"""Tables: CSV and XLSX as people really save them, and as nobody should."""

import datetime as dt
import io
import zipfile
from typing import Any

import pytest

from question_bank.formats import table
from question_bank.formats.report import ProblemList
from question_bank.formats.table import COLUMNS_MAX, Column, Record, read_table
from tests.unit.question_bank.builders import a_workbook, a_zip, places

COLUMNS = (
    Column("number", ("nomor", "number"), required=True),
    Column("name", ("nama", "name")),
    Column("birth_date", ("tanggal_lahir", "birth_date"), date_welcome=True),
)


def read(source: bytes) -> tuple[tuple[Record, ...], list[tuple[str, int | None, str | None]]]:
    problems = ProblemList("t.csv")
    records = read_table(source, COLUMNS, problems)
    return records, places(problems.report().problems)


def values(source: bytes) -> list[dict[str, str]]:
    records, problems = read(source)
    assert problems == []
    return [dict(record.values) for record in records]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_csv_as_spreadsheets_write_it(separator: str, mark: str, line_end: str) -> None:
    rows = (("Nomor", "Nama"), ("001", "Siti"), ("002", "Budi"))
    text = mark + line_end.join(separator.join(row) for row in rows)
    assert values(text.encode()) == [
        {"number": "001", "name": "Siti"},
        {"number": "002", "name": "Budi"},
    ]


def test_a_separator_within_quotes_is_text() -> None:
    assert values(b'nomor,nama\n1,"Siti, S.H. ""Ani"""') == [
        {"number": "1", "name": 'Siti, S.H. "Ani"'}
    ]


def test_semicolons_win_where_headings_are_separated_by_them() -> None:
    assert values(b'nomor;"nama"\n1;Siti, S.H.') == [{"number": "1", "name": "Siti, S.H."}]


def test_a_line_that_declares_the_separator_is_no_heading() -> None:
    records, problems = read(b"sep=,\nnomor,nama\n1,Siti")
    assert problems == []
    assert (records[0].row, records[0].value("name")) == (3, "Siti")


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    records, _ = read(b'\nnomor;nama\n\n1;"two\nlines"\n;\n2;Budi\n')
    assert [(record.row, record.value("number")) for record in records] == [(4, "1"), (6, "2")]
    assert records[0].value("name") == "two\nlines"


def test_letters_composed_in_two_ways_are_one() -> None:
    assert values("nomor;nama\n1;Rene\u0301\u00a0 X".encode()) == [
        {"number": "1", "name": "Ren\u00e9 X"}
    ]


def test_a_record_knows_the_headings_of_its_file() -> None:
    records, _ = read(b"Nomor ;Tanggal-Lahir\n1;")
    assert records[0].heading("birth_date") == "Tanggal-Lahir"
    assert records[0].heading("name") == "name"
    assert records[0].value("name") == ""


BAD_FILES = [
    ("nothing", b"", ("table_empty", None, None)),
    ("blank lines", b"\n\n;;\n", ("table_empty", None, None)),
    ("headings only", b"nomor;nama\n", ("table_empty", None, None)),
    ("Latin-1", "nomor;nama\n1;Ren\xe9".encode("latin-1"), ("table_not_utf8", 2, None)),
    ("UTF-16", "nomor;nama\n1;Siti".encode("utf-16"), ("table_not_utf8", None, None)),
    ("a binary", b"\x7fELF\x00\x01\x02", ("table_not_a_table", None, None)),
    ("an open quote", b'nomor;nama\n1;"Siti\n2;Budi', ("table_broken_quotes", 2, None)),
    ("a broken quote", b'nomor;nama\n1;"Si"ti', ("table_broken_quotes", 2, None)),
    ("an old XLS", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, ("table_old_office", None, None)),
    ("half a zip", b"PK\x03\x04 and then nothing", ("archive_damaged", None, None)),
    ("a zip of photos", a_zip({"1.jpg": b"x"}), ("table_not_a_table", None, None)),
    ("an endless line", b"nomor;nama\n1;" + b"x" * 200_000, ("table_broken_quotes", 2, None)),
    ("no usable column", b"apa;siapa\n1;2", ("column_missing", 1, "nomor")),
]


@pytest.mark.parametrize(
    ("source", "expected"), [case[1:] for case in BAD_FILES], ids=[case[0] for case in BAD_FILES]
)
def test_a_file_that_is_no_table_is_refused_in_words(source: bytes, expected: Any) -> None:
    records, problems = read(source)
    assert records == ()
    assert expected in problems


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "ROWS_MAX", 100)
    assert read(b"nomor\n" + b"1\n" * 99)[1] == []
    assert read(b"nomor\n" + b"1\n" * 100)[1] == [("table_too_many_rows", 101, None)]


def test_too_many_columns_are_refused() -> None:
    row = ";".join(["#"] * (COLUMNS_MAX + 1))
    _, problems = read(f"nomor;{row}\n1".encode())
    assert problems == [("table_too_many_columns", 1, None)]


def test_a_file_beyond_the_bound_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "SOURCE_BYTES_MAX", 10)
    assert read(b"nomor;nama\n1;Siti")[1] == [("table_too_large", None, None)]


def test_a_workbook_gives_what_a_person_sees() -> None:
    rows = [
        ("Nomor", "Nama", "Tanggal lahir"),
        (17, "Siti", dt.date(2001, 2, 3)),
        ("0012", 2.5, "03-02-2001"),
        (5.0, None, None),
    ]
    assert values(a_workbook(rows, A2="00000")) == [
        {"number": "00017", "name": "Siti", "birth_date": "2001-02-03"},
        {"number": "0012", "name": "2.5", "birth_date": "03-02-2001"},
        {"number": "5", "name": "", "birth_date": ""},
    ]


BAD_CELLS = [
    ("a choice that became a date", (1, dt.date(2024, 2, 1)), ("cell_became_date", 2, "nama")),
    ("a number beyond 15 digits", (3201234567890123, "x"), ("cell_number_rounded", 2, "nomor")),
    ("a spreadsheet error", (1, "#N/A"), ("cell_spreadsheet_error", 2, "nama")),
    ("a formula nobody calculated", (1, "=1+1"), ("cell_formula_without_value", 2, "nama")),
]


@pytest.mark.parametrize(
    ("row", "expected"), [case[1:] for case in BAD_CELLS], ids=[case[0] for case in BAD_CELLS]
)
def test_what_a_spreadsheet_spoilt_is_reported(row: tuple[Any, ...], expected: Any) -> None:
    _, problems = read(a_workbook([("nomor", "nama"), row]))
    assert problems == [expected]


def test_hidden_sheets_are_passed_over() -> None:
    workbook = zipped_workbook_with_two_sheets()
    assert values(workbook) == [{"number": "1"}]


def zipped_workbook_with_two_sheets() -> bytes:
    import openpyxl

    workbook = openpyxl.Workbook()
    hidden = workbook.active
    assert hidden is not None
    hidden.append(["rahasia"])
    shown = workbook.create_sheet("Peserta")
    shown.append(["nomor"])
    shown.append(["1"])
    hidden.sheet_state = "hidden"
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def repacked(replace: dict[str, bytes]) -> bytes:
    """A sound workbook in which some parts are replaced."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(a_workbook([("nomor", "nama"), (1, "Siti")]))) as old,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, replace.get(name, old.read(name)))
        for name in replace.keys() - set(old.namelist()):
            new.writestr(name, replace[name])
    return content.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">&b;</worksheet>'
)


@pytest.mark.parametrize(
    ("replace", "code"),
    [
        ({SHEET: LAUGHS}, "table_damaged"),
        ({SHEET: b"<worksheet><broken"}, "table_damaged"),
        ({SHEET: "<worksheet/>".encode("utf-16")}, "table_damaged"),
        ({"xl/workbook.xml": b"<nothing/>"}, "table_damaged"),
        ({"xl/media/zero.bin": bytes(65 << 20)}, "archive_too_large"),
        ({"xl/media/zero.bin": bytes(40 << 20)}, "archive_bomb"),
        ({SHEET: b"<a/>" * 3_000_001}, "archive_bomb"),
    ],
    ids=["entities", "broken XML", "UTF-16", "no workbook", "too large", "bomb", "tags"],
)
def test_a_hostile_workbook_is_refused_before_it_is_parsed(
    replace: dict[str, bytes], code: str
) -> None:
    records, problems = read(repacked(replace))
    assert records == ()
    assert [problem[0] for problem in problems] == [code]


def test_more_cells_than_are_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("question_bank.formats.xlsx_rows._TAGS_MAX", 50)
    assert read(a_workbook([("nomor",), (1,)]))[1] == [("table_too_many_cells", None, None)]


def test_a_cell_far_below_is_not_dropped_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stray value in row 1,048,576 would otherwise vanish behind the bound."""
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>nomor</t></is></c></row>'
        b'<row r="2"><c r="A2"><v>1</v></c></row>'
        b'<row r="1048576"><c r="A1048576"><v>2</v></c></row></sheetData></worksheet>'
    )
    monkeypatch.setattr(table, "ROWS_MAX", 100)
    assert read(repacked({SHEET: sheet}))[1] == [("table_too_many_rows", 101, None)]


def test_a_formula_that_yields_nothing_is_an_empty_cell() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>nomor</t></is></c>'
        b'<c r="B1" t="inlineStr"><is><t>nama</t></is></c></row>'
        b'<row r="2"><c r="A2"><f>1+1</f><v>2</v></c>'
        b'<c r="B2" t="str"><f>""</f><v></v></c></row></sheetData></worksheet>'
    )
    assert values(repacked({SHEET: sheet})) == [{"number": "2", "name": ""}]
