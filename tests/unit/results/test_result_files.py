"""Result files: every row, and no name becomes a formula."""

import io

import openpyxl

from catserver.results.result_files import csv_file, xlsx_file
from catserver.results.result_list import ResultList, ResultRow, ResultSection
from question_bank.exam import Bilingual


def a_row(name: str = "Dewi", total: float | None = 5) -> ResultRow:
    return ResultRow(
        rank=1,
        number="001",
        name=name,
        formation="Analis",
        category="general",
        seat="7",
        phase="finished",
        sections={"twk": -0.25},
        total=total,
        passed=True,
        answered=3,
        items=5,
        finished_how="handed_in",
        finished_at=None,
        key_version=1,
    )


def results(*rows: ResultRow) -> ResultList:
    section = ResultSection("twk", Bilingual(id="Wawasan", en="Civics"), 15)
    return ResultList(sections=(section,), total_max=15, rows=rows)


def test_a_csv_file_has_a_line_for_each_row_with_exact_marks() -> None:
    lines = csv_file(results(a_row(), a_row("Made")), "en").decode("utf-8-sig").splitlines()
    assert lines[0].split(",")[6:8] == ["twk", "total"]
    assert lines[1].split(",")[2:9] == ["Dewi", "Analis", "general", "7", "-0.25", "5", "yes"]
    assert len(lines) == 3


def test_a_name_that_looks_like_a_formula_stays_a_name() -> None:
    name = '=HYPERLINK("http://x")'
    assert b"'=HYPERLINK" in csv_file(results(a_row(name)), "id")
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file(results(a_row(name)), "Sesi 1", "id")))
    cell = book.worksheets[0].cell(2, 3)
    assert (cell.value, cell.data_type) == (name, "s")


def test_a_title_that_no_sheet_may_have_is_made_fit() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx_file(results(), "Sesi 1/2: [A]" + "x" * 40, "id"))
    )
    assert len(book.worksheets[0].title) == 31
