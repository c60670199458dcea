"""How often a terminal may connect: each time is an event of its attempt, for ever."""

import asyncio

from catserver.web.pace import Pace
from catserver.web.site import Site

PER_S = 0.5
AT_ONCE = 200
"""A line that is cut every few seconds for a whole exam; a page that is loaded again and again."""


def comings() -> Pace:
    return Pace(PER_S, AT_ONCE)


def may_come(site: Site, attempt_id: str) -> bool:
    """Asked once for each connection, before anything is written of it."""
    return site.comings.takes(attempt_id, asyncio.get_running_loop().time())
