"""Markdown as the tests look at it: links, code, headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.project.checkout import ROOT, of_kind, text_of

_FENCE = re.compile(r"^(?:```|~~~)(\w*)\n(.*?)^(?:```|~~~)\s*$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Document:
    path: Path
    text: str

    @property
    def prose(self) -> str:
        """Without the fenced blocks."""
        return _FENCE.sub("", self.text)

    def blocks(self) -> Iterator[tuple[str, str]]:
        """Language and content of each fenced block."""
        for found in _FENCE.finditer(self.text):
            yield found[1], found[2]

    def spans(self) -> list[str]:
        return _SPAN.findall(self.prose)

    def links(self) -> list[str]:
        return _LINK.findall(self.prose)

    def anchors(self) -> set[str]:
        """As GitHub and most others make them of headings."""
        headings = (re.sub(r"[^\w\- ]", "", each).strip() for each in _HEADING.findall(self.prose))
        return {each.lower().replace(" ", "-") for each in headings}


@cache
def document(path: Path) -> Document:
    return Document(path, text_of(path))


def documents() -> list[Document]:
    """Everything written for people: the root's pages, docs/, and maps in folders."""
    return [document(path) for path in of_kind(".md") if not path.is_relative_to(ROOT / "var")]
