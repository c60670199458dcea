"""The result sheet of a sitting: every candidate, ranked, with the leaf that holds each result."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, LongTable, Spacer, Table, TableStyle

from catserver.results.documents.paper import (
    ACCENT,
    INK,
    MARGIN,
    Code,
    instant,
    marks,
    paragraph,
    pdf,
    register_type,
    table_style,
)
from catserver.results.documents.words import Language, word
from catserver.results.result_list import ResultList, ResultRow

CODE_SIZE = 26 * mm


@dataclass(frozen=True, slots=True)
class PublishedList:
    """Where the list stands in the public log; `address` is what the code leads to."""

    origin: str
    leaf: int
    digest: str
    address: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """`leaves` by candidate number; `published` is None while the list is in no log."""

    exam: str
    sitting: str
    room: str
    started_at: datetime | None
    results: ResultList
    leaves: Mapping[str, int]
    published: PublishedList | None
    language: Language


def result_sheet(sheet: Sheet) -> bytes:
    register_type()
    language = sheet.language
    title = f"{word('sheet', language)} · {sheet.exam} · {sheet.sitting}"
    return pdf(list(_story(sheet)), title, language, landscape(A4))


def _story(sheet: Sheet) -> Iterator[Flowable]:
    language, results = sheet.language, sheet.results
    yield _head(sheet)
    yield Spacer(1, 4 * mm)
    sections = [each.id.upper() for each in results.sections]  # whole titles leave no room
    headings = [
        *(word(each, language) for each in ("rank", "number", "name", "formation")),
        *sections,
        *(word(each, language) for each in ("total", "outcome", "leaf")),
    ]
    rows = [_row(sheet, row) for row in results.rows]
    width = landscape(A4)[0] - 2 * MARGIN
    fixed = [12 * mm, 30 * mm, 0, 48 * mm, *[19 * mm] * len(sections), 17 * mm, 32 * mm, 13 * mm]
    fixed[2] = max(width - sum(fixed), 35 * mm)
    numbers = (4, 1), (4 + len(sections), -1)
    yield LongTable(
        [[paragraph(each, 7.5, bold=True) for each in headings], *rows],
        colWidths=fixed,
        repeatRows=1,
        style=table_style(("ALIGN", *numbers, "RIGHT"), ("ALIGN", (-1, 1), (-1, -1), "RIGHT")),
    )
    yield Spacer(1, 8 * mm)
    yield KeepTogether(_signatures(language))


def _head(sheet: Sheet) -> Flowable:
    language, rows = sheet.language, sheet.results.rows
    counts = word(
        "counts",
        language,
        candidates=len(rows),
        present=sum(row.total is not None for row in rows),
        passed=sum(row.passed is True for row in rows),
    )
    place = f"{word('room', language)} {sheet.room} · {word('start', language)} "
    words = [
        paragraph(word("sheet", language), 16, bold=True),
        paragraph(sheet.exam, 11, bold=True),
        paragraph(f"{sheet.sitting} · {place}{instant(sheet.started_at)}", 9),
        paragraph(counts, 9),
    ]
    published = sheet.published
    if published is None:
        words.append(paragraph(word("not_in_log", language), 7.5, quiet=True))
        return Table([[words]], colWidths=["*"], style=_LINED)
    names = {"leaf": published.leaf, "origin": published.origin, "digest": published.digest}
    words.append(paragraph(word("in_log", language, **names), 7.5, quiet=True))
    address = published.address.partition("#")[0]
    words.append(paragraph(word("check", language, address=address), 7.5, quiet=True))
    code = Code(published.address, CODE_SIZE)
    return Table([[words, code]], colWidths=["*", CODE_SIZE + 4 * mm], style=_LINED)


_LINED = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (0, 0), 0),
        ("LINEBELOW", (0, 0), (-1, -1), 1.2, ACCENT),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
    ]
)


def _row(sheet: Sheet, row: ResultRow) -> list[object]:
    language = sheet.language
    return [
        row.rank or "",
        row.number,
        paragraph(row.name, 7.5),
        paragraph(row.formation, 7.5),
        *(marks(row.sections.get(each.id), language) for each in sheet.results.sections),
        marks(row.total, language),
        paragraph(_outcome(row, language), 7.5),
        sheet.leaves.get(row.number, ""),
    ]


def _outcome(row: ResultRow, language: Language) -> str:
    if row.withheld is not None:
        return word("disqualified" if row.withheld.disqualified else "under_review", language)
    if row.total is None:
        return word("absent", language)
    return word(_VERDICTS[row.passed], language)


_VERDICTS = {True: "passed", False: "not_passed", None: "no_verdict"}


def _signatures(language: Language) -> list[Flowable]:
    who = [word(each, language) for each in ("committee", "proctor", "witness")]
    lines = TableStyle(
        [("LINEABOVE", (0, 1), (-1, 1), 0.6, INK), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    )
    cells: list[list[object]] = [["", "", ""], [paragraph(each, 8) for each in who]]
    return [Table(cells, colWidths=[70 * mm] * 3, rowHeights=[18 * mm, None], style=lines)]
