"""Rosters: whole, or one report that names every mistake with its place."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from catserver.roster.roster import Roster, RosterLimits, SourceFile, read_roster
from question_bank.formats.report import Loaded, Problem, Report

PNG = b"\x89PNG\r\n\x1a\nportrait"
HEADINGS = "nomor,nama,tanggal_lahir,formasi,kategori,akomodasi,ruang,meja"
TWO = f"{HEADINGS}\n001,Dewi,1999-12-31,Analis,general,,R1,1\n002,Made,01-02-2000,Guru,,,,\n"


def is_png(content: bytes) -> str | None:
    return None if content.startswith(b"\x89PNG") else "not_a_picture"


def a_zip(files: Mapping[str, bytes]) -> SourceFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return SourceFile("foto.zip", buffer.getvalue())


def read(table: str, photos: SourceFile | Path | None = None) -> Loaded[Roster] | Report:
    return read_roster(SourceFile("peserta.csv", table.encode()), photos, None, is_png)


def loaded(table: str, photos: SourceFile | Path | None = None) -> Roster:
    result = read(table, photos)
    assert isinstance(result, Loaded), result
    return result.value


def problems(table: str, photos: SourceFile | Path | None = None) -> list[Problem]:
    result = read(table, photos)
    assert isinstance(result, Report)
    return list(result.problems)


def codes(found: list[Problem]) -> list[str]:
    return [each.code for each in found]


def test_a_roster_is_read_with_indonesian_headings() -> None:
    first, second = (each.candidate for each in loaded(TWO).enrolments)
    assert (first.number, first.name, first.birth_date) == ("001", "Dewi", date(1999, 12, 31))
    assert (first.room, first.seat, first.accommodation) == ("R1", "1", None)
    assert (second.birth_date, second.category, second.room) == (date(2000, 2, 1), "general", None)


def test_a_roster_is_read_with_english_headings_in_any_order() -> None:
    (only,) = loaded("Seat,Name,Number\n7,Ayu,A-1\n").enrolments
    assert (only.candidate.number, only.candidate.name, only.candidate.seat) == ("A-1", "Ayu", "7")


def test_a_workbook_gives_the_same_candidates_as_a_csv_file() -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("peserta", 0)
    for line in TWO.splitlines():
        sheet.append(line.split(","))
    buffer = io.BytesIO()
    book.save(buffer)
    table = SourceFile("peserta.xlsx", buffer.getvalue())
    result = read_roster(table, None, None, is_png)
    assert isinstance(result, Loaded)
    assert result.value == loaded(TWO)


def test_a_doubled_number_names_both_rows() -> None:
    (found,) = problems("nomor,nama\n001,Dewi\n002,Made\n001,Ayu\n")
    assert (found.code, found.row, found.column) == ("number_doubled", 4, "nomor")
    assert "row 2" in found.message_en
    assert "row 4" in found.message_en


def test_numbers_that_differ_in_capitals_only_are_doubled() -> None:
    assert codes(problems("nomor,nama\na1,Dewi\nA1,Made\n")) == ["number_doubled"]


def test_every_mistake_is_in_one_report_in_the_order_of_the_file() -> None:
    found = problems(
        "nomor,nama,tanggal_lahir\n,Dewi,\n002,,\n0 3,Made,\n"
        "004,Ayu,31-31-1999\n005,Eka,1899-01-01\n"
    )
    assert [(each.row, each.code) for each in found] == [
        (2, "cell_empty"),
        (3, "cell_empty"),
        (4, "number_form"),
        (5, "date_form"),
        (6, "date_form"),
    ]


def test_a_number_that_could_leave_its_folder_is_refused() -> None:
    assert codes(problems("nomor,nama\n../../etc/passwd,Dewi\n")) == ["number_form"]


def test_more_rows_than_the_limit_are_refused() -> None:
    table = SourceFile("peserta.csv", TWO.encode())
    result = read_roster(table, None, None, is_png, RosterLimits(rows_max=1))
    assert isinstance(result, Report)
    assert codes(list(result.problems)) == ["roster_too_many_rows"]


def test_photos_are_put_to_their_candidates_whatever_the_folder_in_the_zip() -> None:
    roster = loaded(TWO, a_zip({"foto/001.PNG": PNG, "__MACOSX/._001.png": b"", "002.png": PNG}))
    assert [each.photo and each.photo.file for each in roster.enrolments] == ["001.PNG", "002.png"]
    assert roster.warnings == ()


def test_a_folder_gives_the_same_as_a_zip(tmp_path: Path) -> None:
    for name in ("001.png", "002.png"):
        (tmp_path / name).write_bytes(PNG)
    (tmp_path / "Thumbs.db").write_bytes(b"left by the system")
    assert loaded(TWO, tmp_path) == loaded(TWO, a_zip({"001.png": PNG, "002.png": PNG}))


def test_a_candidate_without_a_photo_is_a_warning_and_loads() -> None:
    roster = loaded(TWO, a_zip({"001.png": PNG}))
    (warning,) = roster.warnings
    assert (warning.code, warning.row) == ("candidate_without_photo", 3)


def test_without_photo_files_nothing_is_said_about_photos() -> None:
    assert loaded(TWO).warnings == ()


@pytest.mark.parametrize(
    ("files", "code", "file"),
    [
        ({"003.png": PNG}, "photo_without_candidate", "foto.zip/003.png"),
        ({"001.png": b"no photo"}, "not_a_picture", "foto.zip/001.png"),
        ({"001.png": PNG, "001.jpg": PNG}, "photo_twice", "foto.zip/001.jpg"),
        ({"a/001.png": PNG, "b/001.png": PNG}, "archive_name_twice", "foto.zip"),
        ({"001.docx": PNG}, "archive_unexpected_file", "foto.zip"),
    ],
)
def test_a_wrong_photo_is_named(files: Mapping[str, bytes], code: str, file: str) -> None:
    (found,) = problems(TWO, a_zip(files))
    assert (found.code, found.file) == (code, file)


def test_what_is_no_zip_is_said() -> None:
    (found,) = problems(TWO, SourceFile("foto.zip", b"no zip"))
    assert (found.code, found.file) == ("archive_damaged", "foto.zip")


def test_a_wrong_row_does_not_make_its_photo_a_stray() -> None:
    table = "nomor,nama,tanggal_lahir\n001,Dewi,yesterday\n"
    assert codes(problems(table, a_zip({"001.png": PNG}))) == ["date_form"]


def test_a_stray_file_in_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "001.docx").write_bytes(PNG)
    (found,) = problems(TWO, tmp_path)
    assert (found.code, found.file) == ("photo_other_file", f"{tmp_path.name}/001.docx")


def test_a_photo_in_a_folder_is_read_no_further_than_the_limit(tmp_path: Path) -> None:
    seen: list[int] = []

    def measure(content: bytes) -> str | None:
        seen.append(len(content))
        return "picture_too_large"

    (tmp_path / "001.png").write_bytes(b"x" * 1000)
    table = SourceFile("peserta.csv", TWO.encode())
    limits = RosterLimits(photo_size_bytes_max=10)
    result = read_roster(table, tmp_path, None, measure, limits)
    assert isinstance(result, Report)
    assert codes(list(result.problems)) == ["picture_too_large"]
    assert seen == [11]


def test_a_photo_in_a_zip_over_the_limit_is_refused() -> None:
    table = SourceFile("peserta.csv", TWO.encode())
    limits = RosterLimits(photo_size_bytes_max=10)
    result = read_roster(table, a_zip({"001.png": PNG}), None, is_png, limits)
    assert isinstance(result, Report)
    assert codes(list(result.problems)) == ["archive_entry_too_large"]
