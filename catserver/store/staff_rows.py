"""Rows of the site, its staff and their signed-in browsers."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from catserver.delivery.registry import (
    NameTaken,
    Role,
    SetUpDone,
    Staff,
    StaffName,
    StaffSession,
    Unknown,
)
from catserver.store.rows import Rows
from catserver.store.tables import site, staff, staff_session

SESSION = (
    select(staff, staff_session.c.created_at.label("opened_at"), staff_session.c.expires_at)
    .join_from(staff_session, staff)
    .where(staff_session.c.token_hash == bindparam("token"))
)
"""Asked with every request; building it costs the event loop more than asking it."""


class StaffRows(Rows):
    async def site_value(self, key: str) -> str | None:
        query = select(site.c.value).where(site.c.key == key)
        return await self._read(lambda connection: connection.scalar(query))

    async def set_site_value(self, key: str, value: str) -> None:
        def work(connection: Connection) -> None:
            connection.execute(delete(site).where(site.c.key == key))
            connection.execute(insert(site).values(key=key, value=value))

        await self._write(work)

    async def add_staff(self, member: Staff, password_hash: str, *, first: bool = False) -> None:
        def work(connection: Connection) -> None:
            if first and connection.scalar(select(func.count()).select_from(staff)):
                raise SetUpDone
            connection.execute(
                insert(staff).values(
                    name=member.name,
                    display_name=member.display_name,
                    role=member.role.value,
                    password_hash=password_hash,
                    disabled_at=member.disabled_at,
                    created_at=member.created_at,
                )
            )

        try:
            await self._write(work)
        except IntegrityError as error:
            raise NameTaken(member.name) from error

    async def staff_member(self, name: str) -> Staff | None:
        query = select(staff).where(staff.c.name == name)
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _staff(row)

    async def all_staff(self) -> tuple[Staff, ...]:
        query = select(staff).order_by(staff.c.name)
        rows = await self._read(lambda connection: connection.execute(query).all())
        return tuple(_staff(row) for row in rows)

    async def password_hash(self, name: str) -> str | None:
        query = select(staff.c.password_hash).where(staff.c.name == name)
        return await self._read(lambda connection: connection.scalar(query))

    async def set_password(self, name: str, password_hash: str) -> None:
        await self._change(name, password_hash=password_hash)

    async def disable_staff(self, name: str, at: datetime | None) -> None:
        await self._change(name, disabled_at=at)

    async def _change(self, name: str, **values: object) -> None:
        def work(connection: Connection) -> None:
            changed = connection.execute(update(staff).where(staff.c.name == name).values(values))
            if changed.rowcount == 0:
                raise Unknown(name)
            connection.execute(delete(staff_session).where(staff_session.c.staff == name))

        await self._write(work)

    async def open_session(
        self, token_hash: bytes, name: str, created_at: datetime, expires_at: datetime
    ) -> None:
        statement = insert(staff_session).values(
            token_hash=token_hash, staff=name, created_at=created_at, expires_at=expires_at
        )
        try:
            await self._write(lambda connection: connection.execute(statement))
        except IntegrityError as error:
            raise Unknown(name) from error

    async def session(self, token_hash: bytes) -> StaffSession | None:
        token = {"token": token_hash}
        row = await self._read(lambda connection: connection.execute(SESSION, token).one_or_none())
        if row is None:
            return None
        return StaffSession(token_hash, _staff(row), row.opened_at, row.expires_at)

    async def close_session(self, token_hash: bytes) -> None:
        statement = delete(staff_session).where(staff_session.c.token_hash == token_hash)
        await self._write(lambda connection: connection.execute(statement))

    async def forget_sessions(self, expired_at: datetime) -> int:
        statement = delete(staff_session).where(staff_session.c.expires_at <= expired_at)
        return await self._write(lambda connection: connection.execute(statement).rowcount)


def _staff(row: Row[Any]) -> Staff:
    return Staff(
        StaffName(row.name), row.display_name, Role(row.role), row.created_at, row.disabled_at
    )
