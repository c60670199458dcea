"""The keys of the exam events: one file each, beside the database and never in it."""

import contextlib
import os
import secrets
import threading
from pathlib import Path

from catserver.delivery.keeping.vault import KEY_SIZE_BYTES, EventKey, KeyDamaged
from catserver.delivery.photos import ExamEventId

EVENT_KEYS_FOLDER = "event-keys"


class FolderKeys:
    """Readable by the server's user alone. `catserver load-roster` may make one beside a server."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / EVENT_KEYS_FOLDER
        self._held: dict[ExamEventId, EventKey] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return "<FolderKeys: redacted>"

    def make(self, event: ExamEventId) -> EventKey:
        """Raises KeyDamaged where its file is no key: a new one would lose what the old opens."""
        with self._lock:
            held = self._known(event)
            if held is None:
                self._write(event)
                held = self._known(event)
            if held is None:
                raise KeyDamaged(str(self._folder / event))
            return held

    def key(self, event: ExamEventId) -> EventKey | None:
        with self._lock:
            return self._known(event)

    def has(self, event: ExamEventId) -> bool:
        return (self._folder / event).is_file()

    def destroy(self, event: ExamEventId) -> bool:
        """Overwritten before it is removed; a disk that keeps older copies is in docs."""
        with self._lock:
            self._held.pop(event, None)
            path = self._folder / event
            try:
                with path.open("r+b") as file:
                    file.write(secrets.token_bytes(KEY_SIZE_BYTES))
                    file.flush()
                    os.fsync(file.fileno())
                path.unlink()
            except FileNotFoundError:
                return False
            _bring_to_disk(self._folder)
            return True

    def _known(self, event: ExamEventId) -> EventKey | None:
        held = self._held.get(event)
        if held is None:
            try:
                held = EventKey((self._folder / event).read_bytes())
            except (FileNotFoundError, ValueError):
                return None
            self._held[event] = held
        return held

    def _write(self, event: ExamEventId) -> None:
        """Whole or not at all, and never over another's: two processes get the same key."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = self._folder / f".{event}.{secrets.token_hex(4)}"
        descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_SIZE_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(made, self._folder / event)
        made.unlink()
        _bring_to_disk(self._folder)


def _bring_to_disk(folder: Path) -> None:
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
