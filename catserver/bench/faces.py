"""The face engine by itself: one picture, and how many a second; then beside the exam.

The pictures are drawn people of the demo; the way is the real one: HTTP, worker processes, the
store, the journal. `faces_beside` has what comparisons do to the answers, `faces_rush` what happens
when everybody arrives at once.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from catserver.bench.faces_beside import Beside, BesidePlan, beside
from catserver.bench.faces_rush import Rush, RushPlan, rush
from catserver.bench.load import Latencies
from catserver.bench.room import Face
from catserver.bench.run import machine
from catserver.config import Settings
from catserver.delivery.door.inspecting import Inspection
from catserver.face_workers import PoolInspector, face_pool
from proctoring.vision.demo_people import arrival_photo, registration_photo
from proctoring.vision.demo_roster import DEMO_PEOPLE
from proctoring.vision.pool import WorkerPool

Say = Callable[[str], None]
WARM = 2
AS_STARTED = "faces:1:idle"
"""What a server starts with: one worker, in time that nobody else wants."""
ARRANGEMENTS = {
    "1 worker in idle time": AS_STARTED,
    "2 workers in idle time": "faces:2:idle",
    "1 worker": "faces:1",
}


@dataclass(frozen=True, slots=True)
class FacesPlan:
    shots: int = 50
    people: int = 12
    sustained_s: float = 10.0
    beside: BesidePlan = field(default_factory=BesidePlan)
    rush: RushPlan = field(default_factory=RushPlan)


@dataclass(slots=True)
class FacesFigures:
    """`shot` is one picture at a time on one worker. `beside` has a measurement by arrangement."""

    machine: dict[str, Any]
    niceness: int
    """Of this run: where it is more than nothing, server and workers hardly differ."""
    shot: Latencies | None = None
    per_s: dict[str, float] = field(default_factory=dict)
    beside: dict[str, Beside] = field(default_factory=dict)
    rush: Rush | None = None
    load_before: tuple[float, ...] = ()
    load_after: tuple[float, ...] = ()

    def as_json(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self))


async def run_faces(plan: FacesPlan, say: Say) -> FacesFigures:
    """Raises ServerSilent, DesksSilent."""
    figures = FacesFigures(machine(), _niceness(), load_before=_load())
    wanted = max(plan.beside.pictures, plan.rush.arrivals)
    say(f"drawing {wanted} pictures")
    pictures = await asyncio.to_thread(_drawn, plan.people, wanted)
    faces = await asyncio.to_thread(_faces, plan.people)
    say("one picture at a time on one worker")
    figures.shot = await asyncio.to_thread(_shots, pictures, plan.shots)
    workers_most = min(2, os.cpu_count() or 1)
    for workers in sorted({1, workers_most}):
        say(f"as many pictures as {workers} workers take")
        rate = await asyncio.to_thread(_sustained, pictures, workers, plan.sustained_s)
        figures.per_s[str(workers)] = round(rate, 2)
    for name, kind in ARRANGEMENTS.items():
        with tempfile.TemporaryDirectory(prefix="catserver-bench-") as made:
            say(f"comparisons beside the exam, {name}")
            figures.beside[name] = await beside(plan.beside, kind, Path(made), pictures, faces, say)
    with tempfile.TemporaryDirectory(prefix="catserver-bench-") as made:
        say(f"{plan.rush.arrivals} arrivals in {plan.rush.within_s:g} s")
        figures.rush = await rush(plan.rush, AS_STARTED, Path(made), pictures, faces)
    figures.load_after = _load()
    return figures


def _drawn(people: int, pictures: int) -> list[bytes]:
    """Of one after the other, and each of them another shot: one sent twice would be noticed."""
    return [
        arrival_photo(DEMO_PEOPLE[place % people].number, 1 + place // people)
        for place in range(pictures)
    ]


def _faces(count: int) -> list[Face]:
    """What the candidates were registered with."""
    found = []
    with _pool(1) as pool:
        inspector = PoolInspector(pool)
        for person in DEMO_PEOPLE[:count]:
            photo = registration_photo(person.number)
            inspection = inspector.inspect(photo).result()
            assert inspection.template is not None, "a drawn registration photo shows a face"
            found.append(Face(photo, inspection.engine, inspection.template))
    return found


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


def _load() -> tuple[float, ...]:
    return tuple(round(each, 2) for each in os.getloadavg()) if hasattr(os, "getloadavg") else ()


def _niceness() -> int:
    return os.nice(0) if hasattr(os, "nice") else 0
