"""The pages' files, read once and kept; looked at again when they have changed on disk."""

import hashlib
import mimetypes
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from scoreboard.chunk import deflated, gzip_file
from scoreboard.server.answers import ALWAYS_ASK, FOR_PAGES, Answer, Asked, tagged, unchanged

SIZE_BYTES_MAX = 2 * 1024 * 1024
LOOKED_AT_EVERY_S = 1.0
TEXT = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".txt", ".webmanifest"}
_KINDS = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/json"}


@dataclass
class File:
    content: bytes
    kind: str
    tag: str
    changed_ns: int
    looked_at: float

    @cached_property
    def packed(self) -> bytes | None:
        if not self.kind.startswith(("text/", "application/json", "image/svg")):
            return None
        return gzip_file(self.content, deflated(self.content))


class Files:
    """Every file below `folder`, by its path there; nothing above it has a name here."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._paths = {
            path.relative_to(self._folder).as_posix(): path
            for path in self._folder.rglob("*")
            if path.is_file() and not path.is_symlink() and path.stat().st_size <= SIZE_BYTES_MAX
        }
        self._files: dict[str, File] = {}

    def answer(self, name: str, asked: Asked) -> Answer | None:
        """None where there is no such file."""
        file = self._file(name)
        if file is None:
            return None
        headers = {**FOR_PAGES, "Cache-Control": ALWAYS_ASK}
        if asked.has(file.tag):
            return unchanged(file.tag, **headers)
        packed = file.packed if asked.reads_gzip else None
        return tagged(file.tag, file.content, packed, file.kind, **headers)

    def _file(self, name: str) -> File | None:
        path = self._paths.get(name)
        if path is None:
            return None
        known, now = self._files.get(name), time.monotonic()
        if known is not None and now - known.looked_at < LOOKED_AT_EVERY_S:
            return known
        try:
            changed_ns = path.stat().st_mtime_ns
            if known is not None and known.changed_ns == changed_ns:
                known.looked_at = now
                return known
            content = path.read_bytes()
        except OSError:
            return known
        tag = hashlib.sha256(content).hexdigest()[:20]
        self._files[name] = File(content, _kind_of(path), tag, changed_ns, now)
        return self._files[name]


def _kind_of(path: Path) -> str:
    guessed = _KINDS.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    kind = guessed or "application/octet-stream"
    return f"{kind}; charset=utf-8" if path.suffix in TEXT else kind
