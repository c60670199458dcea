"""The face engine beside the exam: one shot, how many a second, and what they cost the answers.

The pictures are drawn people of the demo; the way is the real one: HTTP, worker processes, the
store, the journal. Turns with and without comparisons alternate, so that what disturbs the machine
disturbs both.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from catserver.bench.figures import Steady
from catserver.bench.load import HOST, Latencies, Room
from catserver.bench.process import Server
from catserver.bench.room import BenchRoom, furnish
from catserver.bench.run import machine, start_sitting
from catserver.bench.tickets import RequestRefused, post
from catserver.config import Settings
from catserver.delivery.door.inspecting import Inspection
from catserver.face_workers import PoolInspector, face_pool
from proctoring.vision.demo_people import arrival_photo
from proctoring.vision.demo_roster import DEMO_PEOPLE
from proctoring.vision.pool import WorkerPool

Say = Callable[[str], None]
WARM = 2


@dataclass(frozen=True, slots=True)
class FacesPlan:
    """`answers_per_s` is of all terminals together: 1,000 people answer 33 a second."""

    terminals: int = 1000
    answers_per_s: int = 200
    comparisons_per_s: float = 10.0
    pairs_of_turns: int = 3
    turn_s: float = 6.0
    shots: int = 30
    pictures: int = 12
    sustained_s: float = 10.0


@dataclass(slots=True)
class FacesFigures:
    """`shot` is one picture at a time on one worker; `beside` what a probe took by HTTP."""

    machine: dict[str, Any]
    shot: Latencies | None = None
    per_s: dict[str, float] = field(default_factory=dict)
    without: list[Steady] = field(default_factory=list)
    beside: list[Steady] = field(default_factory=list)
    compared_per_s: list[float] = field(default_factory=list)
    probes: Latencies | None = None
    deferred: int = 0
    """Kept for later because the queue was long: they are compared all the same."""
    refused: int = 0
    p99_ratio: float | None = None
    load_average: tuple[float, ...] = ()

    def as_json(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self))


async def run_faces(plan: FacesPlan, say: Say) -> FacesFigures:
    """Raises ServerSilent."""
    figures = FacesFigures(machine=machine())
    say("drawing pictures")
    pictures = await asyncio.to_thread(_drawn, plan.pictures)
    say("one picture at a time on one worker")
    figures.shot = await asyncio.to_thread(_shots, pictures, plan.shots)
    for workers in sorted({1, min(2, os.cpu_count() or 1)}):
        say(f"as many pictures as {workers} workers take")
        rate = await asyncio.to_thread(_sustained, pictures, workers, plan.sustained_s)
        figures.per_s[str(workers)] = round(rate, 2)
    with tempfile.TemporaryDirectory(prefix="catserver-bench-") as made:
        await _beside(plan, Path(made), pictures, figures, say)
    if hasattr(os, "getloadavg"):
        figures.load_average = tuple(round(each, 2) for each in os.getloadavg())
    return figures


def _drawn(count: int) -> list[bytes]:
    return [arrival_photo(person.number) for person in DEMO_PEOPLE[:count]]


def _shots(pictures: Sequence[bytes], shots: int) -> Latencies:
    took = []
    with _pool(1) as pool:
        inspector = PoolInspector(pool)
        for place in range(shots + WARM):
            began = time.perf_counter()
            inspector.inspect(pictures[place % len(pictures)]).result()
            took.append(time.perf_counter() - began)
    return Latencies.of(took[WARM:])


def _sustained(pictures: Sequence[bytes], workers: int, for_s: float) -> float:
    """Pictures a second while a few more than there are workers are always on their way."""
    with _pool(workers) as pool:
        inspector = PoolInspector(pool)
        for future in [inspector.inspect(pictures[0]) for _ in range(WARM * workers)]:
            future.result()
        running = [inspector.inspect(pictures[place % len(pictures)]) for place in range(workers)]
        done, began = 0, time.perf_counter()
        while (passed := time.perf_counter() - began) < for_s:
            running.append(inspector.inspect(pictures[done % len(pictures)]))
            running.pop(0).result()
            done += 1
        for future in running:
            future.result()
    return done / passed


def _pool(workers: int) -> WorkerPool[..., Inspection]:
    settings = Settings()
    return face_pool(replace(settings, faces=replace(settings.faces, workers=workers)))


async def _beside(
    plan: FacesPlan, folder: Path, pictures: Sequence[bytes], figures: FacesFigures, say: Say
) -> None:
    furnished = await furnish(folder, plan.terminals)
    server = Server("faces", folder, plan.terminals)
    room = Room(server, furnished, plan.terminals)
    try:
        await server.start()
        await start_sitting(server, furnished)
        room.hold_forms()
        await _come_again(room)
        await room.even_rate(plan.answers_per_s, 2)  # the first answers warm everything up
        sender = Sender(server, furnished, pictures, plan.comparisons_per_s)
        await sender.send(2.0)
        sender.forget()
        for turn in range(plan.pairs_of_turns):
            say(f"{plan.terminals} terminals answer, without and with comparisons: {turn + 1}")
            await _come_again(room)
            alone = await room.even_rate(plan.answers_per_s, plan.turn_s)
            before = len(sender.took)
            beside, _ = await asyncio.gather(
                room.even_rate(plan.answers_per_s, plan.turn_s), sender.send(plan.turn_s)
            )
            figures.without.append(_steady(plan, alone))
            figures.beside.append(_steady(plan, beside))
            figures.compared_per_s.append(round((len(sender.took) - before) / plan.turn_s, 2))
        figures.probes = Latencies.of(sender.took)
        figures.deferred, figures.refused = sender.deferred, sender.refused
    finally:
        room.close()
        await server.stop()
    pairs = zip(figures.beside, figures.without, strict=True)
    figures.p99_ratio = round(statistics.median(b.p99_ms / a.p99_ms for b, a in pairs), 2)


class Sender:
    """Sends pictures at an even rate, whether or not they are answered. `took` in seconds."""

    def __init__(
        self, server: Server, furnished: BenchRoom, pictures: Sequence[bytes], per_s: float
    ) -> None:
        self._port = server.port
        self._furnished = furnished
        self._pictures = pictures
        self._per_s = per_s
        self._sent = 0
        self.forget()

    def forget(self) -> None:
        self.took: list[float] = []
        self.deferred = 0
        self.refused = 0

    async def send(self, for_s: float) -> None:
        """Returns when the last one was answered."""
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for place in range(int(self._per_s * for_s)):
                due_s = began + place / self._per_s
                await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
                group.create_task(self._one(self._sent))
                self._sent += 1

    async def _one(self, place: int) -> None:
        furnished = self._furnished
        number = f"9{place % len(furnished.places):09d}"
        path = f"/api/sittings/{furnished.sitting}/candidates/{number}/probe?accept=1&gate=presence"
        headers = {"Cookie": f"catserver_staff={furnished.staff}", "Content-Type": "image/jpeg"}
        picture = self._pictures[place % len(self._pictures)]
        began = time.perf_counter()
        try:
            answer = await post(HOST, self._port, path, headers, picture)
        except RequestRefused:
            self.refused += 1
            return
        self.took.append(time.perf_counter() - began)
        self.deferred += b'"outcome":"deferred"' in answer


async def _come_again(room: Room) -> None:
    """While the last pictures of a turn were waited for, terminals fell silent and lines ended."""
    room.close()
    await room.open()
    await room.running()


def _steady(plan: FacesPlan, latencies: Latencies) -> Steady:
    return Steady(
        plan.terminals,
        plan.answers_per_s,
        latencies.p50_ms,
        latencies.p99_ms,
        latencies.max_ms,
    )
