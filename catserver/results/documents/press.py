"""Makes papers in a process of its own, one after another, so that no answer waits for a page."""

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import ParamSpec

ORDERS_MAX = 8
PAPER_WITHIN_S = 120.0

Given = ParamSpec("Given")


class PressBusy(Exception):
    """Enough papers are waiting; ask again in a moment."""


class Press:
    """Its process starts with the first order and ends with `close`."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._orders = 0

    async def make(
        self, paper: Callable[Given, bytes], *given: Given.args, **named: Given.kwargs
    ) -> bytes:
        """What `paper` makes of what is given. Raises PressBusy, and what `paper` raises."""
        assert not named, "an order is pickled, and takes its places in order"
        if self._orders >= ORDERS_MAX:
            raise PressBusy
        self._orders += 1
        try:
            if self._pool is None:
                spawned = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(1, mp_context=spawned)
            loop = asyncio.get_running_loop()
            async with asyncio.timeout(PAPER_WITHIN_S):
                return await loop.run_in_executor(self._pool, paper, *given)
        except TimeoutError:
            raise PressBusy from None
        finally:
            self._orders -= 1

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
