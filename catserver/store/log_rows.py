"""Rows of the transparency log: leaves by their index, and the files they name."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError

from catserver.store.rows import Rows
from catserver.store.tables import log_file, log_leaf
from catserver.transparency.book import Batch, BookConflict, LoggedLeaf


class SqlLogBook(Rows):
    """Implements `catserver.transparency.book.LogBook`; made with an engine that is migrated."""

    async def append(self, first: int, batch: Batch) -> None:
        def work(connection: Connection) -> None:
            size = connection.scalar(select(func.count()).select_from(log_leaf))
            if size != first:
                raise BookConflict(f"the log has {size} leaves, not {first}")
            rows = [
                {"position": first + place, "subject": each.subject, "entry": each.entry}
                for place, each in enumerate(batch.leaves)
            ]
            if rows:
                connection.execute(insert(log_leaf), rows)
            known = set(
                connection.scalars(select(log_file.c.path).where(log_file.c.path.in_(batch.files)))
            )
            files = [
                {"path": path, "content": content}
                for path, content in batch.files.items()
                if path not in known
            ]
            if files:
                connection.execute(insert(log_file), files)

        try:
            await self._write(work)
        except IntegrityError as error:
            raise BookConflict(f"at {first}") from error

    async def leaves(self, start: int, limit: int) -> Sequence[LoggedLeaf]:
        query = (
            select(log_leaf)
            .where(log_leaf.c.position >= start)
            .order_by(log_leaf.c.position)
            .limit(limit)
        )
        rows = await self._read(lambda connection: connection.execute(query).all())
        return [LoggedLeaf(row.position, row.subject, row.entry) for row in rows]

    async def files(self) -> Mapping[str, bytes]:
        query = select(log_file)
        rows = await self._read(lambda connection: connection.execute(query).all())
        return {row.path: row.content for row in rows}
