"""Did the data come from a backup, so that what was acknowledged later may be missing?"""

from collections.abc import Iterator
from pathlib import Path

from catserver.cli.checks.finding import Finding, attention, ok
from catserver.store.restored import restored_from


def check_restored(data_dir: Path) -> Iterator[Finding]:
    mark = restored_from(data_dir)
    if mark is None:
        yield ok("backup", "these data were never restored")
        return
    restored = (
        f"restored {mark.restored_at:%Y-%m-%d %H:%M} UTC; the backup's newest event is of "
        f"{mark.behind_since:%Y-%m-%d %H:%M:%S} UTC"
    )
    if mark.settled is not None:
        yield ok("backup", f"{restored}; settled by {mark.settled.by}: {mark.settled.reason}")
        return
    yield attention(
        "backup",
        f"{restored}, what was acknowledged later may be missing",
        "Look at the incidents of each sitting; when it is settled, the committee says so on "
        "their page, and the sentence goes from every page (docs/when-something-fails.md).",
    )
