"""The terminal's page as a whole: every file it is made of, and the worker that keeps them.

The list is found by following the page's references, so a new module is kept without being listed
anywhere; its digest is the version. A browser that sees another version fetches all of it anew.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PAGE_ADDRESS = "/terminal"
PAGE_FILE = "pages/terminal.html"
WORKER_FILE = "terminal-sw.js"
WORDS = tuple(
    f"i18n/{language}/{name}.json" for language in ("id", "en") for name in ("shared", "terminal")
)
"""What `loadLanguage("terminal")` asks for; their addresses are put together in the page."""

_ABSOLUTE = re.compile(r"[\"'(`]/static/([\w./-]+\.\w+)")
_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?["'](\.[^"']+)["']""")
_STYLE_URL = re.compile(r"""url\(["']?(\.[^"')]+)""")


@dataclass(frozen=True, slots=True)
class Shell:
    """`files` are addresses; `worker` is the script as browsers get it."""

    version: str
    files: tuple[str, ...]
    worker: bytes


def read_shell(folder: Path) -> Shell:
    found = sorted(_follow(folder, (PAGE_FILE, *WORDS)))
    script = (folder / WORKER_FILE).read_bytes()
    digest = hashlib.sha256(script)
    for name in found:
        digest.update(name.encode() + b"\n" + (folder / name).read_bytes())
    version = digest.hexdigest()[:16]
    files = (PAGE_ADDRESS, *(f"/static/{name}" for name in found if name != PAGE_FILE))
    head = msgspec.json.encode({"version": version, "files": files})
    return Shell(version, files, b"self.SHELL = " + head + b";\n" + script)


def _follow(folder: Path, begin: Iterable[str]) -> set[str]:
    found: set[str] = set()
    ahead = list(begin)
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += _references(folder, name)
    return found


def _references(folder: Path, name: str) -> Iterator[str]:
    path = folder / name
    if path.suffix not in {".html", ".js", ".css"}:
        return
    text = path.read_text("utf-8")
    yield from _ABSOLUTE.findall(text)
    relative = _IMPORT if path.suffix == ".js" else _STYLE_URL
    for reference in relative.findall(text):
        yield (path.parent / reference).resolve().relative_to(folder.resolve()).as_posix()


def worker_route(folder: Path) -> Route:
    """Read when first asked for: a server that nobody opens the terminal of need not."""
    read: list[Shell] = []

    async def worker(_: Request) -> Response:
        if not read:
            read.append(read_shell(folder))
        return Response(
            read[0].worker,
            media_type="text/javascript",
            headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": PAGE_ADDRESS},
        )

    return Route(f"/{WORKER_FILE}", worker)
