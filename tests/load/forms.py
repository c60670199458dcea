# ruff: noqa: T201 - a report is printed
"""Measures forms: joined from pieces, sealed, and encoded whole for comparison.

Run it as `python -m tests.load.forms`. Costs are CPU time of this process, the shortest of several
rounds, so that a busy machine disturbs them less. Exam and bank are the demo's.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from catserver.attempt.state import Attempt
from catserver.bench.room import furnish
from catserver.delivery.sealing import Seals
from catserver.desks import open_desks
from catserver.web.forms import Forms

ROUNDS = 5
DIFFERENT = 20
"""Forms in the room; more would measure the same."""


def cpu_s(deed: Callable[[], object]) -> float:
    """The least of several rounds, of this process."""
    costs = []
    for _ in range(ROUNDS):
        began = time.process_time()
        deed()
        costs.append(time.process_time() - began)
    return min(costs)


async def measure(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        room = await furnish(Path(folder), DIFFERENT)
        async with open_desks(room.settings) as desks:
            forms = Forms(desks.registry, desks.cabinet, Seals(desks.registry))
            began = time.process_time()
            await forms.ready(room.sitting)
            print(f"once a sitting, all items and pictures  {time.process_time() - began:7.3f} s")
            attempts = [await desks.attempts.state(place.attempt) for place in room.places]
    report(forms, [attempts[place % DIFFERENT] for place in range(count)])


def report(forms: Forms, attempts: list[Attempt]) -> None:
    size = sum(len(forms.text(each).encode()) for each in attempts) / len(attempts)
    sealed = sum(len(forms.sealed(each)) for each in attempts) / len(attempts)
    whole = [msgspec.json.decode(forms.text(each)) for each in attempts[:DIFFERENT]]
    print(f"a form {size / 1024:.0f} KiB, sealed with its pictures {sealed / 1024:.0f} KiB")
    many = f"{len(attempts):,} forms"
    for name, deed in {
        f"{many} joined": lambda: [forms.message(each) for each in attempts],
        f"{many} joined and sealed": lambda: [forms.sealed(each) for each in attempts],
        f"{many} encoded whole with json": lambda: [
            json.dumps(whole[place % DIFFERENT]) for place in range(len(attempts))
        ],
        f"{many} encoded whole with msgspec": lambda: [
            msgspec.json.encode(whole[place % DIFFERENT]) for place in range(len(attempts))
        ],
        f"{len(attempts):,} keys": lambda: [forms.key(each) for each in attempts],
    }.items():
        print(f"{name:<40}{cpu_s(deed):7.3f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=1000)
    count: int = parser.parse_args().forms
    print(f"load average {os.getloadavg()[0]:.1f}")
    asyncio.run(measure(count))


if __name__ == "__main__":
    main()
