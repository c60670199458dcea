"""The time in which the store took nothing: measured, and given back as the server's fault.

The loop turns and the lines stand, yet no answer is saved: the disk is full, the database is away,
an fsync takes seconds. The journal notes since when. It is over once an event of ours is on disk;
that event gives the first candidate their time back, and the others follow. Until then nobody's
time ends, because what they lost is not known yet.
"""

import asyncio
import logging
from datetime import timedelta

from catserver.attempt.commands import ReturnStore
from catserver.delivery.clock import Clock
from catserver.delivery.journal import JournalError
from catserver.delivery.machines import AttemptDesk
from catserver.delivery.many import handle_all
from catserver.delivery.sittings import Sittings
from catserver.delivery.trouble import Trouble

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0


class Outages:
    def __init__(
        self, trouble: Trouble, sittings: Sittings, attempts: AttemptDesk, clock: Clock
    ) -> None:
        self._trouble = trouble
        self._sittings = sittings
        self._attempts = attempts
        self._clock = clock
        sittings.hold_ends_while(lambda: trouble.lasts_s() is not None)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await self.look()

    async def look(self) -> None:
        """End the outage if there was one and the store takes events again."""
        lasts_s = self._trouble.lasts_s()
        if lasts_s is None:
            return
        away_from = self._clock.now() - timedelta(seconds=lasts_s)
        command = ReturnStore(away_from)
        names = self._sittings.whose_time_runs()
        try:
            for group in (names[:1], names[1:]):  # the first one tells whether it is over
                await self._attempts.bring(group)
                for failed in await handle_all(self._attempts, group, command):
                    raise failed
        except JournalError as error:
            logger.warning("the store is away since %s: %r", away_from.isoformat(), error)
            return
        self._trouble.is_over()
        logger.warning("the store took nothing since %s; given back by rule", away_from.isoformat())
