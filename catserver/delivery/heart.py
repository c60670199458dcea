"""The server's heart: it beats while the loop turns, and sees to what was lost while it did not.

Two ways of not turning: the process was gone (killed, stopped, without power), or it stood still
(a machine that hung, a disk that took nothing for seconds). Either way the time is the server's
fault and each candidate at work has lost it.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from catserver.attempt.commands import ReturnServer
from catserver.attempt.state import Phase
from catserver.delivery.clock import Clock
from catserver.delivery.journal import JournalError
from catserver.delivery.machines import AttemptDesk
from catserver.delivery.many import handle_all
from catserver.delivery.pulse import Beat, PulseFile, uptime
from catserver.delivery.sittings import Sittings

logger = logging.getLogger(__name__)

BEAT_EVERY_S = 1.0
STANDSTILL_FROM_S = 3.0
"""A loop that is later than this did not turn; a full collection or a slow disk takes tenths."""
_AT_WORK = {Phase.WAITING, Phase.RUNNING, Phase.PAUSED}


class Heart:
    """`server_back` at the start, before the first tick may end anybody; then `run`."""

    def __init__(
        self, pulse: PulseFile, sittings: Sittings, attempts: AttemptDesk, clock: Clock
    ) -> None:
        self._pulse = pulse
        self._sittings = sittings
        self._attempts = attempts
        self._clock = clock
        self._time: Callable[[], float] = asyncio.get_running_loop().time
        self._beat_s = self._time()
        # Its own thread: a sign of life waits for the disk, never for other work.
        self._writer = ThreadPoolExecutor(1, "heart")

    async def server_back(self, alive_at: datetime, *, lines_held: bool = False) -> None:
        """Every attempt under way learns that the server was away. Raises JournalError."""
        command = ReturnServer(alive_at, lines_held)
        at_work = [
            assignment.attempt
            for sitting in self._sittings.in_use()
            for assignment in self._sittings.assignments(sitting).values()
            if (attempt := self._attempts.known(assignment.attempt)) and attempt.phase in _AT_WORK
        ]
        for failed in await handle_all(self._attempts, at_work, command):
            raise failed

    def standstill(self) -> datetime | None:
        """Since when the loop has stood still, for what is handled before the next beat."""
        late_s = self._time() - self._beat_s - BEAT_EVERY_S
        if late_s < STANDSTILL_FROM_S:
            return None
        return self._clock.now() - timedelta(seconds=late_s + BEAT_EVERY_S)

    async def run(self) -> None:
        self._beat_s = self._time()
        while True:
            try:
                stood_from = self.standstill()
                if stood_from is not None:
                    logger.warning("the server stood still since %s", stood_from.isoformat())
                    await self._after_standstill(stood_from)
                self._beat_s = self._time()
                await self.beat()
            except Exception:  # a heart that stops would make every cut the server's fault
                logger.exception("a beat failed")
                self._beat_s = self._time()
            await asyncio.sleep(BEAT_EVERY_S - min(self._time() - self._beat_s, BEAT_EVERY_S))

    async def beat(self) -> None:
        beat = Beat(self._clock.now(), self._sittings.anyone_runs(), uptime())
        try:
            await asyncio.get_running_loop().run_in_executor(self._writer, self._pulse.write, beat)
        except OSError as error:
            logger.warning("the sign of life could not be written: %r", error)

    def close(self) -> None:
        self._writer.shutdown(wait=False)

    async def _after_standstill(self, stood_from: datetime) -> None:
        try:
            await self.server_back(stood_from, lines_held=True)
        except JournalError as error:
            logger.warning("a standstill could not be entered in the journal: %r", error)
