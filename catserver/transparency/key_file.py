"""The log's keys: made once, kept beside the site's secret, never in the database."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from catserver.transparency.note import COSIGNATURE, ED25519, VerifierKey
from catserver.transparency.signing import SigningKey, make_key, parse_signing_key


@dataclass(frozen=True, slots=True)
class LogKeys:
    """Under one name, the log's origin: `log` signs, `time` says when."""

    log: SigningKey
    time: SigningKey

    @property
    def origin(self) -> str:
        return self.log.name

    @property
    def public(self) -> tuple[VerifierKey, VerifierKey]:
        return self.log.public, self.time.public


def make_log_keys(origin: str) -> LogKeys:
    """Without an `origin`, one that follows from the key."""
    if not origin:
        drawn = make_key("drawn", ED25519)
        origin = f"catserver-{sha256(drawn.public.public).hexdigest()[:16]}"
        return LogKeys(drawn.called(origin), make_key(origin, COSIGNATURE))
    return LogKeys(make_key(origin, ED25519), make_key(origin, COSIGNATURE))


def read_log_keys(path: Path) -> LogKeys | None:
    """None where there is no file. Raises NoteMalformed."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return None
    log, time = (parse_signing_key(each) for each in lines)
    return LogKeys(log, time)


def write_log_keys(path: Path, keys: LogKeys) -> None:
    write_secret(path, [keys.log.text(), keys.time.text()])


def write_secret(path: Path, lines: Iterable[str]) -> None:
    """Whole or not at all, on disk, readable by the server's user alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = path.with_name(f"{path.name}.new")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{each}\n" for each in lines)
        file.flush()
        os.fsync(file.fileno())
    made.replace(path)
    bring_to_disk(path.parent)


def bring_to_disk(folder: Path) -> None:
    """The names in a folder; what was renamed into it is there after a power cut."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
