"""The rows of a CSV file: UTF-8 with or without BOM, separated by semicolon, comma or tab."""

import csv
import io
from collections.abc import Iterator, Sequence

from question_bank.finding import Finding
from question_bank.formats.report import ProblemList

_DELIMITERS = ";,\t"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def csv_rows(source: bytes, problems: ProblemList) -> Iterator[tuple[int, Sequence[str]]]:
    """Rows with the number a spreadsheet shows; stops at the first row that cannot be read."""
    text = _decoded(source, problems)
    if text is None:
        return
    delimiter, skipped = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            problems.add(_BROKEN_QUOTES, row=number)
            return
        if number > skipped:
            yield number, cells


def _decoded(source: bytes, problems: ProblemList) -> str | None:
    if source.startswith(_UTF_16_MARKS):
        problems.add(_NOT_UTF_8)
        return None
    if b"\x00" in source:
        problems.add(_BINARY)
        return None
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(_NOT_UTF_8, row=source.count(b"\n", 0, error.start) + 1)
        return None


def _delimiter(text: str) -> tuple[str, int]:
    """The separator, and how many rows only declared it (`sep=;`, as Excel writes)."""
    first = text.lstrip("\r\n").split("\n", 1)[0].strip("\r")
    if first.lower().startswith("sep=") and len(first) == len("sep=;"):
        return first[-1], 1
    unquoted = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=unquoted.count), 0


_NOT_UTF_8 = Finding(
    "table_not_utf8",
    "The file is not in UTF-8, so letters would come out wrong.",
    "Berkas tidak berformat UTF-8, sehingga huruf bisa salah terbaca.",
    "Save it as “CSV UTF-8” or as XLSX.",
    "Simpan sebagai “CSV UTF-8” atau XLSX.",
)
_BINARY = Finding(
    "table_not_a_table",
    "The file is neither CSV nor XLSX.",
    "Berkas ini bukan CSV maupun XLSX.",
    "Save the table as “CSV UTF-8” or as XLSX.",
    "Simpan tabel sebagai “CSV UTF-8” atau XLSX.",
)
_BROKEN_QUOTES = Finding(
    "table_broken_quotes",
    "A quotation mark in this row is not closed, so the rest of the file cannot be read.",
    "Ada tanda kutip di baris ini yang tidak ditutup, sehingga sisa berkas tidak terbaca.",
    "Close the quotation mark, and write one inside a cell twice.",
    "Tutup tanda kutipnya, dan tulis dua kali bila ada di dalam sel.",
)
