"""An exam file: TOML becomes an exam, or a report of every problem with its line and key."""

import hashlib
import re
import tomllib
from decimal import Decimal
from typing import Any

import msgspec

from question_bank.exam import Exam
from question_bank.formats import exam_problems as problem
from question_bank.formats.exam_build import build_exam
from question_bank.formats.exam_day_rules import day_rules
from question_bank.formats.exam_keys import EXAM_KEYS
from question_bank.formats.exam_rules import score_rules
from question_bank.formats.exam_walk import Walk
from question_bank.formats.report import Loaded, ProblemList, Report
from question_bank.formats.toml_lines import TomlLines

# The longest preset has 6 KiB; a hundred topics in twenty sections about 100.
SOURCE_BYTES_MAX = 256 << 10

_AT_LINE = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")


def read_exam(source: bytes, name: str) -> Loaded[Exam] | Report:
    """The exam a file describes; `name` is the file's name for the report."""
    problems = ProblemList(name)
    text = _text(source, problems)
    table = None if text is None else _parsed(text, problems)
    if text is None or table is None:
        return problems.report()
    walk = Walk(problems, TomlLines(text))
    values = walk.table(table, EXAM_KEYS, ())
    for rules in (score_rules, day_rules):
        for path, finding in rules(values):
            walk.report(path, finding)
    if problems:
        return problems.report()
    exam = build_exam(values, _digest(values), source)
    return Loaded(exam, {"sections": len(exam.sections), "items": exam.items})


def _text(source: bytes, problems: ProblemList) -> str | None:
    if len(source) > SOURCE_BYTES_MAX:
        problems.add(problem.TOO_LARGE)
        return None
    try:
        return source.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        problems.add(problem.NOT_UTF_8, row=source.count(b"\n", 0, error.start) + 1)
        return None


def _parsed(text: str, problems: ProblemList) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        problems.add(problem.not_toml("too deeply nested"))
    except (ValueError, ArithmeticError) as error:  # tomllib's own error is a ValueError
        at_line = _AT_LINE.search(str(error))
        reason = _AT_LINE.sub("", str(error)).strip() or "not TOML"
        last = text.count("\n") + 1
        row = int(at_line[1] or last) if at_line else None
        problems.add(problem.not_toml(reason), row=row)
    return None


def _digest(values: dict[str, Any]) -> str:
    """Of the meaning: comments, layout and defaults written out make no difference.

    A key younger than the format counts where a file has it: exams without keep their digest.
    """
    identity = values["identity"]
    if identity["measurement"] is None:
        identity = {name: each for name, each in identity.items() if name != "measurement"}
    content = msgspec.json.encode({**values, "identity": identity}, order="deterministic")
    return hashlib.sha256(b"catserver exam 1\n" + content).hexdigest()
