"""One run: servers started side by side, measured in turns, stopped; nothing is left behind."""

import asyncio
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from catserver import __version__
from catserver.bench.disk import fsyncs_per_s
from catserver.bench.figures import Figures, Rate, Steady
from catserver.bench.limits import raise_open_files, resident_kib
from catserver.bench.load import HOST, Room, bare_saturation
from catserver.bench.process import Server
from catserver.bench.room import BenchRoom, furnish
from catserver.bench.tickets import post
from catserver.store.apart import own_schema

Say = Callable[[str], None]
FILES_BESIDE_SOCKETS = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """`steady` are (terminals, answers a second).

    `url` is an empty PostgreSQL database, where not SQLite; each room gets a schema of its own.
    """

    lines: int
    turns: int
    turn_s: float
    steady: tuple[tuple[int, int], ...]
    steady_s: float
    storm: int
    start: tuple[int, ...]
    back: int
    url: str | None = None


QUICK = Plan(
    lines=500,
    turns=3,
    turn_s=1.5,
    steady=((1000, 1000),),
    steady_s=4,
    storm=1000,
    start=(1000,),
    back=1000,
)
FULL = Plan(
    lines=500,
    turns=5,
    turn_s=3,
    steady=((1000, 1000), (2000, 2000), (5000, 5000), (10000, 2000)),
    steady_s=10,
    storm=5000,
    start=(1000, 10000),
    back=5000,
)


class TooFewFiles(Exception):
    """The system lets a process open fewer sockets than the plan has terminals."""


async def run(plan: Plan, say: Say) -> Figures:
    """Raises TooFewFiles, ServerSilent."""
    most = max(*(terminals for terminals, _ in plan.steady), plan.storm, *plan.start, plan.back)
    if raise_open_files() < most + FILES_BESIDE_SOCKETS:
        raise TooFewFiles(f"{most} terminals need as many open files; see `catserver doctor`")
    figures = Figures(machine=machine())
    with tempfile.TemporaryDirectory(prefix="catserver-bench-") as made:
        folder = Path(made)
        say("disk")
        rate = await asyncio.to_thread(fsyncs_per_s, folder, plan.turn_s)
        figures.fsync = Rate(round(rate))
        await _saturate(plan, folder / "rates", figures, say)
        for terminals, per_s in plan.steady:
            say(f"{terminals} terminals, {per_s} answers a second")
            with own_schema(plan.url, "steady") as url:
                await _steady(plan, folder / f"steady-{terminals}", url, terminals, per_s, figures)
        for terminals in plan.start:
            say(f"the start of {terminals} terminals")
            with own_schema(plan.url, "start") as url:
                await _start(folder / f"start-{terminals}", url, terminals, figures)
        say(f"the return of {plan.back} terminals after the server was killed")
        with own_schema(plan.url, "back") as url:
            await _back(plan, folder / "back", url, figures)
    return figures


def machine() -> dict[str, object]:
    import os

    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "catserver": __version__,
    }


async def _saturate(plan: Plan, folder: Path, figures: Figures, say: Say) -> None:
    """Echo, durable and naive in turns: what disturbs the machine disturbs all three."""
    say(f"{plan.lines} terminals in a closed loop: echo, durable, naive in turns")
    with own_schema(plan.url, "room") as url, own_schema(plan.url, "naive") as naive_url:
        await _in_turns(plan, folder, figures, url, naive_url)


async def _in_turns(
    plan: Plan, folder: Path, figures: Figures, url: str | None, naive_url: str | None
) -> None:
    furnished = await furnish(folder / "room", plan.lines, url)
    echo = Server("echo", folder, plan.lines)
    durable = Server("durable", folder / "room", plan.lines, url)
    naive = Server("naive", folder / "room-of-naive", plan.lines, naive_url)
    room = Room(durable, furnished, plan.lines)
    rates: dict[str, list[float]] = {"echo": [], "durable": [], "naive": []}
    try:
        for server in (echo, durable, naive):
            await server.start()
        await start_sitting(durable, furnished)
        await room.open()
        await room.running()
        for _ in range(plan.turns):
            rates["echo"].append(await bare_saturation(echo, plan.lines, plan.turn_s))
            used = time.process_time()
            rate, latencies = await room.saturation(plan.lines, plan.turn_s)
            used = time.process_time() - used
            rates["durable"].append(rate)
            rates["naive"].append(await bare_saturation(naive, plan.lines, plan.turn_s))
        figures.saturated = Steady(
            plan.lines, round(rate), latencies.p50_ms, latencies.p99_ms, latencies.max_ms
        )
        figures.generator_us_per_message = round(used / latencies.count * 1e6, 1)
    finally:
        room.close()
        for server in (echo, durable, naive):
            await server.stop()
    reference = statistics.median(rates["echo"])
    figures.echo = _rate(rates["echo"], None)
    figures.durable = _rate(rates["durable"], reference)
    figures.naive = _rate(rates["naive"], reference)
    figures.durable_of_naive = round(figures.durable.per_s / figures.naive.per_s, 1)


def _rate(turns: list[float], reference: float | None) -> Rate:
    middle = statistics.median(turns)
    return Rate(
        round(middle),
        None if reference is None else round(middle / reference, 3),
        tuple(round(each) for each in turns),
    )


async def _steady(
    plan: Plan, folder: Path, url: str | None, terminals: int, per_s: int, figures: Figures
) -> None:
    furnished = await furnish(folder, terminals, url)
    server = Server("durable", folder, terminals, url)
    room = Room(server, furnished, terminals)
    try:
        await server.start()
        await start_sitting(server, furnished)
        room.hold_forms()
        empty = resident_kib(server.pid)
        await room.open()
        await room.running()
        seated = resident_kib(server.pid)
        await room.even_rate(per_s, 2)  # the first answers warm everything up
        latencies = await room.even_rate(per_s, plan.steady_s)
        figures.steady.append(
            Steady(terminals, per_s, latencies.p50_ms, latencies.p99_ms, latencies.max_ms)
        )
        if empty is not None and seated is not None:
            figures.kib_per_terminal = round((seated - empty) / terminals, 1)
        if terminals == plan.storm:
            figures.storm_ms[str(terminals)] = round(await room.storm())
    finally:
        room.close()
        await server.stop()


async def _start(folder: Path, url: str | None, terminals: int, figures: Figures) -> None:
    """From the word "start" to the last terminal that was told; forms are with them already."""
    furnished = await furnish(folder, terminals, url)
    server = Server("durable", folder, terminals, url)
    room = Room(server, furnished, terminals)
    try:
        await server.start()
        room.hold_forms()
        await room.open()
        began = time.perf_counter()
        await start_sitting(server, furnished)
        await room.running()
        last = max(seat.running_since or 0.0 for seat in room.seats)
        figures.start_ms[str(terminals)] = round((last - began) * 1000)
    finally:
        room.close()
        await server.stop()


async def _back(plan: Plan, folder: Path, url: str | None, figures: Figures) -> None:
    """Killed with everybody working: until the last is connected and had an answer acknowledged."""
    furnished = await furnish(folder, plan.back, url)
    server = Server("durable", folder, plan.back, url)
    room = Room(server, furnished, plan.back)
    try:
        await server.start()
        await start_sitting(server, furnished)
        await room.open()
        await room.running()
        await room.even_rate(plan.back / 2, 2)
        room.hold_forms()
        await server.kill()
        began = time.perf_counter()
        await server.start()
        room.close()
        await room.open()
        await room.running()
        await room.storm()
        figures.return_s[str(plan.back)] = round(time.perf_counter() - began, 2)
    finally:
        room.close()
        await server.stop()


async def start_sitting(server: Server, furnished: BenchRoom) -> None:
    body = msgspec.json.encode({})
    await post(
        HOST,
        server.port,
        f"/api/sittings/{furnished.sitting}/start",
        {"Cookie": f"catserver_staff={furnished.staff}"},
        body,
    )
