"""Did the data come from a backup, so that what was acknowledged later may be missing?"""

from collections.abc import Iterator
from pathlib import Path

from catserver.cli.checks.finding import Finding, attention, ok
from catserver.store.backup import RESTORED_FILE, restored_from


def check_restored(data_dir: Path) -> Iterator[Finding]:
    mark = restored_from(data_dir)
    if mark is None:
        yield ok("backup", "these data were never restored")
        return
    newest = mark.newest_at or mark.backup_made_at
    yield attention(
        "backup",
        f"restored {mark.restored_at:%Y-%m-%d %H:%M} UTC; the backup's newest event is of "
        f"{newest:%Y-%m-%d %H:%M:%S} UTC, what was acknowledged later may be missing",
        f"Look at the incidents of each sitting; when it is settled, remove {RESTORED_FILE} from "
        "the data folder (docs/when-something-fails.md).",
    )
