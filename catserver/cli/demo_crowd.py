"""The demo's simulated candidates, in a process of their own: the server must not feel them."""

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
from contextlib import suppress
from datetime import timedelta

from catserver.cli.demo_room import DemoRoom
from catserver.config import Settings
from catserver.rehearsal.behaviour import Leaning
from catserver.rehearsal.messages import ChoiceId, ItemId, Number
from catserver.rehearsal.troubles import Trouble

ARRIVE_WITHIN = timedelta(seconds=60)


class Crowd:
    def __init__(self, settings: Settings, room: DemoRoom, candidates: int, pace: float) -> None:
        self._process = multiprocessing.get_context("spawn").Process(
            target=run_crowd,
            args=(
                settings.server.origin,
                room.sitting,
                room.sign_ins.proctor,
                room.crowd[:candidates],
                pace,
            ),
            name="demo-crowd",
            daemon=True,
        )

    def start(self) -> None:
        self._process.start()

    def stop(self) -> None:
        self._process.terminate()
        self._process.join(5)


class Quiet:
    """Nobody watches the crowd's progress: the pages show it."""

    def show(self, _standing: object, /) -> None:
        return

    def say(self, sentence: str, /) -> None:
        logging.getLogger(__name__).info(sentence)


def run_crowd(
    url: str, sitting: str, proctor: tuple[str, str], numbers: tuple[str, ...], pace: float
) -> None:
    """The process: the candidates arrive over a minute, wait, answer, hand in."""
    from catserver.rehearsal.plan import Plan, SignIn, Starts
    from catserver.rehearsal.run import run_rehearsal
    from proctoring.vision.demo_people import STAND_INS, arrival_photo

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl+C is the server's to answer
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    plan = Plan(
        url=url,
        sitting=sitting,
        proctor=SignIn(*proctor),
        numbers=tuple(map(Number, numbers)),
        pace=timedelta(seconds=pace),
        starts=Starts.SERVER,
        arrive_within=ARRIVE_WITHIN,
        portraits=arrival_photo,
        leaning=demo_leaning(),
        strangers=frozenset(map(Number, STAND_INS)),
    )
    with suppress(Trouble):  # the server was stopped first
        asyncio.run(run_rehearsal(plan, Quiet()))


def _end_with_the_server() -> None:
    """A server that was killed could not end its crowd: it would try to come back for ever."""
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(0)


def demo_leaning() -> Leaning:
    """What an able candidate prefers, from the demo's own key: its board should look like a day's.

    The simulated candidates of a rehearsal know no key; those of the demo play people who learnt.
    """
    from question_bank.demo.build import demo_bank_table
    from question_bank.formats.bank_table import read_bank
    from question_bank.formats.report import Loaded

    table, pictures = demo_bank_table()
    read = read_bank(table, "demo.csv", pictures)
    assert isinstance(read, Loaded)
    _, book = read.value
    best: dict[str, str] = {}
    for item, key in book.keys.items():
        best[item] = min(key.right) if key.right else max(key.points, key=key.points.__getitem__)

    def lean(item: ItemId, choices: tuple[ChoiceId, ...]) -> ChoiceId:
        return ChoiceId(best[item]) if item in best else choices[0]

    return lean
