"""Rows of exams, banks, key books and pictures; the newest of an id is the current one."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, insert, select, update

from catserver.delivery.registry import (
    BankLoaded,
    BankRecord,
    ExamRecord,
    KeyBookRecord,
    NewKeys,
    PictureRecord,
)
from catserver.store.rows import Rows
from catserver.store.tables import bank, exam, key_book, picture


class MaterialRows(Rows):
    async def load_exam(self, record: ExamRecord) -> bool:
        return await self._write(
            lambda connection: _make_current(connection, exam, record, source=record.source)
        )

    async def exam(self, exam_id: str, digest: str | None = None) -> ExamRecord | None:
        query = _version(exam, exam_id, digest)
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _exam(row)

    async def exams(self) -> tuple[ExamRecord, ...]:
        rows = await self._read(lambda connection: _current(connection, exam))
        return tuple(_exam(row) for row in rows)

    async def load_bank(
        self, record: BankRecord, keys: NewKeys, pictures: Mapping[str, PictureRecord]
    ) -> BankLoaded:
        def work(connection: Connection) -> BankLoaded:
            known = connection.execute(_version(bank, record.id, record.digest)).first()
            changed = _make_current(
                connection, bank, record, title=record.title, content=record.content
            )
            if known is None:
                _add_pictures(connection, record, pictures)
            version, new_keys = _next_keys(connection, record, keys)
            return BankLoaded(changed or new_keys, version)

        return await self._write(work)

    async def bank(self, bank_id: str, digest: str | None = None) -> BankRecord | None:
        query = _version(bank, bank_id, digest)
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _bank(row)

    async def banks(self) -> tuple[BankRecord, ...]:
        rows = await self._read(lambda connection: _current(connection, bank))
        return tuple(_bank(row) for row in rows)

    async def key_book(self, bank_id: str, version: int | None = None) -> KeyBookRecord | None:
        query = _keys_of(bank_id)
        if version is not None:
            query = query.where(key_book.c.version == version)
        row = await self._read(lambda connection: connection.execute(query).first())
        return None if row is None else KeyBookRecord(**row._mapping)  # noqa: SLF001 - public name

    async def key_books(self, bank_id: str, bank_digest: str) -> tuple[KeyBookRecord, ...]:
        query = (
            select(key_book)
            .where(key_book.c.bank == bank_id, key_book.c.bank_digest == bank_digest)
            .order_by(key_book.c.version)
        )
        rows = await self._read(lambda connection: connection.execute(query).all())
        return tuple(KeyBookRecord(**row._mapping) for row in rows)  # noqa: SLF001 - public name

    async def picture(self, bank_id: str, digest: str, name: str) -> PictureRecord | None:
        query = select(picture.c.media_type, picture.c.content).where(
            picture.c.bank == bank_id, picture.c.bank_digest == digest, picture.c.name == name
        )
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else PictureRecord(row.media_type, row.content)


def _version(table: Table, identifier: str, digest: str | None) -> Select[Any]:
    query = select(table).where(table.c.id == identifier)
    if digest is not None:
        return query.where(table.c.digest == digest)
    return query.order_by(table.c.loaded_at.desc()).limit(1)


def _current(connection: Connection, table: Table) -> list[Row[Any]]:
    rows = connection.execute(select(table).order_by(table.c.id, table.c.loaded_at))
    return list({row.id: row for row in rows}.values())


def _make_current(
    connection: Connection, table: Table, record: ExamRecord | BankRecord, **content: object
) -> bool:
    """Adds the version, or dates an older one anew; False where it is the current one."""
    current = connection.execute(_version(table, record.id, None)).one_or_none()
    if current is not None and current.digest == record.digest:
        return False
    loaded = {"loaded_at": record.loaded_at, "loaded_by": record.loaded_by}
    this_version = (table.c.id == record.id) & (table.c.digest == record.digest)
    if connection.execute(update(table).where(this_version).values(loaded)).rowcount == 0:
        connection.execute(
            insert(table).values(id=record.id, digest=record.digest, **loaded, **content)
        )
    return True


def _keys_of(bank_id: str) -> Select[Any]:
    return select(key_book).where(key_book.c.bank == bank_id).order_by(key_book.c.version.desc())


def _next_keys(connection: Connection, record: BankRecord, keys: NewKeys) -> tuple[int, bool]:
    """The version these keys have, and whether it is a new one."""
    latest = connection.execute(_keys_of(record.id)).first()
    now = (record.digest, keys.digest)
    if latest is not None and (latest.bank_digest, latest.digest) == now:
        return latest.version, False
    version = 1 if latest is None else latest.version + 1
    connection.execute(
        insert(key_book).values(
            bank=record.id,
            version=version,
            bank_digest=record.digest,
            digest=keys.digest,
            content=keys.content,
            loaded_at=record.loaded_at,
            loaded_by=record.loaded_by,
        )
    )
    return version, True


def _add_pictures(
    connection: Connection, record: BankRecord, pictures: Mapping[str, PictureRecord]
) -> None:
    rows = [
        {
            "bank": record.id,
            "bank_digest": record.digest,
            "name": name,
            "media_type": each.media_type,
            "content": each.content,
        }
        for name, each in pictures.items()
    ]
    if rows:
        connection.execute(insert(picture), rows)


def _exam(row: Row[Any]) -> ExamRecord:
    return ExamRecord(row.id, row.digest, row.source, row.loaded_at, row.loaded_by)


def _bank(row: Row[Any]) -> BankRecord:
    return BankRecord(row.id, row.digest, row.title, row.content, row.loaded_at, row.loaded_by)
