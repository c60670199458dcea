"""Load on a measured server: saturation, an even rate, a storm, a start, a return."""

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from catserver.bench.line import Heard, Line, open_line
from catserver.bench.process import Server
from catserver.bench.room import BenchRoom
from catserver.bench.seat import Seat
from catserver.bench.tickets import tickets_for

HOST = "127.0.0.1"
OPENING_AT_ONCE = 64
BEAT_S = 0.002
"""How finely an even rate is spread."""
RESPONSE = b'{"type":"respond","seq":17,"item":"TWK-001","choice":"c","doubt":false}'


@dataclass(frozen=True, slots=True)
class Latencies:
    """Milliseconds from sending to acknowledgement."""

    count: int
    p50_ms: float
    p99_ms: float
    max_ms: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Latencies":
        ordered = sorted(seconds)
        if not ordered:
            return cls(0, math.nan, math.nan, math.nan)
        place = min(len(ordered) - 1, math.ceil(len(ordered) * 0.99) - 1)
        return cls(
            len(ordered),
            round(ordered[len(ordered) // 2] * 1000, 2),
            round(ordered[place] * 1000, 2),
            round(ordered[-1] * 1000, 2),
        )


async def bare_saturation(server: Server, lines: int, for_s: float) -> float:
    """Messages a second when each line sends again as soon as it hears; echo and naive."""
    heard, running = 0, True
    opened: list[Line] = []

    def hearing(place: int) -> Heard:
        def hear(_: bytes) -> None:
            nonlocal heard
            heard += 1
            if running:
                opened[place].say(RESPONSE)

        return hear

    opened += [await open_line(HOST, server.port, "/ws", hearing(place)) for place in range(lines)]
    began = time.perf_counter()
    for line in opened:
        line.say(RESPONSE)
    await asyncio.sleep(for_s)
    running = False
    rate = heard / (time.perf_counter() - began)
    for line in opened:
        line.cut()
    return rate


class Room:
    """Seats at the real server, and what they heard."""

    def __init__(self, server: Server, furnished: BenchRoom, terminals: int) -> None:
        self.server = server
        self.furnished = furnished
        self.latencies: list[float] = []
        self.acknowledged = 0
        self.closed_loop = False
        self.seats = [Seat(place, self._acknowledged) for place in furnished.places[:terminals]]

    def _acknowledged(self, seat: Seat, latency_s: float) -> None:
        self.acknowledged += 1
        self.latencies.append(latency_s)
        if self.closed_loop:
            seat.answer()

    @property
    def refused(self) -> int:
        return sum(seat.refused for seat in self.seats)

    def hold_forms(self) -> None:
        """As after the sealed delivery: every terminal has its form and is not sent it again."""
        for seat in self.seats:
            seat.form = seat.place.form_digest

    async def open(self) -> None:
        """Everybody connects, some at a time, and is greeted."""
        tickets = await tickets_for(HOST, self.server.port, [s.place.token for s in self.seats])
        gate = asyncio.Semaphore(OPENING_AT_ONCE)

        async def connect(seat: Seat, ticket: str) -> None:
            async with gate:
                await seat.connect(HOST, self.server.port, ticket)

        async with asyncio.TaskGroup() as group:
            for seat, ticket in zip(self.seats, tickets, strict=True):
                group.create_task(connect(seat, ticket))
        await self._until(lambda seat: seat.welcome_at is not None)

    async def running(self, within_s: float = 120.0) -> None:
        await self._until(lambda seat: seat.running_since is not None, within_s)

    async def _until(self, true_of: Callable[[Seat], bool], within_s: float = 120.0) -> None:
        async with asyncio.timeout(within_s):
            for seat in self.seats:
                while not true_of(seat):
                    await asyncio.sleep(0.002)

    def close(self) -> None:
        for seat in self.seats:
            if seat.line is not None:
                seat.line.cut()

    async def saturation(self, seats: int, for_s: float) -> tuple[float, Latencies]:
        """Durable answers a second in a closed loop of the first `seats`."""
        self._forget()
        self.closed_loop = True
        began = time.perf_counter()
        for seat in self.seats[:seats]:
            seat.answer()
        await asyncio.sleep(for_s)
        self.closed_loop = False
        rate = self.acknowledged / (time.perf_counter() - began)
        await self._settled(self._sent_after(seats))
        return rate, Latencies.of(self.latencies)

    def _sent_after(self, seats: int) -> int:
        """Each seat of the loop still has one answer on its way when the loop ends."""
        return self.acknowledged + seats

    async def _settled(self, wanted: int) -> None:
        """Wait for what is on its way, a little; a refused answer never comes."""
        ends = time.perf_counter() + 5
        while self.acknowledged < wanted and time.perf_counter() < ends:
            await asyncio.sleep(0.005)

    async def even_rate(self, per_s: float, for_s: float) -> Latencies:
        """All seats in turn, spread evenly, whether or not the server keeps up."""
        self._forget()
        began, sent, total = time.perf_counter(), 0, int(per_s * for_s)
        while sent < total:
            due = min(total, int((time.perf_counter() - began) * per_s))
            while sent < due:
                self.seats[sent % len(self.seats)].answer()
                sent += 1
            await asyncio.sleep(BEAT_S)
        await self._settled(total)
        return Latencies.of(self.latencies)

    async def storm(self) -> float:
        """All answer in the same instant: milliseconds until the last acknowledgement."""
        self._forget()
        began = time.perf_counter()
        for seat in self.seats:
            seat.answer()
        await self._settled(len(self.seats))
        return (time.perf_counter() - began) * 1000

    def _forget(self) -> None:
        self.latencies.clear()
        self.acknowledged = 0
