"""A copy of a site's data made while it runs, and the way back: whole, checked, never half there.

A backup is a folder: the database by SQLite's own online copy, the files beside it that a restored
site needs, and a manifest with their digests and the newest event. A restored folder carries
`restored-from`: the site then knows that it may be behind what candidates were told.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path

import msgspec
from sqlalchemy import Engine, func, select

from catserver.delivery.journal import CHAIN_START, chain
from catserver.store.engine import open_engine, reading, sqlite_url
from catserver.store.journal_end import newest_instant
from catserver.store.restored import RESTORED_FILE, RestoredFrom
from catserver.store.tables import events

MANIFEST_FILE = "manifest.json"
DATABASE_FILE = "catserver.sqlite3"
BESIDE = ("log", "site-secret", "tls")
"""What a restored site needs besides: PINs and cookies hold by the secret, terminals trust the
authority."""
EVENT_KEYS = "event-keys"
"""Photos and templates open with them. They go beside the backup and never into it: a backup that
lies apart from its keys is unreadable once the event's key is destroyed."""
FORMAT = 1
PAGES_A_STEP = 256
"""One mebibyte; in between the server commits."""

Progress = Callable[[int, int], None]
"""Told (pages done, pages in all)."""


class BackupRefused(Exception):
    """Carries the sentence for the operator."""


class Manifest(msgspec.Struct, frozen=True):
    """`position` and `newest_at` are the journal's end: what came later is not in this backup."""

    format: int
    made_at: datetime
    position: int
    newest_at: datetime | None
    files: dict[str, str]
    """SHA-256 by path within the folder."""


def back_up(engine: Engine, data_dir: Path, to: Path, progress: Progress) -> Manifest:
    """Copy into `to`, which must not be there yet. Raises BackupRefused or OSError."""
    if engine.dialect.name != "sqlite":
        raise BackupRefused(
            "The store is PostgreSQL: use pg_dump for it, and copy the data folder."
        )
    if to.exists():
        raise BackupRefused(f"{to} is there already; name a new folder.")
    making = to.with_name(f".{to.name}.unfinished")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True, mode=0o700)
    try:
        _copy_database(engine, making / DATABASE_FILE, progress)
        for name in BESIDE:
            if (data_dir / name).is_dir():
                shutil.copytree(data_dir / name, making / name)
            elif (data_dir / name).exists():
                shutil.copy2(data_dir / name, making / name)
        manifest = _manifest(making)
        (making / MANIFEST_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        _bring_to_disk(making)
        if (data_dir / EVENT_KEYS).is_dir():  # first: a backup that is there has its keys
            shutil.copytree(data_dir / EVENT_KEYS, keys_of(to), dirs_exist_ok=True)
            _bring_to_disk(keys_of(to))
        making.rename(to)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    _bring_to_disk(to.parent, whole=False)
    return manifest


def keys_of(backup: Path) -> Path:
    """Where the keys of the events lie that a backup's photos need."""
    return backup.with_name(f"{backup.name}.keys")


def restore(backup: Path, data_dir: Path, now: datetime) -> RestoredFrom:
    """Check `backup` and put it into `data_dir`, which must be empty. Raises BackupRefused."""
    if data_dir.exists() and any(data_dir.iterdir()):
        raise BackupRefused(f"{data_dir} is not empty; restore into a new folder.")
    manifest = _checked(backup)
    making = data_dir.with_name(f".{data_dir.name}.unfinished")
    shutil.rmtree(making, ignore_errors=True)
    shutil.copytree(backup, making, copy_function=shutil.copy2)
    try:
        (making / MANIFEST_FILE).unlink()
        _check_files(making, manifest)  # what was read is what was written
        _check_chains(making / DATABASE_FILE)
        mark = RestoredFrom(manifest.made_at, now, manifest.position, manifest.newest_at)
        (making / RESTORED_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(mark)))
        if keys_of(backup).is_dir():
            shutil.copytree(keys_of(backup), making / EVENT_KEYS)
        making.chmod(0o700)
        _bring_to_disk(making)
        if data_dir.exists():
            data_dir.rmdir()
        making.rename(data_dir)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    _bring_to_disk(data_dir.parent, whole=False)
    return mark


def _copy_database(engine: Engine, to: Path, progress: Progress) -> None:
    """As it was at one moment: one read transaction, beside which the server goes on committing."""
    copy = sqlite3.connect(to)
    try:
        with reading(engine) as connection:
            connection.execute(select(func.count()).select_from(events)).scalar_one()
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)
            source.backup(
                copy,
                pages=PAGES_A_STEP,
                progress=lambda _, remaining, total: progress(total - remaining, total),
            )
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    finally:
        copy.close()


def _manifest(folder: Path) -> Manifest:
    engine = open_engine(sqlite_url(folder / DATABASE_FILE))
    try:
        with reading(engine) as connection:
            position = connection.scalar(select(func.max(events.c.position))) or 0
        newest_at = newest_instant(engine)
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            raw.execute("PRAGMA journal_mode=DELETE")
    finally:
        engine.dispose()
    return Manifest(
        FORMAT,
        datetime.now(UTC),
        position,
        newest_at,
        {str(each.relative_to(folder).as_posix()): _digest(each) for each in _files(folder)},
    )


def _checked(backup: Path) -> Manifest:
    try:
        manifest = msgspec.json.decode((backup / MANIFEST_FILE).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise BackupRefused(f"{backup} is no backup of catserver: {error}") from error
    if manifest.format != FORMAT:
        raise BackupRefused(f"{backup} was made by a later release.")
    _check_files(backup, manifest)
    return manifest


def _check_files(folder: Path, manifest: Manifest) -> None:
    found = {each.relative_to(folder).as_posix() for each in _files(folder)} - {MANIFEST_FILE}
    if found != set(manifest.files):
        odd = ", ".join(sorted(found ^ set(manifest.files)))
        raise BackupRefused(f"{folder} is not as it was made: {odd}")
    for name, digest in manifest.files.items():
        if _digest(folder / name) != digest:
            raise BackupRefused(f"{name} is not as it was made; use another backup.")


def _check_chains(database: Path) -> None:
    """Every stream's versions without a gap, every hash from the one before."""
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
    try:
        heads: dict[str, tuple[int, bytes]] = {}
        query = "SELECT stream, version, data, hash FROM events ORDER BY position"
        for stream, version, data, kept in connection.execute(query):
            before, previous = heads.get(stream, (0, CHAIN_START))
            if version != before + 1 or chain(previous, data) != kept:
                raise BackupRefused(f"The journal's chain of {stream} breaks at event {version}.")
            heads[stream] = (version, kept)
    except sqlite3.DatabaseError as error:
        raise BackupRefused(f"The backup's database cannot be read: {error}") from error
    finally:
        connection.close()


def _files(folder: Path) -> list[Path]:
    return sorted(each for each in folder.rglob("*") if each.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _bring_to_disk(folder: Path, *, whole: bool = True) -> None:
    """Contents first, then the names; a rename is only worth what is below it."""
    if os.name == "nt":
        return
    for each in [*(_files(folder) if whole else ()), folder]:
        file = os.open(each, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)
