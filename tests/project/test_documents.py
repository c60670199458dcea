"""What the documents name is there: files, headings, commands with their options, make targets."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from catserver.cli import VERBS, main
from tests.project.checkout import PACKAGES, ROOT, STATIC, name_of, text_of
from tests.project.documents import Document, document, documents

SHELLS = {"", "sh", "bash", "console", "text", "powershell", "bat"}
COMMAND = re.compile(r"^(?:\$ |> )?(?:\S*[/\\])?catserver(?:\.exe)? +(?=[a-z-])")
MAKE = re.compile(r"^(?:\$ )?make ([a-z-]+)")
FILE = re.compile(r"^[\w.-]+(?:/[\w.*{},-]+)*/[\w.-]+\.(?:py|js|html|css|json|toml|md|csv|txt)$")
FOLDERS = (ROOT, ROOT / "catserver", ROOT / "static", ROOT / "docs")
"""From where a path in a text may count."""


def ids(found: Document) -> str:
    return name_of(found.path)


# ── links and files ──
@pytest.mark.parametrize("page", documents(), ids=ids)
def test_every_link_leads_somewhere(page: Document) -> None:
    for link in page.links():
        target, _, anchor = link.partition("#")
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path = (page.path.parent / target).resolve() if target else page.path
        assert path.exists(), link
        if anchor and path.suffix == ".md":
            assert anchor in document(path).anchors(), link


@pytest.mark.parametrize("page", documents(), ids=ids)
def test_every_file_a_page_names_is_there(page: Document) -> None:
    for span in page.spans():
        if FILE.match(span) and not span.startswith("./") and not set("*{}") & set(span):
            places: tuple[Path, ...] = (page.path.parent, *FOLDERS)
            if span.split("/")[0] in {*PACKAGES, "static", "tests", "docs", "requirements"}:
                places = (ROOT,)
            elif not any((place / span.split("/")[0]).is_dir() for place in places):
                continue  # a file of the reader's, or of the data folder
            assert any((place / span).is_file() for place in places), span


def test_every_page_of_the_documentation_is_in_the_index() -> None:
    index = document(ROOT / "docs" / "index.md")
    linked = {(index.path.parent / link.split("#")[0]).resolve() for link in index.links()}
    pages = {each.path for each in documents() if each.path.parent == ROOT / "docs"}
    decisions = {each.path for each in documents() if each.path.parent.name == "decisions"}
    assert {name_of(each) for each in (pages | decisions) - linked - {index.path}} == set()


def test_the_map_names_every_package() -> None:
    named = {each.rstrip("/") for each in document(ROOT / "ARCHITECTURE.md").spans()}
    packages = {name_of(each.parent) for each in (ROOT / "catserver").glob("*/__init__.py")}
    assert packages - named == set()
    assert set(PACKAGES) - {"catserver"} - named == set()


# ── commands ──
def command_lines(page: Document) -> Iterator[str]:
    """Calls of catserver in blocks and in the text, one line each."""
    for language, block in page.blocks():
        if language in SHELLS:
            for line in re.sub(r"\\\n\s*", "", block).splitlines():
                yield from line.split(" && ")
    yield from page.spans()


def calls_of_catserver(page: Document) -> list[list[str]]:
    calls = []
    for line in command_lines(page):
        if COMMAND.match(line.strip()):
            call = re.split(r" [>|] ", COMMAND.sub("", line.strip()))[0]
            words = shlex.split(call, comments=True)
            calls.append([word for word in words if word not in {"…", "..."}])
    return calls


def resolve(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that is called, and what follows it."""
    command: click.Command = main
    left = list(words)
    while left and left[0].startswith("-"):  # options of catserver itself come first
        if check_option(main, left.pop(0)) is not None:
            left.pop(0)
    while isinstance(command, click.Group) and left and not left[0].startswith("-"):
        following = command.get_command(click.Context(command), left[0])
        assert following is not None, f"catserver has no {' '.join(words)}"
        command = following
        left.pop(0)
    return command, left


def options_of(command: click.Command) -> dict[str, click.Option]:
    return {
        name: each
        for each in command.params
        if isinstance(each, click.Option)
        for name in (*each.opts, *each.secondary_opts)
    }


def check_option(command: click.Command, word: str) -> click.Option | None:
    name = word.split("=", maxsplit=1)[0]
    if name in {"--help", "-h", "--version"}:
        return None
    known = options_of(command)
    assert name in known, f"{command.name} has no {name}"
    return known[name]


@pytest.mark.parametrize("page", documents(), ids=ids)
def test_every_command_in_a_page_exists_with_its_options(page: Document) -> None:
    for words in calls_of_catserver(page):
        command, left = resolve(words)
        arguments = 0
        while left:
            word = left.pop(0)
            if not word.startswith("-"):
                arguments += 1
                continue
            option = check_option(command, word)
            if option is not None and not option.is_flag and "=" not in word and left:
                left.pop(0)
        wanted = [each for each in command.params if isinstance(each, click.Argument)]
        many = any(each.nargs < 0 for each in wanted)
        assert many or arguments <= len(wanted), " ".join(words)


def test_every_command_is_looked_at() -> None:
    """The test above would also pass if nothing were found."""
    found = [words[0] for page in documents() for words in calls_of_catserver(page)]
    assert len(found) > 30
    assert set(VERBS) - set(found) == set()


@pytest.mark.parametrize("page", documents(), ids=ids)
def test_every_make_target_in_a_page_exists(page: Document) -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    for line in command_lines(page):
        if found := MAKE.match(line.strip()):
            assert found[1] in targets, line


# ── the reference of all verbs ──
OPERATE = ROOT / "docs" / "operate.md"


def leaves(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for sub in command.list_commands(click.Context(command)):
            following = command.get_command(click.Context(command), sub)
            assert following is not None
            yield from leaves(following, f"{name} {sub}")
    else:
        yield name, command


def section_of(name: str) -> str:
    parts = re.split(r"^### ", text_of(OPERATE), flags=re.MULTILINE)
    found = [each for each in parts if f"`{name}`" in each.split("\n", 1)[0]]
    assert len(found) == 1, f"docs/operate.md has {len(found)} sections on {name}"
    return found[0].split("\n## ")[0]


@pytest.mark.parametrize(
    ("name", "command"), list(leaves(main, "catserver")), ids=lambda each: str(each)[:40]
)
def test_the_reference_has_each_option_of_each_verb_and_no_other(
    name: str, command: click.Command
) -> None:
    documented = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", section_of(name)))
    known = {each for each in options_of(command) if each.startswith("--")} - {"--help"}
    assert documented == known


def test_the_reference_has_no_verb_that_does_not_exist() -> None:
    known = {name for name, _ in leaves(main, "catserver")}
    headings = re.findall(r"^### (.+)$", text_of(OPERATE), re.MULTILINE)
    named = {each for heading in headings for each in re.findall(r"`(catserver [^`]+)`", heading)}
    assert named == known


# ── the words of the pages, as documents quote them ──
QUOTED = re.compile(r"\*{1,2}([^*\n]+?)\*{1,2} · (\w[^\n]*)")


def sentences() -> list[tuple[str, str]]:
    """Each sentence of the pages in Indonesian and English."""
    pairs = []
    for path in sorted((STATIC / "i18n" / "id").glob("*.json")):
        english = json.loads(text_of(STATIC / "i18n" / "en" / path.name))
        indonesian = json.loads(text_of(path))
        pairs += [(indonesian[key], english[key]) for key in indonesian if key in english]
    return pairs


def quotes(indonesian: str, following: str, sentence: tuple[str, str]) -> bool:
    """Whether `sentence` has these Indonesian words, and begins in English as the text goes on."""
    if indonesian.rstrip(".…") not in sentence[0]:
        return False
    said = re.split(r"[.,;:({–]", sentence[1])[0].strip()
    quoted = re.split(r"[.,;:({|–*]", following)[0].strip()
    return said.startswith(quoted) or quoted.startswith(said)


PAGES_WITH_QUOTES = ("prepare-an-exam-day.md", "run-an-exam-day.md", "when-something-fails.md")


@pytest.mark.parametrize("name", PAGES_WITH_QUOTES)
def test_a_page_quotes_the_words_that_stand_on_the_screen(name: str) -> None:
    text = text_of(ROOT / "docs" / name)
    found = QUOTED.findall(text)
    assert found
    missing = [
        (indonesian, following[:40])
        for indonesian, following in found
        if not any(quotes(indonesian, following, each) for each in sentences())
    ]
    assert missing == []


def test_the_changelog_has_a_place_for_what_comes() -> None:
    text = text_of(ROOT / "CHANGELOG.md")
    assert "## [Unreleased]" in text
    assert Path(ROOT / "LICENSE").is_file()
