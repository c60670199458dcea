"""The looks of a paper: page, type, tables, the code to scan; marks and times as written."""

import io
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import segno
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, TableStyle

from catserver.results.documents.words import Language, word

PLAIN, BOLD = "SourceSansPro-Regular", "SourceSansPro-Bold"
INK = colors.HexColor("#14202b")
QUIET = colors.HexColor("#5b6873")
LINE = colors.HexColor("#c9d1d8")
SHADE = colors.HexColor("#f2f5f7")
ACCENT = colors.HexColor("#0b5c8a")
MARGIN = 15 * mm


@cache
def register_type() -> None:
    """Letters of our own: a PDF's built-in type has none for many names."""
    folder = files("font_source_sans_pro") / "files"
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)


def style(
    size: float, *, bold: bool = False, centred: bool = False, quiet: bool = False
) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size}{bold}{centred}{quiet}",
        fontName=BOLD if bold else PLAIN,
        fontSize=size,
        leading=size * 1.35,
        textColor=QUIET if quiet else INK,
        alignment=TA_CENTER if centred else 0,
    )


def paragraph(text: str, size: float = 8, **how: bool) -> Paragraph:
    """`text` is plain: a name with `<` in it stays a name."""
    return Paragraph(escape(text), style(size, **how))


def table_style(*more: Any) -> TableStyle:
    """`more` are commands of ReportLab's, added behind the house's own."""
    return TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), PLAIN, 7.5),
            ("FONT", (0, 0), (-1, 0), BOLD, 7.5),
            ("TEXTCOLOR", (0, 0), (-1, -1), INK),
            ("BACKGROUND", (0, 0), (-1, 0), SHADE),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("TOPPADDING", (0, 0), (-1, -1), 2.2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
            *more,
        ]
    )


class Code(Flowable):
    """A QR code, as squares and not as a picture: sharp at any size."""

    def __init__(self, content: str, size: float) -> None:
        super().__init__()
        self._matrix = [list(row) for row in segno.make(content, error="m").matrix_iter(border=0)]
        self.width = self.height = size

    def draw(self) -> None:
        side = self.width / len(self._matrix)
        self.canv.setFillColor(colors.black)
        for down, row in enumerate(self._matrix):
            for across, dark in enumerate(row):
                if dark:
                    top = self.height - (down + 1) * side
                    self.canv.rect(across * side, top, side * 1.02, side * 1.02, stroke=0, fill=1)


def pdf(
    story: Sequence[Flowable], title: str, language: Language, size: tuple[float, float] = A4
) -> bytes:
    """The finished file; `title` is what a reader shows as its name."""
    buffer = io.BytesIO()

    def foot(canvas: Canvas, _: object) -> None:
        canvas.setFont(PLAIN, 7)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN, 9 * mm, title)
        page = word("page", language, page=canvas.getPageNumber())
        canvas.drawRightString(size[0] - MARGIN, 9 * mm, page)

    document = SimpleDocTemplate(
        buffer,
        pagesize=size,
        title=title,
        author="catserver",
        lang=language,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 3 * mm,
    )
    document.build(list(story), onFirstPage=foot, onLaterPages=foot)
    return buffer.getvalue()


def marks(value: float | None, language: Language) -> str:
    """5 · 2.5 · –0,25 by the language; empty where nothing was reached."""
    if value is None:
        return ""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "id" else text


def instant(at: datetime | None) -> str:
    """In the site's own time zone, with its difference from UTC."""
    return "" if at is None else at.astimezone().strftime("%Y-%m-%d %H:%M %z")
