"""docs/roster.md names every heading and every finding of the reader, and no other."""

import inspect
import re
from pathlib import Path

from catserver.roster import findings
from catserver.roster.roster_table import COLUMNS, TEXT_LENGTH_MAX

DOC = (Path(__file__).parents[2] / "docs" / "roster.md").read_text(encoding="utf-8")


def test_every_heading_is_in_the_table_of_headings() -> None:
    rows = [line for line in DOC.splitlines() if line.startswith("| `")]
    for column in COLUMNS:
        (row,) = [line for line in rows if line.startswith(f"| `{column.names[0]}` |")]
        assert all(f"`{name}`" in row for name in column.names)
        assert ("required" in row) is column.required


def test_every_finding_is_explained_and_none_is_invented() -> None:
    known = set(re.findall(r'"([a-z]+(?:_[a-z]+)+)",\n', inspect.getsource(findings)))
    explained = {
        code
        for line in DOC.split("| code |", 1)[1].splitlines()
        if line.startswith("| `")
        for code in re.findall(r"`([a-z_]+)`", line.split("|")[1])
    }
    assert explained == known
    assert f"more than {TEXT_LENGTH_MAX} characters" in DOC
