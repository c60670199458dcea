"""Where a broadcast goes, and the key to it, which no list of processes and no log may show.

An argument of a process can be read by every user of the machine while it runs, and stays in the
shell's history. So a key in `--to` is refused, not hidden: by then it has been seen.
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from scoreboard.broadcast.receiver import Receiver

KEY_VARIABLE = "CATSERVER_STREAM_KEY"
KEY_LENGTH_MAX = 1_000
SCHEMES = ("rtmp", "rtmps")


def receiver_of(address: str, key_file: str | None, authority: str | None = None) -> Receiver:
    """Raises click.UsageError with what to do instead."""
    _require_without_key(address)
    key = _read_key(key_file).strip().lstrip("/")
    if not key:
        raise click.UsageError("The stream key is empty.")
    if len(key) > KEY_LENGTH_MAX or not key.isprintable() or " " in key:
        raise click.UsageError("The stream key is no key: it has spaces, line breaks or no end.")
    return Receiver(address.rstrip("/"), key, authority=authority)


def _require_without_key(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise click.UsageError(
            "--to takes rtmp://HOST/APPLICATION or rtmps://HOST/APPLICATION, as the platform names "
            "it, without the key."
        )
    segments = [each for each in parts.path.split("/") if each]
    if len(segments) > 1 or parts.query or parts.fragment or parts.password or parts.username:
        raise click.UsageError(
            "--to must not hold the stream key: every user of this machine could read it in the "
            f"list of processes. Give the address up to the application, and the key in {_WAYS}. "
            "If that was a real key, have the platform make a new one."
        )
    if not segments:
        raise click.UsageError("--to lacks the application, for example rtmp://HOST/live.")


_WAYS = f"--key-file FILE, in the variable {KEY_VARIABLE}, or when asked for it"


def _read_key(key_file: str | None) -> str:
    if key_file is not None:
        return _first_line(key_file)
    known = os.environ.pop(KEY_VARIABLE, None)
    if known is not None:
        return known
    if not sys.stdin.isatty():
        raise click.UsageError(f"There is no stream key. Give it in {_WAYS}.")
    typed: str = click.prompt("Stream key (not shown)", hide_input=True, err=True)
    return typed


def _first_line(key_file: str) -> str:
    try:
        content = sys.stdin.read() if key_file == "-" else Path(key_file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"The key file cannot be read: {error}.") from None
    return content.strip().partition("\n")[0]
