"""A report: every problem of a file, with its place and its remedy, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from question_bank.finding import Finding

_Value = TypeVar("_Value")

# A person mends a file top to bottom; beyond this many a longer list helps nobody and costs memory.
PROBLEMS_MAX = 2_000
TEXT_LENGTH_MAX = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` is the row or line as a person counts it in the file, `column` its heading or key."""

    file: str
    row: int | None
    column: str | None
    code: str
    message_en: str
    message_id: str
    remedy_en: str
    remedy_id: str


@dataclass(frozen=True, slots=True)
class Report:
    """`problems` in the order of the file; `counts["problems"]` counts also those left out."""

    problems: tuple[Problem, ...]
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[_Value]):
    """A whole value, read without a single problem."""

    value: _Value
    counts: Mapping[str, int] = field(default_factory=dict)


class ProblemList:
    """Collects the problems of one file while it is read."""

    __slots__ = ("_found", "_kept", "file")

    def __init__(self, file: str) -> None:
        self.file = file
        self._kept: list[Problem] = []
        self._found = 0

    def __bool__(self) -> bool:
        return self._found > 0

    def add(self, finding: Finding, *, row: int | None = None, column: str | None = None) -> None:
        self._found += 1
        if self._found <= PROBLEMS_MAX:
            self._kept.append(
                Problem(
                    file=_printable(self.file),
                    row=row,
                    column=None if column is None else _printable(column),
                    code=finding.code,
                    message_en=_printable(finding.message_en),
                    message_id=_printable(finding.message_id),
                    remedy_en=finding.remedy_en,
                    remedy_id=finding.remedy_id,
                )
            )

    def report(self, counts: Mapping[str, int] | None = None) -> Report:
        in_order = sorted(self._kept, key=lambda each: (each.row is not None, each.row or 0))
        return Report(problems=tuple(in_order), counts={**(counts or {}), "problems": self._found})


def _printable(text: str) -> str:
    """Names and cells are quoted in sentences: nothing in them may steer a terminal or a page."""
    shown = text if len(text) <= TEXT_LENGTH_MAX else text[:TEXT_LENGTH_MAX] + "…"
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in shown)
