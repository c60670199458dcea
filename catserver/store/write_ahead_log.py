"""SQLite's write-ahead log, folded back into the database beside the journal's writer.

Commits append to the log, and a second connection folds it back, so that no commit pays for it. But
what is committed meanwhile is not folded with it, and SQLite begins its log anew only where all of
it is: beside answers that never stop it would grow with every one of them, to gigabytes. So a log
that has become long is finished by the writer itself, between two commits. What is left for it then
is what came during the last folding.
"""

import logging
import threading
from collections.abc import Callable

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

logger = logging.getLogger(__name__)

FOLD_EVERY_S = 1.0
LONG_PAGES = 16_384
"""64 MiB. What a disk must spare, and what a restart after a crash must read."""


class StoreBusy(SQLAlchemyError):
    """Somebody else holds the store; whether it is sound cannot be known yet."""


class WriteAheadLog:
    """`failed` is told of each fault, in whichever thread meets it. Ended by `close`."""

    def __init__(self, engine: Engine, failed: Callable[[Exception], object]) -> None:
        self._engine = engine
        self._failed = failed
        self._long = False
        self._committed = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="journal-checkpoint", daemon=True)
        self._thread.start()

    def committed(self) -> None:
        """There is something to fold."""
        self._committed.set()

    def finish_if_long(self, connection: Connection) -> None:
        """By the writer, on its own connection, while it writes nothing else."""
        if self._long:
            self._long = False
            _fold(connection)

    def close(self) -> None:
        """Blocks until the folding at hand is done."""
        self._stopping.set()
        self._committed.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._committed.wait()
            self._stopping.wait(FOLD_EVERY_S)
            self._committed.clear()
            try:
                with self._engine.connect() as connection:
                    self._long = _fold(connection) >= LONG_PAGES
            except Exception as failure:  # noqa: BLE001 - without this thread the log only grows
                self._failed(failure)
                logger.warning("the write-ahead log could not be folded back; trying again")


def fold_all(connection: Connection) -> None:
    """Bring the whole log into the database file, with an fsync of each. Raises StoreBusy."""
    connection.exec_driver_sql("PRAGMA wal_autocheckpoint=0")
    busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(FULL)").one()
    if busy:
        raise StoreBusy


def _fold(connection: Connection) -> int:
    """As much as nobody else needs; the pages that the log then has."""
    _, pages, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").one()
    return int(pages)
