"""A turn: one at a time, first come first served."""

import asyncio

import pytest

from catserver.delivery.turn import Turn


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_only_one_has_it() -> None:
    turn = Turn()
    assert turn.take()
    assert not turn.take()
    turn.give()
    assert turn.take()


async def test_those_who_wait_have_it_in_the_order_they_came() -> None:
    turn, order = Turn(), list[int]()
    assert turn.take()

    async def waits(number: int) -> None:
        await turn.wait()
        order.append(number)

    tasks = [asyncio.create_task(waits(number)) for number in range(3)]
    await settle()
    assert order == []
    for done in range(1, 4):
        turn.give()
        assert not turn.take(), "it is promised to the one who waits"
        await settle()
        assert order == list(range(done))
    turn.give()
    assert turn.take()
    await asyncio.gather(*tasks)


async def test_one_who_goes_away_while_waiting_keeps_nobody_waiting() -> None:
    turn = Turn()
    assert turn.take()
    goes, stays = asyncio.create_task(turn.wait()), asyncio.create_task(turn.wait())
    await settle()
    goes.cancel()
    turn.give()
    await stays
    with pytest.raises(asyncio.CancelledError):
        await goes


async def test_one_who_goes_away_just_when_called_passes_it_on() -> None:
    turn = Turn()
    assert turn.take()
    called, next_one = asyncio.create_task(turn.wait()), asyncio.create_task(turn.wait())
    await settle()
    turn.give()  # the first is called, and has not run yet
    called.cancel()
    await settle()
    assert called.cancelled()
    assert next_one.done()
