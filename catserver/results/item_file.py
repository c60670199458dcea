"""Writes an item analysis as CSV: one row for each item, its choices one after another."""

import csv
import io

from catserver.results.item_list import ItemList, ItemRow
from catserver.results.result_files import Language
from question_bank.formats.plain_cells import plain_cell

_HEADINGS: dict[Language, tuple[str, ...]] = {
    "id": ("subtes", "soal", "peserta", "tingkat_kemudahan", "daya_beda", "kosong", "catatan"),
    "en": ("section", "item", "candidates", "facility", "discrimination", "blank", "notes"),
}
_OF_A_CHOICE: dict[Language, tuple[str, str, str]] = {
    "id": ("pilihan", "dipilih", "tarikan"),
    "en": ("choice", "chosen", "pull"),
}


def items_csv(items: ItemList, language: Language) -> bytes:
    """UTF-8 with a byte order mark, which spreadsheets need. Notes are codes of their own."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    most = max((len(each.choices) for each in items.rows), default=0)
    numbered = [
        f"{name}_{place}" for place in range(1, most + 1) for name in _OF_A_CHOICE[language]
    ]
    writer.writerow((*_HEADINGS[language], *numbered))
    for row in items.rows:
        writer.writerow(_cells(row))
    return text.getvalue().encode("utf-8-sig")


def _cells(row: ItemRow) -> list[object]:
    cells: list[object] = [
        row.section,
        plain_cell(row.item),
        row.candidates,
        _rounded(row.facility),
        _rounded(row.discrimination),
        row.blank,
        " ".join(row.notes),
    ]
    for each in row.choices:
        cells += [plain_cell(each.choice), each.chosen, _rounded(each.pull)]
    return cells


def _rounded(value: float | None) -> float | str:
    return "" if value is None else round(value, 3)
