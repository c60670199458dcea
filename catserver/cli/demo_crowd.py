"""The demo's simulated candidates, in a process of their own: the server must not feel them."""

import asyncio
import logging
import multiprocessing
import signal
from datetime import timedelta

from catserver.cli.demo_room import DemoRoom
from catserver.config import Settings

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
    from catserver.rehearsal.messages import Number
    from catserver.rehearsal.plan import Plan, SignIn, Starts
    from catserver.rehearsal.run import run_rehearsal
    from proctoring.vision.demo_people import STAND_INS, arrival_photo

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl+C is the server's to answer
    plan = Plan(
        url=url,
        sitting=sitting,
        proctor=SignIn(*proctor),
        numbers=tuple(map(Number, numbers)),
        pace=timedelta(seconds=pace),
        starts=Starts.SERVER,
        arrive_within=ARRIVE_WITHIN,
        portraits=arrival_photo,
        strangers=frozenset(map(Number, STAND_INS)),
    )
    asyncio.run(run_rehearsal(plan, Quiet()))
