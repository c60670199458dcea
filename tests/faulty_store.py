"""A store whose disk fails or is full, on demand: between SQLAlchemy and SQLite."""

import sqlite3
from typing import Any

from sqlalchemy import Engine, event, exc

PLENTY = 1 << 30


class FailingFsync:
    """Statements that end with SQLITE_IOERR_FSYNC; what they wrote is on the disk or not."""

    def __init__(self, engine: Engine) -> None:
        self.fails: set[str] = set()
        """Which statements fail, by their first word."""
        self.written = False
        """Whether what failed is on the disk all the same."""
        self.failed = 0
        event.listen(engine, "before_cursor_execute", self._before)
        event.listen(engine, "after_cursor_execute", self._after)

    def _before(self, _c: object, _cursor: object, statement: str, *_: object) -> None:
        if not self.written:
            self._fail(statement)

    def _after(self, _c: object, _cursor: object, statement: str, *_: object) -> None:
        self._fail(statement)

    def _fail(self, statement: str) -> None:
        if statement.split(maxsplit=1)[0] in self.fails:
            self.failed += 1
            fault = sqlite3.OperationalError("disk I/O error")
            fault.sqlite_errorname = "SQLITE_IOERR_FSYNC"
            raise exc.OperationalError(statement, None, fault)


class FullDisk:
    """While `full`, the database takes no more pages than it has; SQLite says SQLITE_FULL."""

    def __init__(self, engine: Engine) -> None:
        self.full = False
        event.listen(engine, "before_cursor_execute", self._before)

    def _before(self, _c: object, cursor: Any, statement: str, *_: object) -> None:
        if statement.startswith("INSERT"):
            # Fewer pages than there are means as many as there are.
            cursor.connection.execute(f"PRAGMA max_page_count={1 if self.full else PLENTY}")
