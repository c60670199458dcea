import asyncio
import logging

import pytest

from catserver.background import in_background


async def test_work_that_fails_is_said_and_begins_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun: list[int] = []
    well = asyncio.Event()

    async def work() -> None:
        begun.append(len(begun))
        if len(begun) < 3:
            raise LookupError("the store was away")
        well.set()
        await asyncio.Event().wait()

    with caplog.at_level(logging.ERROR):
        async with in_background({"clock": work}, rest_s=0), asyncio.timeout(5):
            await well.wait()
    assert begun == [0, 1, 2]
    assert caplog.text.count("clock failed and begins again") == 2


async def test_all_work_has_ended_when_the_block_is_left() -> None:
    ended: list[str] = []

    async def until_cancelled(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    async with in_background(
        {"one": lambda: until_cancelled("one"), "two": lambda: until_cancelled("two")}
    ):
        await asyncio.sleep(0)
    assert sorted(ended) == ["one", "two"]


async def test_a_failure_inside_the_block_is_not_hidden() -> None:
    async def waits() -> None:
        await asyncio.Event().wait()

    with pytest.raises(ZeroDivisionError):
        async with in_background({"one": waits}):
            raise ZeroDivisionError
