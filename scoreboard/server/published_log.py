"""The published log as the board shows it: files of a folder that others write, and no other."""

import hashlib
import re
from pathlib import Path

from scoreboard.server.answers import FOR_ALL, JSON, Answer, Asked, tagged, unchanged

AT = "/log/"
SIZE_BYTES_MAX = 16 * 1024 * 1024
NEVER_CHANGES = "public, max-age=31536000, immutable"
CHANGES = "public, max-age=2"
TEXT = "text/plain; charset=utf-8"
PATHS = (
    (re.compile(r"checkpoint|checkpoints/[0-9]{1,19}|vkey|README\.(?:en|id)\.md"), TEXT, CHANGES),
    (
        re.compile(r"tile/(?:entries|[0-9]{1,2})/(?:x[0-9]{3}/)*[0-9]{3}(?:\.p/[0-9]{1,3})?"),
        "application/octet-stream",
        NEVER_CHANGES,
    ),
    (re.compile(r"(?:exams|banks|standings)/[0-9a-f]{64}\.json"), JSON, NEVER_CHANGES),
)
"""Every path there can be: no other is looked for on the disk."""


class PublishedLog:
    """`folder` need not be there yet; an empty name is a board that shows no log."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder) if folder else None

    def answer(self, path: str, asked: Asked) -> Answer | None:
        """None where there is no such file."""
        found = next((each for each in PATHS if each[0].fullmatch(path)), None)
        content = self._read(path) if found else None
        if found is None or content is None:
            return None
        _, kind, kept = found
        headers = {**FOR_ALL, "Cache-Control": kept}
        tag = hashlib.sha256(content).hexdigest()[:20]
        return (
            unchanged(tag, **headers)
            if asked.has(tag)
            else tagged(tag, content, None, kind, **headers)
        )

    def _read(self, path: str) -> bytes | None:
        if self._folder is None:
            return None
        try:
            with (self._folder / path).open("rb") as file:
                content = file.read(SIZE_BYTES_MAX + 1)
        except OSError:
            return None
        return content if len(content) <= SIZE_BYTES_MAX else None
