"""Readers under chance: whatever the bytes, there is a whole value or a report, never an error."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from question_bank.formats.bank_table import read_bank
from question_bank.formats.exam_toml import read_exam
from question_bank.formats.pictures import read_picture
from question_bank.formats.report import Loaded, Report
from question_bank.formats.stored import export_bank, export_key_book, import_bank, import_key_book
from question_bank.formats.zip_pictures import unpack_pictures
from tests.unit.question_bank.builders import (
    EXAM,
    HEADINGS,
    ROW,
    a_jpeg,
    a_png,
    a_table,
    a_workbook,
    a_zip,
    an_svg,
)

WORKBOOK = a_workbook([HEADINGS.split(";"), ROW.split(";")])
ARCHIVE = a_zip({"1.png": a_png(), "2.jpg": a_jpeg()})
STARTS = [b"", WORKBOOK, ARCHIVE, EXAM.encode(), a_table(ROW), a_png(), a_jpeg(), an_svg()]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A sound file in which something was overwritten, cut out or put in."""
    source = draw(st.sampled_from(STARTS))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(source)))
        end = draw(st.integers(start, min(len(source), start + 40)))
        source = source[:start] + draw(st.binary(max_size=40)) + source[end:]
    return source


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged())
def test_no_bytes_break_a_reader(source: bytes) -> None:
    for answer in (
        read_exam(source, "exam.toml"),
        read_bank(source, "bank.csv", {"p.png": source}),
        unpack_pictures(source, "foto.zip"),
    ):
        assert isinstance(answer, Loaded | Report)
        if isinstance(answer, Report):
            assert answer.problems
            assert answer.counts["problems"] >= len(answer.problems)
    read_picture("p", source)


CELL = st.text(
    st.characters(exclude_characters='\x00;"\r\n', exclude_categories=["Cs"]), max_size=8
)


@settings(deadline=None)
@given(st.lists(st.lists(CELL, min_size=10, max_size=10), min_size=1, max_size=5))
def test_a_bank_is_loaded_whole_or_every_problem_has_its_row(rows: list[list[str]]) -> None:
    answer = read_bank(a_table(ROW, *(";".join(row) for row in rows)), "bank.csv", {})
    if isinstance(answer, Report):
        assert all(problem.row is None or problem.row >= 2 for problem in answer.problems)
        return
    bank, book = answer.value
    assert set(bank.items) == set(book.keys)
    assert import_bank(export_bank(bank)) == bank
    assert import_key_book(export_key_book(book)) == book


LINES = EXAM.splitlines()
VALUE = st.sampled_from(
    ["1", "-1", "0.001", "nan", "true", '"x"', "[]", "{}", "[1]", '["x"]', "{ x = 1 }", "9" * 30]
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_an_exam_with_any_values_swapped_is_reported_and_never_half_read(
    data: st.DataObject,
) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        key, equals, _ = lines[place].partition(" = ")
        lines[place] = f"{key} = {data.draw(VALUE)}" if equals else ""
    answer = read_exam("\n".join(lines).encode(), "exam.toml")
    if isinstance(answer, Report):
        assert answer.problems
    else:
        assert answer.value.items > 0
