"""A bank table: CSV or XLSX rows become a bank and its key book, or a report of every problem."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import PurePath

from question_bank.bank import Bank, BankId, make_bank
from question_bank.formats import bank_problems as problem
from question_bank.formats.bank_columns import BANK_COLUMNS
from question_bank.formats.bank_row import BankRow, BankRowReader, PictureShelf
from question_bank.formats.report import Loaded, ProblemList, Report
from question_bank.formats.table import Record, read_table
from question_bank.item import Item
from question_bank.key import KeyBook

_FIRST_VERSION = 1


def read_bank(
    source: bytes, name: str, pictures: Mapping[str, bytes]
) -> Loaded[tuple[Bank, KeyBook]] | Report:
    """The bank and its keys; `name` is the file's name, `pictures` are contents by file name.

    The keys of keyed items say what is right, not yet what it is worth: see `marking.mark_keys`.
    """
    problems = ProblemList(name)
    shelf = PictureShelf(pictures)
    rows: list[BankRow] = []
    records = read_table(source, BANK_COLUMNS, problems)
    _check_codes(records, problems)
    items_by_look: dict[tuple[object, ...], tuple[str, int]] = {}
    for record in records:
        row = BankRowReader(record, shelf, problems).read()
        if row is None:
            continue
        code, first_row = items_by_look.setdefault(_look(row.item), (row.item.id, record.row))
        if first_row != record.row and code.casefold() != row.item.id.casefold():
            problems.add(
                problem.item_twice(code, first_row), row=record.row, column=record.heading("stem")
            )
        rows.append(row)
    counts = _counts(records, rows, shelf)
    if problems:
        return problems.report(counts)
    title = PurePath(name).stem or "bank"
    bank = make_bank(_bank_id(title), title, [row.item for row in rows], shelf.taken)
    return Loaded((bank, KeyBook(_FIRST_VERSION, {row.item.id: row.key for row in rows})), counts)


def _check_codes(records: tuple[Record, ...], problems: ProblemList) -> None:
    """Codes that differ in capitals only would be one to a person."""
    first_rows: dict[str, int] = {}
    for record in records:
        code = record.value("code")
        first_row = first_rows.setdefault(code.casefold(), record.row)
        if code and first_row != record.row:
            problems.add(
                problem.code_twice(code, first_row), row=record.row, column=record.heading("code")
            )


def _look(item: Item) -> tuple[object, ...]:
    """What a candidate sees, whatever the order of choices."""
    return (
        item.stem,
        item.picture,
        frozenset((choice.text, choice.picture) for choice in item.choices),
    )


def _counts(
    records: tuple[Record, ...], rows: list[BankRow], shelf: PictureShelf
) -> Mapping[str, int]:
    by_section = Counter(str(row.item.section) for row in rows)
    return {
        "rows": len(records),
        "items": len(rows),
        "pictures": len(shelf.taken),
        "pictures_unused": shelf.left,
        **{f"items_{section}": count for section, count in sorted(by_section.items())},
    }


def _bank_id(title: str) -> BankId:
    slug = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")
    return BankId(slug[:64] or "bank")
