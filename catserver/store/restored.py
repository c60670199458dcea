"""The mark of a site whose data came from a backup, until the committee has settled it.

It lies beside the database and not in it, so that it can be read where the store cannot.
"""

import asyncio
import logging
import os
from datetime import datetime
from pathlib import Path

import msgspec

logger = logging.getLogger(__name__)

RESTORED_FILE = "restored-from"


class Settled(msgspec.Struct, frozen=True):
    """Who of the committee saw to what may be missing, and what they found."""

    by: str
    at: datetime
    reason: str


class RestoredFrom(msgspec.Struct, frozen=True):
    backup_made_at: datetime
    restored_at: datetime
    position: int
    newest_at: datetime | None
    settled: Settled | None = None

    @property
    def behind_since(self) -> datetime:
        """What was acknowledged later may be missing."""
        return self.newest_at or self.backup_made_at


def restored_from(data_dir: Path) -> RestoredFrom | None:
    """What a site's data were restored from; None where they never were."""
    try:
        content = (data_dir / RESTORED_FILE).read_bytes()
    except FileNotFoundError:
        return None
    return msgspec.json.decode(content, type=RestoredFrom)


class RestoredMark:
    """A running site's own: whether it must still say that it may be behind."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._mark = restored_from(data_dir)
        if self.behind_since is not None:
            logger.warning(
                "these data were restored from a backup of %s: what was acknowledged later may be "
                "missing",
                self.behind_since.isoformat(timespec="seconds"),
            )

    @property
    def behind_since(self) -> datetime | None:
        """The backup's newest event; None where there was none, or it is settled."""
        mark = self._mark
        return None if mark is None or mark.settled is not None else mark.behind_since

    async def settle(self, by: str, at: datetime, reason: str) -> bool:
        """Write down who saw to it. False where there is nothing to settle. Raises OSError."""
        mark = self._mark
        if mark is None or mark.settled is not None:
            return False
        settled = msgspec.structs.replace(mark, settled=Settled(by, at, reason))
        await asyncio.to_thread(_write, self._data_dir / RESTORED_FILE, settled)
        self._mark = settled
        logger.warning("%s settled that these data were restored from a backup", by)
        return True


def _write(path: Path, mark: RestoredFrom) -> None:
    """Whole or not at all."""
    making = path.with_name(f".{path.name}.unfinished")
    with making.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(mark)))
        file.flush()
        os.fsync(file.fileno())
    making.replace(path)
