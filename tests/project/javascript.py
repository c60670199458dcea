"""The strings of a JavaScript module: enough of a lexer for the house's own pages.

Comments and regular expressions are passed over. A template is its pieces of text, between which
stand expressions; strings and templates inside an expression are found as well.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.project.checkout import text_of

_BEFORE_A_REGEX = re.compile(r"(?:^|[(,=:\[!&|?{};+\n>]|\breturn|\btypeof)\s*$")
_REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/[a-z]*")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}


@dataclass(frozen=True)
class Text:
    """A string, or a template with expressions between its pieces.

    `before` is the code in front of it on its line, so that a call like `t(` can be told.
    """

    pieces: tuple[str, ...]
    before: str

    @property
    def is_plain(self) -> bool:
        return len(self.pieces) == 1

    @property
    def plain(self) -> str:
        return self.pieces[0]

    def follows(self, *calls: str) -> bool:
        """Whether it is the first argument of a call such as `t`, or tagged with it."""
        return any(re.search(rf"(?<![\w.#]){call}\(?\s*$", self.before) for call in calls)


@cache
def texts_of(path: Path) -> tuple[Text, ...]:
    """All strings and templates of a module, in their order."""
    return tuple(_Lexer(text_of(path)).read())


class _Lexer:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._found: list[Text] = []

    def read(self) -> list[Text]:
        self._code(until="")
        return self._found

    def _code(self, until: str) -> None:
        depth, began = 0, self._at
        while self._at < len(self._source):
            sign = self._source[self._at]
            if sign == until and depth == 0:
                return
            if self._source.startswith("//", self._at):
                self._skip_to("\n")
            elif self._source.startswith("/*", self._at):
                self._skip_to("*/")
            elif sign == "/" and (regex := self._regex(began)):
                self._at = regex
            elif sign in "\"'":
                self._string(sign)
            elif sign == "`":
                self._template()
            else:
                depth += (sign == "{") - (sign == "}")
                self._at += 1

    def _skip_to(self, end: str) -> None:
        found = self._source.find(end, self._at + 2)
        self._at = len(self._source) if found < 0 else found + len(end)

    def _regex(self, began: int) -> int | None:
        found = _REGEX.match(self._source, self._at)
        before = self._source[max(began, self._at - 80) : self._at]
        return found.end() if found and _BEFORE_A_REGEX.search(before) else None

    def _before(self) -> str:
        return self._source[max(0, self._at - 60) : self._at]

    def _string(self, quote: str) -> None:
        before = self._before()
        self._at += 1
        text = ""
        while self._at < len(self._source) and self._source[self._at] != quote:
            text += self._sign()
        self._at += 1
        self._found.append(Text((text,), before))

    def _template(self) -> None:
        before = self._before()
        place = len(self._found)
        self._at += 1
        pieces = [""]
        while self._at < len(self._source) and self._source[self._at] != "`":
            if self._source.startswith("${", self._at):
                self._at += 2
                self._code(until="}")
                self._at += 1
                pieces.append("")
            else:
                pieces[-1] += self._sign()
        self._at += 1
        self._found.insert(place, Text(tuple(pieces), before))

    def _sign(self) -> str:
        sign = self._source[self._at]
        self._at += 1
        if sign != "\\" or self._at >= len(self._source):
            return sign
        escaped = self._source[self._at]
        self._at += 1
        return _ESCAPES.get(escaped, escaped)
