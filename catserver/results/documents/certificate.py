"""Certificates: one page for each candidate, with a code that anybody can check."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Spacer, Table, TableStyle

from catserver.results.documents.paper import (
    ACCENT,
    BOLD,
    MARGIN,
    Code,
    marks,
    paragraph,
    pdf,
    register_type,
    table_style,
)
from catserver.results.documents.words import Language, word

CODE_SIZE = 46 * mm


@dataclass(frozen=True, slots=True)
class CertificateSection:
    title: str
    points: float
    points_max: float


@dataclass(frozen=True, slots=True)
class Certificate:
    """One candidate's result. `address` is what the code leads to, `leaf` its place in the log."""

    number: str
    name: str
    formation: str
    exam: str
    sitting: str
    sections: tuple[CertificateSection, ...]
    total: float
    total_max: float
    passed: bool | None
    origin: str
    leaf: int
    address: str


def certificates_pdf(certificates: Sequence[Certificate], language: Language) -> bytes:
    """Raises ValueError where there are none: an empty file would pass for a full one."""
    if not certificates:
        raise ValueError("there is no certificate to print")
    register_type()
    story: list[Flowable] = []
    for each in certificates:
        if story:
            story.append(PageBreak())
        story.extend(_page(each, language))
    return pdf(story, f"{word('certificate', language)} · {certificates[0].exam}", language)


def _page(certificate: Certificate, language: Language) -> Iterator[Flowable]:
    reached = word("reached", language, exam=certificate.exam, sitting=certificate.sitting)
    yield Spacer(1, 14 * mm)
    yield paragraph(word("certificate", language), 24, bold=True, centred=True)
    yield Spacer(1, 12 * mm)
    yield paragraph(word("certifies", language), 11, centred=True, quiet=True)
    yield Spacer(1, 3 * mm)
    yield paragraph(certificate.name, 20, bold=True, centred=True)
    number = f"{word('number', language)} {certificate.number}"
    yield paragraph(f"{number} · {certificate.formation}", 11, centred=True)
    yield Spacer(1, 6 * mm)
    yield paragraph(reached, 11, centred=True)
    yield Spacer(1, 8 * mm)
    yield _scores(certificate, language)
    yield Spacer(1, 5 * mm)
    if certificate.passed is not None:
        verdict = word("passed" if certificate.passed else "not_passed", language)
        yield paragraph(verdict, 15, bold=True, centred=True)
    yield Spacer(1, 14 * mm)
    yield _proof(certificate, language)


def _scores(certificate: Certificate, language: Language) -> Flowable:
    headings = [word(each, language) for each in ("section", "points", "points_max")]
    rows = [
        [paragraph(each.title, 10), marks(each.points, language), marks(each.points_max, language)]
        for each in certificate.sections
    ]
    total = [
        paragraph(word("total", language), 10, bold=True),
        marks(certificate.total, language),
        marks(certificate.total_max, language),
    ]
    return Table(
        [[paragraph(each, 9, bold=True) for each in headings], *rows, total],
        colWidths=[85 * mm, 30 * mm, 30 * mm],
        style=table_style(
            ("FONTSIZE", (0, 0), (-1, -1), 10),
            ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
            ("FONT", (1, -1), (-1, -1), BOLD, 10),
            ("LINEABOVE", (0, -1), (-1, -1), 1.2, ACCENT),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ),
    )


def _proof(certificate: Certificate, language: Language) -> Flowable:
    names = {"leaf": certificate.leaf, "origin": certificate.origin}
    address = certificate.address.partition("#")[0]
    words = [
        paragraph(word("certificate_in_log", language, **names), 9),
        Spacer(1, 2 * mm),
        paragraph(word("check", language, address=address), 9),
    ]
    plain = TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (0, 0), 0)])
    width = A4[0] - 2 * MARGIN
    code = Code(certificate.address, CODE_SIZE)
    gap = CODE_SIZE + 6 * mm
    return Table([[code, words]], colWidths=[gap, width - gap], style=plain)
