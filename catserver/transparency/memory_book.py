"""The book's twin in memory: the same promises, for tests, lost with the process."""

from collections.abc import Mapping, Sequence

from catserver.transparency.book import Batch, BookConflict, LoggedLeaf


class MemoryLogBook:
    def __init__(self) -> None:
        self.kept: list[LoggedLeaf] = []
        self._subjects: set[str] = set()
        self._files: dict[str, bytes] = {}

    async def append(self, first: int, batch: Batch) -> None:
        subjects = [each.subject for each in batch.leaves]
        fresh = len(set(subjects)) == len(subjects) and self._subjects.isdisjoint(subjects)
        if first != len(self.kept) or not fresh:
            raise BookConflict(f"at {first}")
        self._subjects.update(subjects)
        self.kept += [
            LoggedLeaf(first + place, each.subject, each.entry)
            for place, each in enumerate(batch.leaves)
        ]
        self._files = {**batch.files, **self._files}

    async def leaves(self, start: int, limit: int) -> Sequence[LoggedLeaf]:
        return self.kept[start : start + limit]

    async def files(self) -> Mapping[str, bytes]:
        return dict(self._files)
