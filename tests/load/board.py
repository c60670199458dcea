# ruff: noqa: T201 - a report is printed
"""Measures the public board without its viewers: an update at 10,000 attempts, a snapshot.

Run it as `python -m tests.load.board`. Costs are CPU time of this process, so that a busy machine
disturbs them less. What viewers cost is measured by `catserver bench --viewers`.
"""

import argparse
import random
import statistics
import time
import zlib
from collections.abc import Callable
from datetime import timedelta

from scoreboard.board import Board
from scoreboard.heading import Heading
from scoreboard.postings import Phase, Posting
from tests.unit.scoreboard.builders import HandClock, a_board, a_heading

FORMATIONS = [f"Formasi {n}" for n in range(200)]
ITEMS = 110


class Room:
    """Candidates that answer at random, with a fixed seed."""

    def __init__(self, attempts: int) -> None:
        self._random = random.Random(20_260_901)
        self._marks = [[0, 0, 0] for _ in range(attempts)]
        self._versions = [0] * attempts

    def answer(self, attempt: int, clock: HandClock) -> Posting:
        marks = self._marks[attempt]
        marks[self._random.randrange(3)] += self._random.choice((0, 5_00))
        self._versions[attempt] += 1
        return Posting(
            attempt=f"a{attempt}",
            sitting="s1",
            number=f"2431{attempt:07}",
            name=f"Peserta Nomor {attempt}",
            formation=FORMATIONS[attempt % len(FORMATIONS)],
            at=clock(),
            sections=dict(zip(("twk", "tiu", "tkp"), marks, strict=True)),
            total=sum(marks),
            answered=min(self._versions[attempt], ITEMS),
            items=ITEMS,
            phase=Phase.RUNNING,
            passed=marks[0] >= 65_00 and marks[1] >= 80_00,
            tie_break=(marks[2], marks[1], marks[0]),
            version=self._versions[attempt],
        )

    def some(self, count: int) -> list[int]:
        return self._random.sample(range(len(self._marks)), count)


def cpu_ms(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return (time.process_time() - start) * 1000


def spread(values: list[float]) -> str:
    ordered = sorted(values)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"median {statistics.median(values):7.2f} ms   p99 {p99:7.2f} ms"


def a_full_board(room: Room, attempts: int, clock: HandClock) -> tuple[Board, float]:
    heading: Heading = a_heading(vacancies=dict.fromkeys(FORMATIONS, 5))
    board = a_board(clock, heading)
    for attempt in range(attempts):
        board.post(room.answer(attempt, clock))
    return board, cpu_ms(board.tick)


def measure_updates(board: Board, room: Room, clock: HandClock, changes: int, rounds: int) -> None:
    posting, ticking, sizes = [], [], []
    for _ in range(rounds):
        clock.now += timedelta(seconds=0.25)
        postings = [room.answer(attempt, clock) for attempt in room.some(changes)]
        posting.append(cpu_ms(lambda batch=postings: [board.post(each) for each in batch]))  # type: ignore[misc]
        ticking.append(cpu_ms(board.tick))
        last = board._feed.ring.last
        sizes.append(len(last.plain) if last else 0)
    print(f"  {changes:6} changed rows: tick {spread(ticking)}", end="")
    print(f"   post {statistics.median(posting) * 1000 / changes:5.1f} µs each", end="")
    print(f"   delta {statistics.median(sizes) / 1024:8.1f} KiB")


def measure_snapshot(board: Board) -> None:
    costs = [cpu_ms(board._sheet.snapshot) for _ in range(10)]
    content = board.snapshot_bytes()
    packed = len(zlib.compress(content, 6))
    print(
        f"  snapshot: {spread(costs)}   {len(content) / 1024:.0f} KiB, deflated {packed / 1024:.0f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=100)
    options = parser.parse_args()
    clock, room = HandClock(), Room(options.attempts)
    board, first = a_full_board(room, options.attempts, clock)
    print(f"{options.attempts} attempts in {len(FORMATIONS)} formations, each with a line")
    print(f"  first update with all of them: {first:.0f} ms")
    for changes in (1, 50, 500):
        measure_updates(board, room, clock, min(changes, options.attempts), options.rounds)
    measure_updates(board, room, clock, options.attempts, 5)
    measure_snapshot(board)


if __name__ == "__main__":
    main()
