"""Builders of items, banks, exams, tables and pictures for the tests of the question bank."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl

from question_bank.bank import Bank, BankId, make_bank
from question_bank.exam import Exam
from question_bank.formats.bank_table import read_bank
from question_bank.formats.exam_toml import read_exam
from question_bank.formats.report import Loaded, Problem, Report
from question_bank.item import Choice, ChoiceId, Item, ItemId, Level, SectionId
from question_bank.key import ItemKey, KeyBook
from question_bank.points import Points

EXAM = """\
schema = 1
id = "small"
title = { id = "Kecil", en = "Small" }

[time]
allowed_minutes = 100

[[time.extra]]
accommodation = "blind"
minutes = 30

[[sections]]
id = "twk"
title = { id = "Wawasan", en = "Civics" }
items = 4
scoring = { kind = "keyed", right = 5, wrong = -1 }

[[sections.topics]]
topic = "sejarah"
items = 2
levels = { easy = 1 }

[[sections]]
id = "tkp"
title = { id = "Kepribadian", en = "Character" }
items = 2
scoring = { kind = "graded", lowest = 1, highest = 5 }

[[cuts]]
categories = ["general"]
sections = { twk = 10, tkp = 5 }

[[cuts]]
categories = ["cum_laude"]
sections = { twk = 15 }
total = 22.5

[ranking]
order = ["total", "tkp", "twk"]

[identity]
reasons = [{ code = "other", title = { id = "Lain", en = "Other" } }]

[practice]
stem = { id = "Latihan", en = "Practice" }
choices = [
    { id = "Ya", en = "Yes" },
    { id = "Tidak", en = "No" },
]
"""

HEADINGS = "kode;bagian;topik;tingkat;soal;gambar;pilihan_a;pilihan_b;pilihan_c;kunci"
ROW = "TWK-1;twk;sejarah;mudah;Siapa?;;Ani;Budi;Citra;b"


def an_exam(**changes: str) -> Exam:
    """The small exam; each change replaces the text of its name in `EXAM`."""
    loaded = read_exam(an_exam_source(changes).encode(), "exam.toml")
    assert isinstance(loaded, Loaded), loaded.problems
    return loaded.value


def an_exam_source(changes: Mapping[str, str]) -> str:
    source = EXAM
    for old, new in changes.items():
        assert old in source, old
        source = source.replace(old, new, 1)
    return source


def exam_problems(**changes: str) -> tuple[Problem, ...]:
    return exam_problems_after(changes)


def exam_problems_after(changes: Mapping[str, str]) -> tuple[Problem, ...]:
    report = read_exam(an_exam_source(changes).encode(), "exam.toml")
    assert isinstance(report, Report), "the exam was loaded"
    return report.problems


def an_item(
    item: str = "TWK-1",
    section: str = "twk",
    topic: str = "",
    level: Level | None = None,
    choices: str = "abcde",
) -> Item:
    return Item(
        id=ItemId(item),
        section=SectionId(section),
        topic=topic,
        level=level,
        stem=f"Soal {item}",
        picture=None,
        choices=tuple(Choice(ChoiceId(each), f"Pilihan {each} {item}") for each in choices),
    )


def a_bank(items: Iterable[Item]) -> Bank:
    return make_bank(BankId("bank"), "Bank", items)


def a_small_bank(civics: int = 8, character: int = 5) -> Bank:
    """A bank that fills the small exam: half of the civics items are of its topic, one is easy."""
    return a_bank(
        [
            *(
                an_item(
                    f"TWK-{number}",
                    topic="sejarah" if number % 2 else "hukum",
                    level=Level.EASY if number == 1 else Level.HARD,
                )
                for number in range(1, civics + 1)
            ),
            *(an_item(f"TKP-{number}", "tkp") for number in range(1, character + 1)),
        ]
    )


def keys_of(bank: Bank, right: str = "b") -> KeyBook:
    """Keyed items as a bank file gives them; graded ones with 1 to 5 points."""
    return KeyBook(
        1,
        {
            item.id: graded_key(item.id)
            if item.section == "tkp"
            else ItemKey(item.id, None, right=[ChoiceId(right)])
            for item in bank.items.values()
        },
    )


def graded_key(item: str, *marks: int) -> ItemKey:
    values = marks or (1, 2, 3, 4, 5)
    return ItemKey(
        ItemId(item),
        {
            ChoiceId(letter): Points(mark * 100)
            for letter, mark in zip("abcdefgh", values, strict=False)
        },
    )


def a_table(*rows: str, headings: str = HEADINGS) -> bytes:
    return "\n".join([headings, *rows]).encode()


def bank_of(source: bytes, pictures: Mapping[str, bytes] | None = None) -> tuple[Bank, KeyBook]:
    loaded = read_bank(source, "bank.csv", pictures or {})
    assert isinstance(loaded, Loaded), loaded.problems
    return loaded.value


def bank_problems(
    source: bytes, pictures: Mapping[str, bytes] | None = None
) -> tuple[Problem, ...]:
    report = read_bank(source, "bank.csv", pictures or {})
    assert isinstance(report, Report), "the bank was loaded"
    return report.problems


def codes(problems: Iterable[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def places(problems: Iterable[Problem]) -> list[tuple[str, int | None, str | None]]:
    return [(problem.code, problem.row, problem.column) for problem in problems]


def a_workbook(rows: Sequence[Sequence[Any]], **formats: str) -> bytes:
    """An XLSX file; `formats` are number formats by cell, such as A2="00000"."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cell, number_format in formats.items():
        sheet[cell].number_format = number_format
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def a_zip(entries: Mapping[str, bytes], *, compress: bool = True) -> bytes:
    content = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, entry in entries.items():
            archive.writestr(name, entry)
    return content.getvalue()


def a_png(width: int = 2, height: int = 2) -> bytes:
    """A PNG by structure; its pixels are not written, as nothing reads them."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def a_jpeg(width: int = 2, height: int = 2) -> bytes:
    frame = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xc0" + frame + b"\xff\xda\x00\x02" + b"\x00" * 8 + b"\xff\xd9"


def an_svg(inside: str = '<circle r="3"/>', attributes: str = "") -> bytes:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>{inside}</svg>'
    ).encode()
