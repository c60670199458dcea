"""One round past all viewers, in slices spread over a time: between them the core is free.

Theory. Ten thousand writes in one go hold a core for some seventy milliseconds, and on a small
machine the exam waits for that core. A round is told what is due by now; it writes that, and gives
the core back until the next slice. One that is behind its time goes on at once.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Generic, TypeVar

ROUND_S = 0.07
SLICE_S = 0.001
# Served between two looks at the network: some one and a half milliseconds.
VIEWERS_AT_A_TIME = 200
# So few are not worth a timer.
VIEWERS_AT_LEAST = 20


Watching = TypeVar("Watching")


class Round(Generic[Watching]):
    """Those who watched when it began; `now` is in seconds of one clock."""

    def __init__(self, viewers: Iterable[Watching], now: float) -> None:
        waiting = tuple(viewers)
        self._waiting = iter(waiting)
        self._size = len(waiting)
        self._served = 0
        self._began = now

    @property
    def over(self) -> bool:
        return self._served >= self._size

    def due(self, now: float) -> Iterator[Watching]:
        """Whoever is to be served by now and was not yet; at least some, and never too many."""
        planned = int(self._size * (now - self._began + SLICE_S) / ROUND_S)
        some = min(max(planned - self._served, VIEWERS_AT_LEAST), VIEWERS_AT_A_TIME)
        self._served += some
        return islice(self._waiting, some)

    def rest_s(self, now: float) -> float:
        """Until the next slice: nothing for a round that is behind."""
        behind = self._size * (now - self._began) / ROUND_S > self._served
        return 0.0 if behind else SLICE_S
