"""The line of each key in a TOML file, which the parser of the standard library does not tell.

A rough scan that never fails: where it cannot tell, the place is that of the table around.
"""

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(r"^\s*([A-Za-z0-9_\-.\"' ]+?)\s*=\s*(.*)$")
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^.\s\"']+)")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_LONG_STRING = re.compile(r'"""|\'\'\'')


class TomlLines:
    """Answers `find(path)` with the nearest line known, counted from 1."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._scan(text.splitlines())

    def find(self, path: Path) -> int | None:
        for length in range(len(path), 0, -1):
            line = self._lines.get(path[:length])
            if line is not None:
                return line
        return None

    def _scan(self, lines: list[str]) -> None:
        table: Path = ()
        depth = 0
        closing = ""
        for number, line in enumerate(lines, start=1):
            rest = line
            if closing:
                _, found, rest = line.partition(closing)
                if not found:
                    continue
            elif depth == 0:
                header = _HEADER.match(line)
                if header is not None:
                    table = self._enter(_parts(header[2]), is_list=header[1] == "[[")
                    self._lines.setdefault(table, number)
                    continue
                assignment = _ASSIGNMENT.match(line)
                if assignment is not None:
                    self._lines.setdefault(table + _parts(assignment[1]), number)
            closing = _unclosed(rest)
            depth = max(0, depth + _opened(rest.rpartition(closing)[0] if closing else rest))

    def _enter(self, parts: Path, *, is_list: bool) -> Path:
        """The path of a header, with the index of each list on the way."""
        path: Path = ()
        for place, part in enumerate(parts):
            path = (*path, part)
            if is_list and place == len(parts) - 1:
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path = (*path, self._counts[path])
        return path


def _parts(dotted: str) -> Path:
    return tuple(one or two or three for one, two, three in _PART.findall(dotted))


def _unclosed(line: str) -> str:
    """The mark that ends a long string which this line opens, or nothing."""
    marks = _LONG_STRING.findall(line)
    return marks[-1] if len(marks) % 2 else ""


def _opened(text: str) -> int:
    """How many brackets a line opens and does not close, strings and comments aside."""
    bare = _STRING.sub("", text).split("#", 1)[0]
    return sum(map(bare.count, "[{")) - sum(map(bare.count, "]}"))
