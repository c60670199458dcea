"""A process that does nothing but append leaves and sign.

`python -m tests.crash.log_writer FOLDER` imports everything once; each line on its standard input
forks a writer, whose process id and exit code it says. A writer ends by itself, and says why, where
the log refuses.
"""

import asyncio
import itertools
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from catserver.event_keys import FolderKeys
from catserver.store.engine import open_engine, sqlite_url
from catserver.store.log_rows import SqlLogBook
from catserver.store.migration import migrate
from catserver.store.registry import SqlRegistry
from catserver.transparency.log import Log, LogIsAway
from catserver.transparency.opening import open_log
from tests.crash.server import leave_nothing_behind
from tests.logs import leaves

REFUSED = 3
DATABASE = "catserver.sqlite3"


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Log]:
    engine = open_engine(sqlite_url(folder / DATABASE))
    try:
        migrate(engine)
        registry = SqlRegistry(engine, FolderKeys(folder))
        yield await open_log(SqlLogBook(engine), registry, folder, lambda: datetime.now(UTC))
    finally:
        engine.dispose()


async def grow(folder: Path) -> None:
    async with opened(folder) as log:
        for count in itertools.cycle((1, 3, 2)):
            first = len(log.tree)
            names = [f"leaf-{first + place}" for place in range(count)]
            await log.append(leaves(*names))
            await log.seal()


def live(folder: Path) -> None:
    """One life, in a process of its own."""
    try:
        asyncio.run(grow(folder))
    except LogIsAway as away:
        sys.stderr.write(f"{away}\n")
        sys.stderr.flush()
        os._exit(REFUSED)


if __name__ == "__main__":
    leave_nothing_behind()
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            leave_nothing_behind()
            live(Path(sys.argv[1]))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n")
        sys.stdout.flush()
