"""The list of the terminal's files is complete, and its version changes with any of them."""

import re
import shutil
from pathlib import Path

import msgspec
import pytest

from catserver.static_folder import static_folder
from catserver.web.terminal_shell import WORKER_FILE, Shell, read_shell

STATIC = static_folder()
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*["']([^"']+)["']""")


@pytest.fixture(scope="module")
def shell() -> Shell:
    return read_shell(STATIC)


def kept(shell: Shell, suffix: str) -> list[Path]:
    paths = [STATIC / each.removeprefix("/static/") for each in shell.files if each != "/terminal"]
    return [each for each in paths if each.suffix == suffix]


def test_every_import_of_every_kept_module_is_kept(shell: Shell) -> None:
    modules = kept(shell, ".js")
    assert STATIC / "pages" / "terminal.js" in modules
    for module in modules:
        for name in IMPORTED.findall(module.read_text("utf-8")):
            assert (module.parent / name).resolve() in modules, f"{module.name} imports {name}"


def test_everything_the_markup_names_is_kept(shell: Shell) -> None:
    markup = (STATIC / "pages" / "terminal.html").read_text("utf-8")
    for address in re.findall(r'(?:src|href)="(/static/[^"#]+)', markup):
        assert address in shell.files


def test_both_languages_words_and_the_icons_are_kept(shell: Shell) -> None:
    for name in ("shared", "terminal"):
        for language in ("id", "en"):
            assert f"/static/i18n/{language}/{name}.json" in shell.files
    assert {"/terminal", "/static/icons.svg", "/static/favicon.svg"} <= set(shell.files)


def test_every_kept_file_is_there_and_no_other_page_is_kept(shell: Shell) -> None:
    for address in shell.files[1:]:
        assert (STATIC / address.removeprefix("/static/")).is_file(), address
    pages = {Path(each).name for each in shell.files if "/pages/" in each}
    assert all(name.startswith("terminal") for name in pages), pages


def test_no_address_of_a_candidate_or_a_form_is_kept(shell: Shell) -> None:
    assert not any(each.startswith(("/api", "/pictures", "/photos", "/ws")) for each in shell.files)


def test_the_worker_begins_with_its_list_and_goes_on_as_it_stands(shell: Shell) -> None:
    first, rest = shell.worker.split(b"\n", 1)
    told = msgspec.json.decode(first.removeprefix(b"self.SHELL = ").removesuffix(b";"))
    assert told == {"version": shell.version, "files": list(shell.files)}
    assert rest == (STATIC / WORKER_FILE).read_bytes()


@pytest.mark.parametrize("name", ["lib/api.js", "i18n/en/terminal.json", WORKER_FILE])
def test_a_changed_file_is_another_version(shell: Shell, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "static"
    shutil.copytree(STATIC, folder)
    assert read_shell(folder).version == shell.version
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert read_shell(folder).version != shell.version
