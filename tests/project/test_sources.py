"""What the house's style says of every source file, where a machine can look."""

import ast
import re
from pathlib import Path

import pytest

from tests.project.checkout import (
    PACKAGES,
    ROOT,
    STATIC,
    name_of,
    of_kind,
    python_modules,
    text_of,
    tree_of,
)

LINES_MAX = 300
LINES_SHORT = 260
"""Below this a file has left the list of long ones; in between it may stay."""
LONGER = {
    "catserver/attempt/machine.py": "one table of decisions, read together",
    "catserver/delivery/registry.py": "a Protocol and its records on one page",
    "question_bank/exam.py": "every rule that an exam file can state, on one page",
    "static/lib/terminal-link.js": "socket, plain HTTP and outbox are one line to the server",
    "static/css/components.css": "the looks that every page shares, in one layer",
    "static/components/board-table.css": "one table from a phone to a hall's screen",
}
"""Files that may be longer, each with its reason. A file that became shorter leaves this list."""

MACHINE_PATHS = re.compile(r"/(?:home|root|work|farm|Users|mnt|opt|srv)/[\w.-]+|[A-Z]:\\\\?Users")
REGISTRIES = re.compile(
    r"(?:pypi|pythonhosted|npmjs|registry|artifactory|nexus|mirror)[\w.-]*\.(?:org|com|net|io|internal)"
    r"|--(?:extra-)?index-url|--trusted-host",
    re.IGNORECASE,
)
TEXTS = (".py", ".js", ".mjs", ".html", ".css", ".json", ".md", ".toml", ".txt", ".yml", ".yaml")


def test_every_module_opens_with_one_sentence() -> None:
    wrong = {name_of(each): fault for each in python_modules() if (fault := _opening(each))}
    assert wrong == {}


def _opening(module: Path) -> str:
    """What is wrong with a module's first line, or nothing."""
    docstring = ast.get_docstring(tree_of(module))
    if not docstring:
        return "no docstring"
    first = docstring.split("\n\n")[0]
    if "\n" in first:
        return f"the sentence does not end on the first line: {first}"
    if first[-1] not in ".?:" or not re.match(r"[A-Z`\d]|catserver", first):
        return f"no sentence: {first}"
    return ""


def test_every_module_of_the_pages_opens_with_a_comment_that_says_what_it_is() -> None:
    modules = of_kind(".js", under=STATIC)
    assert [name_of(m) for m in modules if not re.match(r"/\*\*\s*\*?\s*\S", text_of(m))] == []


def packages() -> list[Path]:
    return [each for each in python_modules() if each.name == "__init__.py"]


@pytest.mark.parametrize("package", packages(), ids=name_of)
def test_a_package_begins_with_its_map(package: Path) -> None:
    """A sentence, then prose: what it does, what it does not know, where to start."""
    docstring = ast.get_docstring(tree_of(package)) or ""
    assert len(docstring.split("\n\n")) > 1, "only a sentence"
    assert len(docstring) > 120, "a map says where to start and what is absent"


def test_every_folder_with_modules_is_a_package() -> None:
    without = {
        name_of(each.parent)
        for each in python_modules()
        if not (each.parent / "__init__.py").is_file() and "migrations" not in each.parts
    }
    assert without == set()


def test_long_files_are_few_and_have_their_reason() -> None:
    sources = (*python_modules(), *of_kind(".js", ".css", ".html", under=STATIC))
    lines = {name_of(each): text_of(each).count("\n") for each in sources}
    longer = {name: count for name, count in lines.items() if count > LINES_MAX}
    assert {name: count for name, count in longer.items() if name not in LONGER} == {}
    short = {name for name in LONGER if lines.get(name, 0) < LINES_SHORT}
    assert short == set(), "take it off the list"


def test_no_file_names_a_machine_or_a_registry() -> None:
    this = Path(__file__)
    found = []
    for path in of_kind(*TEXTS):
        if path == this:
            continue
        text = text_of(path)
        found += [(name_of(path), each) for each in MACHINE_PATHS.findall(text)]
        found += [(name_of(path), each) for each in REGISTRIES.findall(text)]
    assert found == []


def test_no_file_or_class_is_called_a_helper() -> None:
    """A name that says nothing hides a noun that would."""
    empty = re.compile(r"(?:^|_)(?:utils?|helpers?|common|core|base|misc|managers?|services?)$")
    assert [name_of(each) for each in of_kind(".py", ".js") if empty.search(each.stem)] == []
    classes = [
        (name_of(path), node.name)
        for path in python_modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
        and re.search(r"(Manager|Helper|Utils?|Service)$", node.name)
    ]
    assert classes == []


def test_only_the_command_line_reads_the_environment() -> None:
    """It hands the environment to `load_settings`, and takes a secret from it.

    The bench hands it on, whole, to the servers it starts.
    """
    reading = re.compile(r"os\.environ|getenv\(")
    allowed = ("catserver/cli/", "catserver/bench/process.py")
    found = {name_of(each) for each in python_modules() if reading.search(text_of(each))}
    assert {each for each in found if not each.startswith(allowed)} == set()


def test_every_package_of_the_distribution_is_looked_at() -> None:
    assert all((ROOT / package / "__init__.py").is_file() for package in PACKAGES)
