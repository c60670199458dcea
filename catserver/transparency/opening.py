"""Opens a site's log: its keys and its record made at the first start, and missed afterwards."""

import asyncio
from datetime import datetime
from functools import partial
from pathlib import Path

from catserver.delivery.registry import Registry
from catserver.transparency.book import LogBook
from catserver.transparency.key_file import (
    LogKeys,
    make_log_keys,
    read_log_keys,
    write_log_keys,
)
from catserver.transparency.log import Away, Log, LogParts, Now
from catserver.transparency.note import NoteMalformed
from catserver.transparency.publishing import PublicFolder
from catserver.transparency.record import RecordUnreadable, SignedRecord

PRIVATE_FOLDER = "log"
PUBLIC_FOLDER = "public-log"
KEY_FILE = "key"
RECORD_FILE = "signed"
KNOWN_KEY = "log_vkey"
"""The value of the site by which it knows its key again."""


def public_folder(data_dir: Path) -> Path:
    return data_dir / PUBLIC_FOLDER


async def open_log(
    book: LogBook,
    registry: Registry,
    data_dir: Path,
    now: Now,
    *,
    restored_at: datetime | None = None,
    origin: str = "",
    writing: bool = True,
) -> Log:
    """Never raises for what a person must look at: the log is `away` then, and the exam goes on.

    `restored_at` is when the data were put back from a backup. Without `writing` it is only looked
    at: nothing is made, published or cut off.
    """
    private = data_dir / PRIVATE_FOLDER
    known = await registry.site_value(KNOWN_KEY)
    is_new = writing and known is None and not await book.leaves(0, 1)
    look = partial(_keys_and_record, private, origin, is_new=is_new, writing=writing)
    keys, record = await asyncio.to_thread(look)
    if keys is not None and known is None and writing:
        await registry.set_site_value(KNOWN_KEY, str(keys.log.public))
    elif keys is not None and known not in {None, str(keys.log.public)}:
        keys = None
    folder = PublicFolder(public_folder(data_dir), private)
    away = None if keys is not None and record is not None else Away.KEYS_MISSING
    log = Log(LogParts(book, keys, record, folder, now), away)
    await log.load(restored_at)
    if writing:
        await log.begin()
    return log


def _keys_and_record(
    private: Path, origin: str, *, is_new: bool, writing: bool
) -> tuple[LogKeys | None, SignedRecord | None]:
    try:
        keys = read_log_keys(private / KEY_FILE)
        record = SignedRecord(private / RECORD_FILE, writing=writing)
    except FileNotFoundError:
        record = None
    except (NoteMalformed, RecordUnreadable, ValueError, OSError):
        return None, None
    if keys is None and is_new and (record is None or not record.signed):
        # The record first: keys without one are keys that may have signed anything.
        record = record or SignedRecord.begin(private / RECORD_FILE)
        keys = make_log_keys(origin)
        write_log_keys(private / KEY_FILE, keys)
    return keys, record
