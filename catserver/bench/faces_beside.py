"""What comparisons do to the answers of a room, and how many of them the machine sustains.

Turns with and without comparisons alternate, every second pair the other way round, so that what
disturbs the machine, and what drifts, disturbs both alike.
"""

import asyncio
import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from catserver.bench.desks import HOST, PictureDesks
from catserver.bench.figures import Steady
from catserver.bench.load import Latencies, Room
from catserver.bench.process import Server, ServerSilent
from catserver.bench.room import BenchRoom, Face, furnish
from catserver.bench.run import start_sitting
from catserver.bench.tickets import get

WARM_S = 2.0
LOOK_EVERY_S = 0.25
SEARCHED_WITHIN_S = 300.0


class PicturesWaiting(msgspec.Struct, frozen=True):
    """As the server tells it; `not_searched` were compared, but not held against others yet."""

    later: int
    later_since: datetime | None
    not_searched: int


@dataclass(frozen=True, slots=True)
class BesidePlan:
    """`answers_per_s` is of all terminals together: 1,000 people answer 33 a second."""

    terminals: int = 1000
    answers_per_s: int = 200
    comparisons_per_s: float = 10.0
    pairs_of_turns: int = 6
    turn_s: float = 5.0

    @property
    def pictures(self) -> int:
        """So many are sent."""
        sending_s = WARM_S + self.pairs_of_turns * self.turn_s
        return math.ceil(self.comparisons_per_s * sending_s)


@dataclass(slots=True)
class Beside:
    """`without` and `beside` have a figure for each turn; `probes` what a picture took by HTTP."""

    without: list[Steady] = field(default_factory=list)
    beside: list[Steady] = field(default_factory=list)
    compared_per_s: list[float] = field(default_factory=list)
    probes: Latencies | None = None
    deferred: int = 0
    """Kept for later because the queue was long: they are compared all the same."""
    referred: int = 0
    refused: int = 0
    p99_ratios: list[float] = field(default_factory=list)
    """Of each pair of turns."""
    p99_ratio: float = math.nan
    """Their median."""
    p99_ratio_of_all: float = math.nan
    """Of all answers of all turns, with comparisons against without."""


async def beside(
    plan: BesidePlan,
    kind: str,
    folder: Path,
    pictures: Sequence[bytes],
    faces: Sequence[Face],
    say: Callable[[str], None],
) -> Beside:
    """`pictures` show the people of `faces`, one after the other.

    Raises ServerSilent, DesksSilent.
    """
    furnished = await furnish(folder, plan.terminals, faces=faces)
    server = Server(kind, folder, plan.terminals)
    room = Room(server, furnished, plan.terminals)
    figures, alone, together = Beside(), _Turns(plan), _Turns(plan)
    desks: PictureDesks | None = None
    try:
        await server.start()
        await start_sitting(server, furnished)
        room.hold_forms()
        await _come_again(room)
        await room.even_rate(plan.answers_per_s, WARM_S)  # the first answers warm everything up
        desks = await PictureDesks.start(server, furnished, pictures, plan.comparisons_per_s)
        await desks.send(WARM_S)
        desks.forget()
        for pair in range(plan.pairs_of_turns):
            say(f"{plan.terminals} terminals answer, without and with comparisons: {pair + 1}")
            for with_faces in (pair % 2 == 1, pair % 2 == 0):
                await until_searched(server, furnished)
                await _come_again(room)
                if with_faces:
                    _, done = await asyncio.gather(together.turn(room), desks.send(plan.turn_s))
                    figures.compared_per_s.append(round(done / plan.turn_s, 2))
                else:
                    await alone.turn(room)
        sent = desks.sent
        figures.probes = Latencies.of(sent.took)
        figures.deferred, figures.refused = sent.deferred, sent.refused
        figures.referred = sent.referred
    finally:
        room.close()
        if desks is not None:
            await desks.go()
        await server.stop()
    figures.without, figures.beside = alone.figures, together.figures
    pairs = zip(together.figures, alone.figures, strict=True)
    figures.p99_ratios = [round(b.p99_ms / a.p99_ms, 2) for b, a in pairs]
    figures.p99_ratio = round(statistics.median(figures.p99_ratios), 2)
    figures.p99_ratio_of_all = round(together.p99_ms / alone.p99_ms, 2)
    return figures


class _Turns:
    """Turns of one kind: each one's figures, and the latencies of all."""

    def __init__(self, plan: BesidePlan) -> None:
        self._plan = plan
        self._all: list[float] = []
        self.figures: list[Steady] = []

    async def turn(self, room: Room) -> None:
        plan = self._plan
        found = await room.even_rate(plan.answers_per_s, plan.turn_s)
        self._all += room.latencies
        self.figures.append(
            Steady(plan.terminals, plan.answers_per_s, found.p50_ms, found.p99_ms, found.max_ms)
        )

    @property
    def p99_ms(self) -> float:
        return Latencies.of(self._all).p99_ms


async def until_searched(server: Server, furnished: BenchRoom) -> None:
    """What was compared is still held against earlier pictures: a turn without must be without.

    Raises ServerSilent.
    """
    ends = time.perf_counter() + SEARCHED_WITHIN_S
    while (await queue_of(server, furnished)).not_searched:
        if time.perf_counter() > ends:
            raise ServerSilent("the search for pictures taken before did not come to an end")
        await asyncio.sleep(LOOK_EVERY_S)


async def queue_of(server: Server, furnished: BenchRoom) -> PicturesWaiting:
    headers = {"Cookie": f"catserver_staff={furnished.staff}"}
    answer = await get(HOST, server.port, "/api/faces/queue", headers)
    return msgspec.json.decode(answer, type=PicturesWaiting)


async def _come_again(room: Room) -> None:
    """While the last pictures of a turn were waited for, terminals fell silent and lines ended."""
    room.close()
    try:
        await room.open()
        await room.running()
    except TimeoutError:
        raise ServerSilent(
            "the terminals did not come back within two minutes: this machine has too much else to "
            "do for a measurement"
        ) from None
