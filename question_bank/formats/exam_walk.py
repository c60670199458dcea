"""Walks an exam file by its schema: types, bounds, unknown keys and defaults.

The result has every key of the schema; what was missing or wrong is None and has been reported,
so that the rules can go on with the rest and all problems come in one report.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from question_bank.finding import Finding
from question_bank.formats import exam_problems as problem
from question_bank.formats.cell import Cell, check_cell, plain
from question_bank.formats.exam_keys import NEEDED, Key, Kind
from question_bank.formats.report import ProblemList
from question_bank.formats.toml_lines import Path, TomlLines
from question_bank.points import points_from

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")

_WANTED = {
    Kind.TEXT: ("A text", "Teks"),
    Kind.NAME: ("A text", "Teks"),
    Kind.ONE_OF: ("A text", "Teks"),
    Kind.WHOLE: ("A whole number", "Bilangan bulat"),
    Kind.MARK: ("A number", "Angka"),
    Kind.SHARE: ("A number", "Angka"),
    Kind.DATE: (
        "A date such as 2026-11-22, without quotes,",
        "Tanggal seperti 2026-11-22, tanpa tanda kutip,",
    ),
    Kind.SWITCH: ("true or false", "true atau false"),
    Kind.SOME_OF: ("A list", "Daftar"),
    Kind.NAMES: ("A list", "Daftar"),
    Kind.BILINGUALS: ("A list of tables", "Daftar tabel"),
    Kind.TABLES: ("A list of tables", "Daftar tabel"),
    Kind.BILINGUAL: ("A table with id and en", "Tabel berisi id dan en"),
    Kind.MARKS_BY_NAME: ("A table", "Tabel"),
    Kind.COUNTS_BY_WORD: ("A table", "Tabel"),
    Kind.TABLE: ("A table", "Tabel"),
}
_TYPES: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.NAME: (str,),
    Kind.ONE_OF: (str,),
    Kind.WHOLE: (int,),
    Kind.MARK: (int, Decimal),
    Kind.SHARE: (int, Decimal),
    Kind.DATE: (date,),
    Kind.SWITCH: (bool,),
    Kind.SOME_OF: (list, tuple),
    Kind.NAMES: (list, tuple),
    Kind.BILINGUALS: (list,),
    Kind.TABLES: (list, tuple),
    Kind.BILINGUAL: (dict,),
    Kind.MARKS_BY_NAME: (dict,),
    Kind.COUNTS_BY_WORD: (dict,),
    Kind.TABLE: (dict,),
}
_BILINGUAL = (Key("id", Kind.TEXT), Key("en", Kind.TEXT))


class Walk:
    """One file on its way through the schema."""

    def __init__(self, problems: ProblemList, lines: TomlLines) -> None:
        self._problems = problems
        self._lines = lines

    def report(self, path: Path, finding: Finding) -> None:
        self._problems.add(finding, row=self._lines.find(path), column=dotted(path))

    def table(self, table: Mapping[str, Any], keys: Iterable[Key], path: Path) -> dict[str, Any]:
        known = {key.name: key for key in keys}
        for name in table:
            if name not in known:
                self.report((*path, name), problem.unknown_key(name, known))
        return {key.name: self._key(table, key, (*path, key.name)) for key in known.values()}

    def _key(self, table: Mapping[str, Any], key: Key, path: Path) -> Any:
        if key.name in table:
            return self._value(table[key.name], key, path)
        if key.default is NEEDED:
            self.report(path, problem.needed_key(key.name))
            return None
        if key.kind is Kind.TABLE and key.default is not None:
            return self.table({}, key.keys, path)
        return key.default

    def _value(self, value: Any, key: Key, path: Path) -> Any:
        if not _is_of(value, key.kind):
            self.report(path, problem.wrong_kind(*_WANTED[key.kind]))
            return None
        if isinstance(value, list) and not key.least <= len(value) <= key.most:
            self.report(path, problem.wrong_length(len(value), key.least, key.most))
            return None
        match key.kind:
            case Kind.TEXT:
                return self._text(value, path)
            case Kind.NAME:
                return self._name(value, path)
            case Kind.WHOLE:
                return self._bounded(value, key, path)
            case Kind.SHARE:
                bounded = self._bounded(value, key, path)
                return None if bounded is None else float(bounded)
            case Kind.MARK:
                return self._mark(value, path)
            case Kind.ONE_OF:
                return self._word(value, key, path)
            case Kind.SOME_OF:
                return self._each(value, path, lambda each, at: self._word(each, key, at))
            case Kind.NAMES:
                return self._each(value, path, self._name)
            case Kind.BILINGUAL:
                return self.table(value, _BILINGUAL, path)
            case Kind.BILINGUALS:
                return self._tables(value, _BILINGUAL, path)
            case Kind.MARKS_BY_NAME:
                return {name: self._mark(mark, (*path, name)) for name, mark in value.items()}
            case Kind.COUNTS_BY_WORD:
                return self._counts(value, key, path)
            case Kind.TABLE:
                return self.table(value, key.keys, path)
            case Kind.TABLES:
                return self._tables(value, key.keys, path)
            case _:
                return value

    def _tables(self, value: list[Any], keys: tuple[Key, ...], path: Path) -> list[Any]:
        return self._each(
            value,
            path,
            lambda each, at: self._value(each, Key("", Kind.TABLE, keys=keys), at),
        )

    def _each(self, value: list[Any], path: Path, read: Any) -> list[Any]:
        return [read(each, (*path, place)) for place, each in enumerate(value)]

    def _text(self, value: str, path: Path) -> str | None:
        text = plain(value)
        found = check_cell(Cell(text), date_welcome=False) if text else problem.TEXT_EMPTY
        if found is not None:
            self.report(path, found)
            return None
        return text

    def _name(self, value: Any, path: Path) -> str | None:
        if not isinstance(value, str) or not NAME.fullmatch(value):
            self.report(path, problem.NAME_INVALID)
            return None
        return value

    def _word(self, value: Any, key: Key, path: Path) -> str | None:
        if value not in key.words:
            self.report(path, problem.unknown_word(value, key.words))
            return None
        return str(value)

    def _bounded(self, value: Any, key: Key, path: Path) -> Any:
        is_finite = not isinstance(value, Decimal) or value.is_finite()
        if not is_finite or not key.least <= value <= key.most:
            self.report(path, problem.out_of_bounds(value, key.least, key.most))
            return None
        return value

    def _mark(self, value: Any, path: Path) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.report(path, problem.wrong_kind(*_WANTED[Kind.MARK]))
            return None
        try:
            return points_from(value)
        except ValueError:
            self.report(path, problem.MARK_INVALID)
            return None

    def _counts(self, value: Mapping[str, Any], key: Key, path: Path) -> dict[str, Any]:
        counts: dict[str, Any] = {}
        for word, count in value.items():
            place = (*path, word)
            if self._word(word, key, place) is not None:
                counts[word] = self._value(count, Key(word, Kind.WHOLE, most=key.most), place)
        return counts


def _is_of(value: object, kind: Kind) -> bool:
    # A bool is an int to Python, but true is no number to a person; so is an hour no day.
    is_bool, is_hour = isinstance(value, bool), isinstance(value, datetime)
    return isinstance(value, _TYPES[kind]) and is_bool == (kind is Kind.SWITCH) and not is_hour


def dotted(path: Path) -> str:
    """A path as people read it: `sections[2].items`, lists counted from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text
