"""The pages on exam files and bank files say what the code does, both ways."""

import re
from enum import Enum
from pathlib import Path

import pytest

from question_bank.exam import Exam
from question_bank.finding import Finding
from question_bank.formats import bank_problems, exam_day_rules, exam_problems, exam_rules
from question_bank.formats.bank_columns import BANK_COLUMNS, LEVELS
from question_bank.formats.bank_table import read_bank
from question_bank.formats.exam_keys import EXAM_KEYS, NEEDED, Key, Kind, paths_of
from question_bank.formats.exam_toml import read_exam
from question_bank.formats.report import Loaded

DOCS = Path(__file__).parents[3] / "docs"
EXAM_PAGE = (DOCS / "exam-file.md").read_text(encoding="utf-8")
BANK_PAGE = (DOCS / "bank-file.md").read_text(encoding="utf-8")

ROW = re.compile(r"^\| `([a-z_.]+)` \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
LETTER = re.compile(r"_[a-h]$")

PLAIN = {
    Kind.TEXT: "text",
    Kind.NAME: "identifier",
    Kind.MARK: "mark",
    Kind.DATE: "date",
    Kind.SWITCH: "`true` or `false`",
    Kind.BILINGUAL: "text in `id` and `en`",
    Kind.TABLE: "table",
}
LISTS = {
    Kind.TABLES: "{} to {} tables",
    Kind.NAMES: "{} to {} identifiers",
    Kind.BILINGUALS: "{} to {} texts in `id` and `en`",
}


def what_stands_there(key: Key) -> str:
    words = ", ".join(f"`{word}`" for word in key.words)
    match key.kind:
        case Kind.WHOLE | Kind.SHARE:
            return f"{key.least} to {key.most}"
        case Kind.ONE_OF:
            return f"one of {words}"
        case Kind.SOME_OF:
            return f"list of {words}"
        case Kind.MARKS_BY_NAME:
            return "marks by section"
        case Kind.COUNTS_BY_WORD:
            return f"counts by {words}"
        case kind:
            return PLAIN.get(kind) or LISTS[kind].format(key.least, key.most)


def what_if_absent(key: Key) -> str:
    if key.default is NEEDED:
        return "needed"
    if key.default is None or key.default in ((), {}):
        return "–"
    if isinstance(key.default, bool):
        return f"`{str(key.default).lower()}`"
    if isinstance(key.default, tuple):
        return ", ".join(f"`{each}`" for each in key.default)
    value = key.default.value if isinstance(key.default, Enum) else key.default
    return f"`{value}`"


def test_the_page_on_exam_files_has_every_key_and_no_other() -> None:
    documented = [row[0] for row in ROW.findall(EXAM_PAGE)]
    assert sorted(documented) == sorted(set(documented))
    assert set(documented) == set(paths_of(EXAM_KEYS))


@pytest.mark.parametrize(("path", "key"), paths_of(EXAM_KEYS).items(), ids=paths_of(EXAM_KEYS))
def test_the_page_says_what_a_key_takes_and_what_stands_in_for_it(path: str, key: Key) -> None:
    (row,) = [row for row in ROW.findall(EXAM_PAGE) if row[0] == path]
    assert (row[1], row[2]) == (what_stands_there(key), what_if_absent(key))
    assert len(row[3]) > 10


def example(page: str, language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", page, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_exam_file_is_read() -> None:
    loaded = read_exam(example(EXAM_PAGE, "toml").encode(), "example.toml")
    assert isinstance(loaded, Loaded), loaded.problems
    assert isinstance(loaded.value, Exam)


def test_the_example_of_a_measurement_can_stand_in_an_exam_file() -> None:
    block = re.search(r"```toml\n(\[identity\]\n.*?)```", EXAM_PAGE, re.DOTALL)
    assert block is not None
    source = example(EXAM_PAGE, "toml").replace("[identity]\n", block[1])
    loaded = read_exam(source.encode(), "example.toml")
    assert isinstance(loaded, Loaded), loaded.problems
    stated = loaded.value.identity.measurement
    assert stated is not None
    assert (stated.impostor_pairs, stated.fmr) == (20_026, 0.004994)


def test_the_example_bank_file_is_read() -> None:
    loaded = read_bank(example(BANK_PAGE, "csv").encode(), "example.csv", {})
    assert isinstance(loaded, Loaded), loaded.problems
    bank, book = loaded.value
    assert {item.section for item in bank.items.values()} == {"twk", "tkp"}
    assert set(book.keys) == set(bank.items)


def test_the_page_on_bank_files_has_every_column_and_no_other() -> None:
    documented = set(re.findall(r"^\| `([a-z_]+)` \| `([a-z_]+)` \|", BANK_PAGE, re.MULTILINE))
    declared = {tuple(LETTER.sub("_a", name) for name in column.names) for column in BANK_COLUMNS}
    assert documented == declared


def test_the_page_on_bank_files_has_every_level() -> None:
    assert all(f"`{level}`" in BANK_PAGE for level in LEVELS)


def test_every_code_of_a_sentence_is_used_for_one_sentence_only() -> None:
    modules = (bank_problems, exam_problems, exam_rules, exam_day_rules)
    findings = [each for module in modules for each in vars(module).values()]
    constants = [each for each in findings if isinstance(each, Finding)]
    assert len({each.code for each in constants}) == len(constants) > 10
