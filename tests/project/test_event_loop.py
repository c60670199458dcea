import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.checkout import ROOT, name_of, of_kind, tree_of

TAKES_LONG = {
    "check_blueprint",
    "check_keys",
    "csv_file",
    "export_bank",
    "export_key_book",
    "import_bank",
    "import_key_book",
    "mark_keys",
    "read_bank",
    "read_bytes",
    "read_exam",
    "read_presets",
    "read_roster",
    "read_text",
    "result_list",
    "unpack_pictures",
    "write_bytes",
    "write_text",
    "xlsx_file",
}
"""Files and work that grow with a bank, a roster or a sitting."""

PARTS = ("attempt", "admission", "sitting", "delivery", "loading", "staff", "store", "web")
SERVER = [each for part in PARTS for each in of_kind(".py", under=ROOT / "catserver" / part)]


def calls_on_the_loop(coroutine: ast.AsyncFunctionDef) -> Iterator[str]:
    """Names called by the coroutine itself, not by what it hands to a thread."""
    waiting: list[ast.AST] = list(coroutine.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
            waiting.extend([*node.value.args, *node.value.keywords])  # gives the loop back itself
            continue
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name):
                yield called.id
            elif isinstance(called, ast.Attribute):
                yield called.attr
        waiting.extend(ast.iter_child_nodes(node))


@pytest.mark.parametrize("path", SERVER, ids=name_of)
def test_no_coroutine_does_what_takes_long_on_the_event_loop(path: Path) -> None:
    found = [
        f"{node.name} calls {name}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.AsyncFunctionDef)
        for name in calls_on_the_loop(node)
        if name in TAKES_LONG
    ]
    assert not found
