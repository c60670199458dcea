"""Work beside the requests, as long as the site is open: where it fails, it begins again."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any

logger = logging.getLogger(__name__)

REST_AFTER_FAILURE_S = 1.0
"""The room's clock is a second late then; a fault that stays is said once a second."""

Work = Callable[[], Coroutine[Any, Any, None]]
"""Does not end by itself."""


@asynccontextmanager
async def in_background(
    works: Mapping[str, Work], rest_s: float = REST_AFTER_FAILURE_S
) -> AsyncIterator[None]:
    """Run `works`, by name, until the block is left.

    A task that dies is noticed by nobody: the exam would go on without its clock or its board.
    """
    tasks = [
        asyncio.create_task(_again_and_again(name, work, rest_s), name=name)
        for name, work in works.items()
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _again_and_again(name: str, work: Work, rest_s: float) -> None:
    while True:
        try:
            await work()
        except Exception:
            logger.exception("%s failed and begins again", name)
        await asyncio.sleep(rest_s)
