"""The demo's simulated candidates, in a process of their own: the server must not feel them think."""

import multiprocessing

from catserver.cli.demo_room import DemoRoom
from catserver.config import Settings


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


def run_crowd(
    url: str, sitting: str, proctor: tuple[str, str], numbers: tuple[str, ...], pace: float
) -> None:
    """The process: the candidates arrive over a minute, wait, answer, hand in."""
