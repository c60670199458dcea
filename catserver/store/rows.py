"""Runs short transactions in a thread, so that no read or write holds up the event loop."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine

from catserver.store.engine import reading, writing

Result = TypeVar("Result")


class Rows:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def _read(self, work: Callable[[Connection], Result]) -> Result:
        def in_thread() -> Result:
            with reading(self._engine) as connection:
                return work(connection)

        return await asyncio.to_thread(in_thread)

    async def _write(self, work: Callable[[Connection], Result]) -> Result:
        def in_thread() -> Result:
            with writing(self._engine) as connection:
                return work(connection)

        return await asyncio.to_thread(in_thread)
