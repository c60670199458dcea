"""The pages as they are served: files that are there, nothing inline, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

from catserver.board_settings import PAGES as BOARD_PAGES
from catserver.web.routes import PAGES as SERVER_PAGES
from catserver.web.security import CONTENT_SECURITY_POLICY
from tests.project.checkout import STATIC, name_of, of_kind, text_of
from tests.project.javascript import texts_of

PAGES = {**SERVER_PAGES, **{path: Path(file).stem for path, file in BOARD_PAGES.items()}}
HTML = of_kind(".html", under=STATIC)
MODULES = of_kind(".js", under=STATIC)
SOURCES = of_kind(".html", ".js", ".css", ".svg", ".json", under=STATIC)
REFERENCE = re.compile(r'(?:src|href)="([^"]+)"')
IMPORT = re.compile(r"""(?:\bfrom|\bimport|\bimport\()\s*["']([^"']+)["']""")
ADDRESS = re.compile(r"(?:https?:|wss?:)?//[a-z0-9-]+\.[a-z0-9.-]+", re.IGNORECASE)
NAMESPACE = "http://www.w3.org/"
"""The name of SVG; nothing is fetched from there."""
INLINE = re.compile(r"\sstyle=|\son[a-z]+=\"|<style\b|<script(?![^>]*\ssrc=)", re.IGNORECASE)
STATIC_PATH = re.compile(r"/static/[\w./-]+\.\w+")


@pytest.mark.parametrize("page", HTML, ids=name_of)
def test_a_page_names_only_files_and_pages_that_are_there(page: Path) -> None:
    for reference in REFERENCE.findall(text_of(page)):
        path = reference.split("#")[0].split("?")[0]
        if path.startswith("/static/"):
            assert (STATIC / path.removeprefix("/static/")).is_file(), reference
        elif path:
            assert path in PAGES, reference


@pytest.mark.parametrize("name", sorted(PAGES.values()))
def test_a_page_has_its_markup_and_its_module(name: str) -> None:
    markup = STATIC / "pages" / f"{name}.html"
    assert (STATIC / "pages" / f"{name}.js").is_file()
    assert f'src="/static/pages/{name}.js"' in text_of(markup)


def test_every_page_file_has_an_address() -> None:
    assert {each.stem for each in HTML} == set(PAGES.values())


def test_modules_import_files_of_this_folder_and_nothing_else() -> None:
    """A bare or foreign name would need a build step."""
    missing = [
        (name_of(module), name)
        for module in MODULES
        for name in IMPORT.findall(text_of(module))
        if not name.startswith(".") or not (module.parent / name).resolve().is_file()
    ]
    assert missing == []


def test_modules_name_only_files_that_are_there() -> None:
    missing = [
        (name_of(module), path)
        for module in MODULES
        for text in texts_of(module)
        for path in STATIC_PATH.findall("\0".join(text.pieces))
        if not (STATIC / path.removeprefix("/static/")).is_file()
    ]
    assert missing == []


def test_nothing_is_inline() -> None:
    found = []
    for path in HTML:
        found += [(name_of(path), each) for each in INLINE.findall(text_of(path))]
    for path in MODULES:
        for text in texts_of(path):
            if text.follows("html"):
                found += [(name_of(path), each) for each in INLINE.findall("\0".join(text.pieces))]
    assert found == []


def test_the_server_forbids_what_is_inline() -> None:
    assert "unsafe-inline" not in CONTENT_SECURITY_POLICY
    assert "default-src 'self'" in CONTENT_SECURITY_POLICY


def test_nothing_comes_from_another_host() -> None:
    found = [
        (name_of(path), address)
        for path in SOURCES
        for address in ADDRESS.findall(text_of(path).replace(NAMESPACE, ""))
    ]
    assert found == []


def test_styles_take_no_shortcut() -> None:
    """No `!important`, and no rule for an id: a page's styles are found by their class."""
    found = []
    for path in of_kind(".css", under=STATIC):
        css = re.sub(r"/\*.*?\*/", "", text_of(path), flags=re.DOTALL)
        found += [(name_of(path), "!important") for _ in re.findall("!important", css)]
        selectors = re.findall(r"(?:^|[};])([^{};]+)\{", css)
        found += [(name_of(path), each.strip()) for each in selectors if re.search(r"#\w", each)]
    assert found == []
