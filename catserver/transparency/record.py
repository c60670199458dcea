"""The record of what was signed: append-only, on disk before a signature leaves the process.

It lies beside the site's secret and not in the database, so that a database which goes back in time
does not take it along. One line of JSON for each checkpoint, and for each time a person took the
log up again after a refusal. A last line without its newline was never on disk in whole: nothing
that it says was published, and it is cut off.
"""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from catserver.transparency.key_file import bring_to_disk


class RecordUnreadable(Exception):
    """A line in the middle cannot be read: somebody altered the record, or the disk did."""


class Signed(msgspec.Struct, frozen=True, tag="signed"):
    """`note` is the checkpoint with the log's own signatures."""

    size: int
    root: bytes
    note: str


class Resumed(msgspec.Struct, frozen=True, tag="resumed"):
    at: datetime
    by: str
    reason: str


Line = Signed | Resumed
_decoder: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


class SignedRecord:
    """`signed` and `resumed` are what the file says, oldest first."""

    def __init__(self, path: Path, *, writing: bool = True) -> None:
        """Without `writing` nothing is cut off: a server may be at work on it.

        Raises FileNotFoundError, RecordUnreadable.
        """
        self._path = path
        self.signed: list[Signed] = []
        self.resumed: list[Resumed] = []
        whole = self._without_a_torn_end(path.read_bytes(), writing=writing)
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                self._know(_decoder.decode(line))
            except msgspec.DecodeError as error:
                raise RecordUnreadable(f"{path}, line {number}: {error}") from error

    @classmethod
    def begin(cls, path: Path) -> "SignedRecord":
        """An empty one; there must be none yet."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        bring_to_disk(path.parent)
        return cls(path)

    @property
    def newest(self) -> Signed | None:
        return max(self.signed, key=lambda each: each.size, default=None)

    def append(self, line: Line) -> None:
        """On disk when this returns; where it fails, the line is not there. Raises OSError."""
        content = msgspec.json.encode(line) + b"\n"
        with self._path.open("r+b") as file:
            file.truncate(self._length)  # of a line that the disk took in part, nothing is left
            file.seek(self._length)
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                with suppress(OSError):
                    file.truncate(self._length)
                raise
        self._length += len(content)
        self._know(line)

    def _know(self, line: Line) -> None:
        if isinstance(line, Signed):
            self.signed.append(line)
        else:
            self.resumed.append(line)

    def _without_a_torn_end(self, content: bytes, *, writing: bool) -> bytes:
        whole = content[: content.rfind(b"\n") + 1]
        if writing and len(whole) < len(content):
            with self._path.open("r+b") as file:
                file.truncate(len(whole))
                os.fsync(file.fileno())
        self._length = len(whole)
        return whole
