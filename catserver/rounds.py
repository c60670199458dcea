"""The rounds a site makes for itself: the clock's, and the look for what was made beside it."""

import asyncio

from catserver.delivery.clock import Clock, nap_s
from catserver.delivery.posting import Poster
from catserver.delivery.sittings import Sittings
from catserver.delivery.terminals import Terminals

TICK_EVERY_S = 0.25
"""How late an end can be noticed; deadlines are exact, and a start is met when it comes."""
DISCOVER_EVERY_S = 5.0


async def keep_time(sittings: Sittings, terminals: Terminals, clock: Clock) -> None:
    while True:
        await sittings.tick()
        await terminals.tick()
        await asyncio.sleep(nap_s(TICK_EVERY_S, sittings.next_start_at(), clock.now()))


async def discover(sittings: Sittings, poster: Poster) -> None:
    """Look for what was made from the command line; the first time, for what is over."""
    while True:
        for sitting_id in await sittings.discover():
            await poster.post_sitting(sitting_id)
        await asyncio.sleep(DISCOVER_EVERY_S)
