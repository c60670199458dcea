"""Every sentence of the pages exists in both languages, is used, and stands nowhere else."""

import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.project.checkout import STATIC, name_of, of_kind, text_of
from tests.project.javascript import Text, texts_of

WORDS = STATIC / "i18n"
LANGUAGES = ("id", "en")
KEY = re.compile(r"[a-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
IMPORT = re.compile(r"""(?:from|import)\s+["'](\.[^"']+)["']""")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
NAMES = {"catserver", "Enter"}
"""The product, and what is printed on a key."""


def word_files() -> list[str]:
    return sorted(each.stem for each in (WORDS / "id").glob("*.json"))


@cache
def words(language: str, name: str) -> dict[str, str]:
    return json.loads(text_of(WORDS / language / f"{name}.json"))  # type: ignore[no-any-return]


@cache
def modules_of(entry: Path) -> frozenset[Path]:
    """A module and everything it imports."""
    found: set[Path] = set()
    following = [entry]
    while following:
        path = following.pop()
        if path not in found:
            found.add(path)
            following += [(path.parent / name).resolve() for name in IMPORT.findall(text_of(path))]
    return frozenset(found)


class Page(HTMLParser):
    """The keys of a page, and the text that is not under one."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.keys: set[str] = set()
        self.loose: list[str] = []
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text_of(path))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if key := attributes.get("data-t"):
            self.keys.add(key)
        if key := attributes.get("heading-key"):
            self.keys.add(key)
        for pair in (attributes.get("data-t-attr") or "").split(";"):
            if ":" in pair:
                self.keys.add(pair.split(":")[1].strip())
        if tag not in {"meta", "link", "img", "br", "input", "use", "hr"}:
            self._open.append((tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = data.strip()
        if not re.search(r"[^\W\d_]", text) or text in NAMES:
            return
        if any(tag in {"noscript", "title"} for tag, _ in self._open):
            return  # before scripts run nobody can translate
        _, attributes = self._open[-1]
        filled = {"data-t", "data-part", "data-bind"}
        if not filled & set(attributes):
            self.loose.append(text)


def pages() -> list[str]:
    return sorted(each.stem for each in of_kind(".html", under=STATIC / "pages"))


def html_of(page: str) -> Page:
    return Page(STATIC / "pages" / f"{page}.html")


def modules(page: str) -> list[Path]:
    return sorted(modules_of((STATIC / "pages" / f"{page}.js").resolve()))


def loaded_by(page: str) -> set[str]:
    """The word files a page loads: shared.json and those it names."""
    named = {"shared"}
    for path in modules(page):
        named |= {each.plain for each in texts_of(path) if each.follows("loadLanguage")}
    return named


def keys_loaded_by(page: str) -> set[str]:
    return {key for name in loaded_by(page) for key in words("id", name)}


@cache
def mentioned_by(path: Path) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Whole strings that look like keys, and patterns of templates that do; also inside markup."""
    keys: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for text in texts_of(path):
        if text.follows("html"):
            for marked in re.findall(r'data-t(?:-attr)?="([^"]+)"', "\0".join(text.pieces)):
                keys |= {part.split(":")[-1].strip() for part in marked.split(";")}
        elif text.is_plain:
            if KEY.fullmatch(text.plain) or text.follows("t", "hasWords"):
                keys.add(text.plain)
        elif re.fullmatch(r"(?=.*[a-z]{2})[a-z0-9_.-]*\.[a-z0-9_.-]*", "".join(text.pieces)):
            patterns.append(_pattern(text))
    return frozenset(keys), tuple(patterns)


def _pattern(text: Text) -> re.Pattern[str]:
    return re.compile("[A-Za-z0-9_.-]+".join(map(re.escape, text.pieces)))


@pytest.mark.parametrize("name", word_files())
def test_both_languages_have_the_same_sorted_keys(name: str) -> None:
    indonesian, english = (list(words(language, name)) for language in LANGUAGES)
    assert indonesian == english
    assert english == sorted(english)


def test_both_languages_have_the_same_files() -> None:
    assert word_files() == sorted(each.stem for each in (WORDS / "en").glob("*.json"))


@pytest.mark.parametrize("name", word_files())
def test_a_sentence_has_the_same_places_in_both_languages_and_is_not_empty(name: str) -> None:
    for key, sentence in words("en", name).items():
        other = words("id", name).get(key, sentence)
        assert sentence.strip(), key
        assert other.strip(), key
        if not key.endswith(".one"):
            assert set(PLACEHOLDER.findall(sentence)) == set(PLACEHOLDER.findall(other)), key


@pytest.mark.parametrize("page", pages())
def test_every_key_a_page_names_has_words_on_that_page(page: str) -> None:
    known = keys_loaded_by(page)
    wanted = set(html_of(page).keys)
    for path in modules(page):
        wanted |= {
            each.plain
            for each in texts_of(path)
            if each.is_plain and each.follows("t", "hasWords") and KEY.fullmatch(each.plain)
        }
        for text in texts_of(path):
            if text.follows("html"):
                for marked in re.findall(r'data-t="([^"\0]+)"', "\0".join(text.pieces)):
                    wanted.add(marked)
    assert sorted(wanted - known) == []


@pytest.mark.parametrize("page", pages())
def test_every_pattern_of_keys_a_page_makes_finds_some_words(page: str) -> None:
    known = keys_loaded_by(page)
    for path in modules(page):
        for text in texts_of(path):
            if not text.is_plain and text.follows("t", "hasWords"):
                pattern = _pattern(text)
                assert any(pattern.fullmatch(key) for key in known), (name_of(path), text.pieces)


@pytest.mark.parametrize("name", word_files())
def test_no_key_is_unused(name: str) -> None:
    used: set[str] = set()
    for page in pages():
        if name not in loaded_by(page):
            continue
        keys = set(html_of(page).keys)
        patterns: list[re.Pattern[str]] = []
        for path in modules(page):
            mentioned, made = mentioned_by(path)
            keys |= mentioned
            patterns += made
        for key in words("en", name):
            plain = key.removesuffix(".one")
            if plain in keys or any(pattern.fullmatch(plain) for pattern in patterns):
                used.add(key)
    assert sorted(set(words("en", name)) - used) == []


@pytest.mark.parametrize("page", pages())
def test_every_sentence_in_a_page_can_be_translated(page: str) -> None:
    assert html_of(page).loose == []


def test_no_sentence_stands_in_a_module() -> None:
    loose = []
    for path in of_kind(".js", under=STATIC):
        for text in texts_of(path):
            if text.follows("html"):
                between = re.sub(r"<[^>]*>", "\n", "\0".join(text.pieces)).split("\n")
                bare = [each.strip() for each in between if re.search(r"[^\W\d_]{2}", each)]
                loose += [(name_of(path), each) for each in bare if each not in NAMES]
            elif _reads_like_a_sentence(text):
                loose.append((name_of(path), "".join(text.pieces)))
    assert loose == []


def _reads_like_a_sentence(text: Text) -> bool:
    """Capital and words, or words and a full stop; the words of an Error are for developers."""
    whole = "0".join(text.pieces)
    looks = re.match(r"[A-Z][a-z]+ [a-z]{2,}|[A-Za-z]+ [a-z ]+[.!?]$", whole)
    return bool(looks) and not text.follows("Error")
