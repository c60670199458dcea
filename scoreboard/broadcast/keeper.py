"""Keeps a transmission on air: one process after another, ended when it hangs."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from typing import Protocol

from scoreboard.broadcast.line import STOP, Order, in_own_process
from scoreboard.broadcast.receiver import Lost, Report, Sent

# A line says every second that it lives; a receiver may take some seconds to answer at first.
SILENCE_S_MAX = 20.0
WAIT_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
# After so many frames in one go the next fault is a new one.
WELL_AFTER_FRAMES = 1800
END_S_MAX = 10.0


class Transmission(Protocol):
    """One running line, as the keeper sees it."""

    def hear(self, within_s: float) -> Report | None:
        """The next word; None when there was none within this time. Raises EOFError at the end."""

    def stop(self) -> None:
        """Ask it to end, and end it where it does not."""


class InOwnProcess:
    def __init__(self, order: Order) -> None:
        context = get_context("spawn")
        self._line, far = context.Pipe()
        # Its arguments go through a pipe: no key stands in a list of processes.
        self._process = context.Process(target=in_own_process, args=(order, far), daemon=True)
        self._process.start()
        far.close()

    def hear(self, within_s: float) -> Report | None:
        return self._line.recv() if self._line.poll(within_s) else None

    def stop(self) -> None:
        with suppress(OSError):  # it has ended
            self._line.send(STOP)
        self._process.join(END_S_MAX)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._line.close()
        self._process.close()


def keep(
    start: Callable[[], Transmission],
    say: Callable[[Report], None],
    sleep: Callable[[float], None],
    frames: int | None = None,
) -> None:
    """On air until `frames` are out or an interrupt comes; every word is handed on to `say`."""
    tries = 0
    while True:
        line = start()
        sent = 0
        try:
            for report in _words_of(line):
                say(report)
                if isinstance(report, Sent):
                    sent = report.frames
        finally:
            line.stop()
        if frames is not None and sent >= frames:
            return
        tries = 1 if sent >= WELL_AFTER_FRAMES else tries + 1
        sleep(WAIT_S[min(tries, len(WAIT_S)) - 1])


def _words_of(line: Transmission) -> Iterator[Report]:
    """Until it ends or is silent for too long."""
    while True:
        try:
            report = line.hear(SILENCE_S_MAX)
        except (EOFError, OSError):
            return
        yield Lost("silent") if report is None else report
        if report is None or isinstance(report, Lost):
            return
