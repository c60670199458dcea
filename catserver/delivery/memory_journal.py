"""The journal's twin in memory: the same promises, for tests, lost with the process."""

import asyncio
from collections.abc import Mapping, Sequence

from catserver.delivery.journal import (
    JournalConflict,
    JournalError,
    PlacedRow,
    Row,
    Settle,
)
from catserver.delivery.trouble import Trouble


class MemoryJournal:
    """`fail_next` is settled as the next append's error, and nothing is kept of that append."""

    def __init__(self) -> None:
        self.trouble = Trouble()
        self.rows: list[Row] = []
        self._versions: set[tuple[str, int]] = set()
        self.fail_next: JournalError | None = None

    def append(self, rows: Sequence[Row], settle: Settle) -> None:
        asyncio.get_running_loop().call_soon(settle, self._commit(rows))

    def _commit(self, rows: Sequence[Row]) -> JournalError | None:
        error, self.fail_next = self.fail_next, None
        if error is not None:
            return error
        places = {(row.stream, row.version) for row in rows}
        if places & self._versions:
            return JournalConflict(rows[0].stream)
        self._versions |= places
        self.rows.extend(rows)
        return None

    async def read(self, stream: str) -> Sequence[Row]:
        return [row for row in self.rows if row.stream == stream]

    async def read_each(self, streams: Sequence[str]) -> Mapping[str, Sequence[Row]]:
        found: dict[str, list[Row]] = {stream: [] for stream in streams}
        for row in self.rows:
            if row.stream in found:
                found[row.stream].append(row)
        return found

    async def read_after(self, position: int, limit: int) -> Sequence[PlacedRow]:
        rows = self.rows[position : position + limit]
        return [PlacedRow(position + 1 + index, row) for index, row in enumerate(rows)]

    async def streams(self, kind: str) -> Sequence[str]:
        return sorted({row.stream for row in self.rows if row.stream.startswith(f"{kind}/")})

    async def close(self) -> None:
        return
