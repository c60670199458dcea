"""Runs short transactions in a thread, so that no read or write holds up the event loop."""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from catserver.delivery.registry import RegistryAway
from catserver.store.engine import reading, writing, writing_ahead
from catserver.store.writer import is_full

logger = logging.getLogger(__name__)

Result = TypeVar("Result")


class Rows:
    """Both ways raise RegistryAway where the store is, and let its refusals through."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def _read(self, work: Callable[[Connection], Result]) -> Result:
        def in_thread() -> Result:
            with reading(self._engine) as connection:
                return work(connection)

        return await _unless_away(in_thread)

    async def _write(self, work: Callable[[Connection], Result], *, ahead: bool = False) -> Result:
        """`ahead` of a commit of the journal that names it (`writing_ahead`)."""
        begin = writing_ahead if ahead else writing

        def in_thread() -> Result:
            with begin(self._engine) as connection:
                return work(connection)

        return await _unless_away(in_thread)


async def _unless_away(in_thread: Callable[[], Result]) -> Result:
    try:
        return await asyncio.to_thread(in_thread)
    except (OperationalError, InterfaceError) as error:
        logger.warning("the store is away: %r", error.orig)
        raise RegistryAway(full=is_full(error.orig)) from error
    except PoolTimeout as error:
        logger.warning("the store is away: no connection was free in time")
        raise RegistryAway(full=False) from error
