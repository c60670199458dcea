"""The site's own key: made once, kept beside the database, never in it."""

import os
import secrets
from pathlib import Path

SITE_SECRET_FILE = "site-secret"  # noqa: S105 - the name of the file


def site_secret(data_dir: Path) -> bytes:
    """The site's own key, made at the first start; readable by the server's user alone."""
    path = data_dir / SITE_SECRET_FILE
    if not path.exists():
        made = data_dir / f"{SITE_SECRET_FILE}.new"
        descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    return path.read_bytes()
