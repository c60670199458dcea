"""The site's own keys: made once, kept beside the database, never in it."""

import os
import secrets
from pathlib import Path

SITE_SECRET_FILE = "site-secret"  # noqa: S105 - the name of the file
BOARD_SECRET_FILE = "board-secret"  # noqa: S105 - the name of the file


def site_secret(data_dir: Path) -> bytes:
    """The site's own key, made at the first start; readable by the server's user alone."""
    return _kept(data_dir / SITE_SECRET_FILE)


def board_secret(data_dir: Path) -> str:
    """What server and board have in common where they are started apart."""
    return _kept(data_dir / BOARD_SECRET_FILE).hex()


def _kept(path: Path) -> bytes:
    if not path.exists():
        made = path.with_name(f"{path.name}.new")
        descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    return path.read_bytes()
