"""Result sheet and certificates, read back from the PDF."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from catserver.results.documents.certificate import (
    Certificate,
    CertificateSection,
    certificates_pdf,
)
from catserver.results.documents.press import Press, PressBusy
from catserver.results.documents.result_sheet import PublishedList, Sheet, result_sheet
from catserver.results.result_list import ResultList, ResultRow, ResultSection
from catserver.sitting.withholding import Withholding
from question_bank.exam import Bilingual

AT = datetime(2026, 5, 4, 1, 0, tzinfo=UTC)
SECTIONS = (ResultSection("twk", Bilingual(id="Wawasan", en="Insight"), 150.0),)
PUBLISHED = PublishedList(
    "hasil.example/log", 55, "ab" * 32, "https://hasil.example/verify#leaf=55"
)


def a_row(number: str, name: str, total: float | None, rank: int | None) -> ResultRow:
    sections = {} if total is None else {"twk": total}
    passed = None if total is None else total >= 65
    return ResultRow(
        rank, number, name, "Arsiparis", "general", "A1", "finished", sections, total, passed,
        30, 30, "handed_in", AT, 1,
    )  # fmt: skip


ROWS = (
    a_row("001", "Ayu <b>Lestari</b> & Co", 112.5, 1),
    a_row("002", "Żaneta Müller", 40, 2),
    a_row("003", "Budi", None, None),
)


def a_sheet(
    rows: tuple[ResultRow, ...] = ROWS, published: PublishedList | None = PUBLISHED
) -> Sheet:
    listed = ResultList(SECTIONS, 150.0, rows)
    return Sheet("SKD", "Sesi 1", "A", AT, listed, {"001": 17, "002": 18}, published, "id")


def text_of(content: bytes) -> str:
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join("\n".join(pages).split())


def test_a_sheet_has_everybody_their_marks_and_their_leaf() -> None:
    text = text_of(result_sheet(a_sheet()))
    for words in ("Ayu <b>Lestari</b> & Co", "Żaneta Müller", "112,5", "Tidak hadir", "17", "18"):
        assert words in text
    assert "3 peserta · 2 hadir · 1 lulus" in text


def test_a_sheet_says_where_its_list_stands_in_the_log_or_that_it_does_not() -> None:
    assert f"daun 55 dari log hasil.example/log, SHA-256 {'ab' * 32}" in text_of(
        result_sheet(a_sheet())
    )
    assert "belum diumumkan" in text_of(result_sheet(a_sheet(published=None)))


def test_a_sheet_in_english_writes_marks_the_english_way() -> None:
    text = text_of(result_sheet(replace(a_sheet(), language="en")))
    assert "112.5" in text
    assert "Absent" in text


@pytest.mark.parametrize(
    ("disqualified", "words"), [(True, "Didiskualifikasi"), (False, "Sedang diperiksa")]
)
def test_a_withheld_result_reads_as_such(disqualified: bool, words: str) -> None:  # noqa: FBT001
    held = replace(
        ROWS[0], withheld=Withholding("att", "001", AT, "ani", "why", disqualified), passed=None
    )
    assert words in text_of(result_sheet(a_sheet((held,))))


def test_a_long_sheet_repeats_its_heading_on_each_page() -> None:
    rows = tuple(a_row(f"{place:04}", "Ayu", 100, place) for place in range(1, 121))
    pages = PdfReader(io.BytesIO(result_sheet(a_sheet(rows)))).pages
    assert len(pages) > 2
    assert all("Nomor peserta" in page.extract_text() for page in pages[:2])


def a_certificate(number: str, name: str) -> Certificate:
    sections = (CertificateSection("Wawasan Kebangsaan", 112.5, 150),)
    address = f"https://hasil.example/verify#certificate={'A' * 400}"
    return Certificate(
        number, name, "Arsiparis", "SKD 2024", "Sesi 1", sections, 112.5, 150, True,
        "hasil.example/log", 17, address,
    )  # fmt: skip


def test_each_certificate_is_a_page_with_one_name() -> None:
    content = certificates_pdf([a_certificate("1", "Ayu"), a_certificate("2", "Budi <i>")], "en")
    first, second = (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "Ayu" in first
    assert "Budi" not in first
    assert "Budi <i>" in second
    assert "112.5" in second
    assert "leaf 17" in second
    assert "https://hasil.example/verify" in second
    assert "AAAA" not in second, "what is behind the # is for the code alone"


def test_no_certificate_is_no_file() -> None:
    with pytest.raises(ValueError, match="no certificate"):
        certificates_pdf([], "id")


async def test_the_press_prints_in_a_process_of_its_own_and_takes_so_many_orders() -> None:
    press = Press()
    try:
        content = await press.make(certificates_pdf, [a_certificate("1", "Ayu")], "id")
        assert content.startswith(b"%PDF")
        with pytest.raises(ValueError, match="no certificate"):
            await press.make(certificates_pdf, [], "id")
        press._orders = 99
        with pytest.raises(PressBusy):
            await press.make(certificates_pdf, [], "id")
    finally:
        press.close()
