"""Everybody arrives at once: nobody waits at the desk, and all are compared soon after.

The same way as at a desk: a picture by HTTP, which is answered with an outcome, or kept while the
queue is long (`when_busy = "seat_first"`) and compared behind. What waits, and since when, is asked
of the server several times a second.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from catserver.bench.desks import PictureDesks
from catserver.bench.faces_beside import LOOK_EVERY_S, queue_of
from catserver.bench.load import Latencies
from catserver.bench.process import Server
from catserver.bench.room import BenchRoom, Face, furnish
from catserver.bench.run import start_sitting

COMPARED_WITHIN_S = 300.0
"""Given up after that; the figure then says so."""


@dataclass(frozen=True, slots=True)
class RushPlan:
    arrivals: int = 300
    within_s: float = 180.0


@dataclass(frozen=True, slots=True)
class Rush:
    arrivals: int
    within_s: float
    answered: Latencies
    """What the desk waited for a picture: an outcome, or *kept, go on*."""
    deferred: int
    refused: int
    longest_queue: int
    """Pictures kept for later, at the most at once."""
    longest_wait_s: float
    """Of a picture that was kept: until it was compared, seen to a quarter of a second."""
    left: int
    """Kept and not compared when the measurement gave up."""


async def rush(
    plan: RushPlan, kind: str, folder: Path, pictures: Sequence[bytes], faces: Sequence[Face]
) -> Rush:
    """Raises ServerSilent, DesksSilent."""
    desks: PictureDesks | None = None
    watching: asyncio.Task[None] | None = None
    furnished = await furnish(folder, plan.arrivals, faces=faces)
    server = Server(kind, folder, plan.arrivals)
    try:
        await server.start()
        await start_sitting(server, furnished)  # arrivals open long before, and go on after it
        watch = _Watch(server, furnished)
        per_s = plan.arrivals / plan.within_s
        desks = await PictureDesks.start(server, furnished, pictures, per_s)
        watching = asyncio.create_task(watch.run())
        await desks.send(plan.within_s)
        await watch.until_empty()
        sent = desks.sent
    finally:
        await _ended(watching)
        if desks is not None:
            await desks.go()
        await server.stop()
    return Rush(
        plan.arrivals,
        plan.within_s,
        Latencies.of(sent.took),
        sent.deferred,
        sent.refused,
        watch.longest_queue,
        round(watch.longest_wait_s, 2),
        watch.now,
    )


async def _ended(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()
        await asyncio.wait([task])


class _Watch:
    def __init__(self, server: Server, furnished: BenchRoom) -> None:
        self._server = server
        self._furnished = furnished
        self.now = 0
        self.longest_queue = 0
        self.longest_wait_s = 0.0

    async def run(self) -> None:
        while True:
            await self._look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def until_empty(self) -> None:
        ends = time.perf_counter() + COMPARED_WITHIN_S
        await self._look()
        while self.now and time.perf_counter() < ends:
            await asyncio.sleep(LOOK_EVERY_S)

    async def _look(self) -> None:
        told = await queue_of(self._server, self._furnished)
        self.now = told.later
        self.longest_queue = max(self.longest_queue, self.now)
        if told.later_since is not None:
            waited = datetime.now(UTC) - told.later_since
            self.longest_wait_s = max(self.longest_wait_s, waited.total_seconds())
