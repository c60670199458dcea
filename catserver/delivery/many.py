"""One command to a whole room: decided in slices, committed in groups, no task for each.

Ten thousand tasks at once would hold the loop for a third of a second. Between two slices whoever
waits has their turn, and the journal commits the slice before.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Generic, TypeVar

from catserver.attempt.errors import CommandRefused
from catserver.delivery.desk import Desk
from catserver.delivery.journal import JournalConflict
from catserver.delivery.stream import Dated

State = TypeVar("State")
Command = TypeVar("Command")
Event = TypeVar("Event", bound=Dated)

AT_ONCE = 100
"""A few milliseconds of the loop."""


class ToMany(Generic[Command]):
    """Counts what is under way; a stream that was busy is asked again, in a task of its own."""

    def __init__(self, command: Command) -> None:
        self._command = command
        self._under_way = 1  # the handing out itself
        self._all_told = asyncio.Event()
        self.failures: list[Exception] = []
        self.busy: list[str] = []

    def submit(self, desk: Desk[State, Command, Event], name: str) -> None:
        self._under_way += 1
        try:
            if desk.submit(name, self._command, partial(self._told, name)):
                return
            self.busy.append(name)
        except CommandRefused:
            pass
        self._one_less()

    async def wait(self) -> None:
        self._one_less()
        await self._all_told.wait()

    def _told(self, name: str, error: Exception | None) -> None:
        if isinstance(error, JournalConflict):
            self.busy.append(name)
        elif error is not None:
            self.failures.append(error)
        self._one_less()

    def _one_less(self) -> None:
        self._under_way -= 1
        if not self._under_way:
            self._all_told.set()


async def handle_all(
    desk: Desk[State, Command, Event], names: Sequence[str], command: Command
) -> list[Exception]:
    """Back when each is on disk, was refused or has failed; the failures, without the refusals."""
    given: ToMany[Command] = ToMany(command)
    for place, name in enumerate(names, start=1):
        given.submit(desk, name)
        if place % AT_ONCE == 0:
            await asyncio.sleep(0)
    await given.wait()
    later = await asyncio.gather(
        *(desk.handle(name, command) for name in given.busy), return_exceptions=True
    )
    return given.failures + [
        each
        for each in later
        if isinstance(each, Exception) and not isinstance(each, CommandRefused)
    ]
