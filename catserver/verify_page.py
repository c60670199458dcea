"""The page that checks a result, as files for a static web server: nothing stands behind it."""

import re
from collections import deque
from pathlib import Path, PurePosixPath

PAGE = "pages/verify.html"
AT = "verify/index.html"
LOG_AT = "log"
WORDS = tuple(
    f"i18n/{language}/{name}.json" for language in ("id", "en") for name in ("shared", "verify")
)
"""Fetched by name, so nothing in the page's code names them."""
_NAMED = re.compile(r"""["'(](/static/|\.{1,2}/)([\w./-]+)""")
_READ = {".html", ".css", ".js"}


def files_of_page(static: Path) -> list[str]:
    """The page and whatever it names, by their paths in `static`."""
    found = dict.fromkeys((PAGE, *WORDS))
    waiting = deque(found)
    while waiting:
        name = waiting.popleft()
        if PurePosixPath(name).suffix not in _READ:
            continue
        for start, rest in _NAMED.findall((static / name).read_text("utf-8")):
            named = rest if start == "/static/" else _beside(name, start + rest)
            if named not in found and (static / named).is_file():
                found[named] = None
                waiting.append(named)
    return sorted(found)


def write_page(static: Path, to: Path) -> int:
    """Write page and files for a web server whose root is `to`; how many. Raises OSError."""
    names = files_of_page(static)
    places = {name: f"static/{name}" for name in names} | {PAGE: AT}
    for name, place in places.items():
        target = to / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((static / name).read_bytes())
    return len(places)


def _beside(name: str, relative: str) -> str:
    parts: list[str] = []
    for part in (*PurePosixPath(name).parent.parts, *PurePosixPath(relative).parts):
        if part == "..":
            del parts[-1:]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
