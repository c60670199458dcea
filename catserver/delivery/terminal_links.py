"""How the server reaches a terminal: over its socket, or not at all while it asks by plain HTTP."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from catserver.attempt.events import AttemptEvent
from catserver.attempt.state import Attempt


class Link(Protocol):
    """The open connection of one terminal, as seen from here. Neither call waits."""

    def tell(self, attempt: Attempt, events: Sequence[AttemptEvent], /) -> None: ...
    def replace(self) -> None: ...
    def gate_changed(self, attempt: str, /) -> None:
        """Another look is wanted of the candidate, or none any more."""
        ...

    def silent_s(self) -> float: ...


class HttpLink:
    """A terminal that is there by plain HTTP only: it asks, nobody can tell it anything."""

    def __init__(self) -> None:
        self._time = asyncio.get_running_loop().time
        self._heard = self._time()

    def tell(self, _attempt: Attempt, _events: Sequence[AttemptEvent]) -> None:
        return

    def replace(self) -> None:
        return

    def gate_changed(self, _attempt: str) -> None:
        return  # it reads its state every few seconds

    def heard(self) -> None:
        self._heard = self._time()

    def silent_s(self) -> float:
        return self._time() - self._heard
