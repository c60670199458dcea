"""The desk every command passes: lock, load, decide, append, acknowledge, tell.

One desk serves one kind of stream (attempts, admissions, sittings). Its promises:

1. One command at a time per stream; different streams never wait for one another.
2. `handle` returns only after the events are on disk, or raises and nothing is changed.
3. What is in memory is never ahead of the journal: the state moves in the journal's settling.
4. A caller that goes away in the middle changes nothing about 3.
5. Observers are told after the commit, in order, and cannot make a command fail.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, NamedTuple

from catserver.delivery.clock import Clock
from catserver.delivery.journal import Journal, JournalConflict, JournalError, Row
from catserver.delivery.stream import Command, Event, Held, Machine, State, next_rows, read_back

logger = logging.getLogger(__name__)


CONFLICTS_BEFORE_GIVING_UP = 5
"""Each conflict means another worker got through, so the room as a whole moves on."""
STREAMS_AT_ONCE = 200
"""Read together."""
FOLDED_AT_ONCE = 4
"""A whole exam of one candidate takes a millisecond, and others may be at work."""


class Handled(NamedTuple, Generic[State, Event]):
    """What a command led to. `events` is empty when it was so already."""

    state: State
    events: Sequence[Event]


Observer = Callable[[str, State, Sequence[Event]], None]
"""Told (name, state after, events) once they are on disk."""

Told = Callable[[Exception | None], None]
"""Called once on the loop: with None when what was submitted is on disk, else with why not."""


class Desk(Generic[State, Command, Event]):
    def __init__(
        self, machine: Machine[State, Command, Event], journal: Journal, clock: Clock
    ) -> None:
        self._machine = machine
        self._journal = journal
        self._clock = clock
        self._held: dict[str, Held[State]] = {}
        self._loading: dict[str, asyncio.Lock] = {}
        self._observers: list[tuple[Observer[State, Event], type[Event] | None]] = []
        self._hearing: dict[type[Event] | None, tuple[Observer[State, Event], ...]] = {}

    def observe(self, observer: Observer[State, Event], besides: type[Event] | None = None) -> None:
        """Tell `observer` of everything; of a single event of type `besides` it need not hear."""
        self._observers.append((observer, besides))
        self._hearing.clear()

    async def state(self, name: str) -> State:
        held = self._held.get(name) or await self._load(name)
        return held.state

    def known(self, name: str) -> State | None:
        """The state if it is in memory; for views that must not wait."""
        held = self._held.get(name)
        return held.state if held else None

    async def events(self, name: str) -> list[Event]:
        """The stream's whole account, read from the journal and checked along its chain."""
        stream = self._stream(name)
        rows = await self._journal.read(stream)
        return [event for event, _ in read_back(self._machine, stream, rows)]

    async def handle(self, name: str, command: Command) -> Handled[State, Event]:
        """Decide and commit. Raises the machine's refusal, or a JournalError: nothing changed."""
        for _ in range(CONFLICTS_BEFORE_GIVING_UP):
            try:
                return await self._handle(name, command)
            except JournalConflict:
                continue
        raise JournalConflict(name)

    def submit(self, name: str, command: Command, told: Told) -> bool:
        """Decide at once and commit, where nothing has to be waited for: the way of most answers.

        False: the stream is not in memory, or somebody has its turn. Nothing was done, and `handle`
        will. True: `told` hears of the commit, perhaps before this returns. Raises the machine's
        refusal.
        """
        held = self._held.get(name)
        if held is None or not held.turn.take():
            return False
        rows, events = self._decided(held, command)
        if events:
            self._journal.append(rows, partial(self._settle, name, held, rows, events, told))
        else:
            held.turn.give()
            told(None)
        return True

    async def _handle(self, name: str, command: Command) -> Handled[State, Event]:
        held = self._held.get(name) or await self._load(name)
        await held.turn.wait()
        if self._held.get(name) is not held:  # dropped while this command waited its turn
            held.turn.give()
            raise JournalConflict(name)
        rows, events = self._decided(held, command)
        if not events:
            held.turn.give()
            return Handled(held.state, events)
        waiter: asyncio.Future[State] = asyncio.get_running_loop().create_future()

        def told(error: Exception | None) -> None:
            if waiter.done():
                return
            if error is not None:
                waiter.set_exception(error)
            else:
                waiter.set_result(held.state)

        self._journal.append(rows, partial(self._settle, name, held, rows, events, told))
        return Handled(await waiter, events)

    def _decided(self, held: Held[State], command: Command) -> tuple[list[Row], Sequence[Event]]:
        """With the turn in hand; a refusal gives it back."""
        try:
            events = self._machine.decide(held.state, command, self._clock.now())
            return next_rows(self._machine, held, events), events
        except BaseException:
            held.turn.give()
            raise

    def _settle(
        self,
        name: str,
        held: Held[State],
        rows: Sequence[Row],
        events: Sequence[Event],
        told: Told,
        error: JournalError | None,
    ) -> None:
        """On the loop, after the commit, whether or not anyone still waits for it."""
        if error is not None:
            self._held.pop(name, None)  # what is on disk is read again before the next command
            held.turn.give()
            told(error)
            return
        try:
            state = held.state
            for event in events:
                state = self._machine.evolve(state, event)
        except Exception as fault:  # noqa: BLE001 - on disk, and this caller is told it is not clear
            self._held.pop(name, None)
            held.turn.give()
            told(fault)
            return
        held.state, held.version, held.hash = state, rows[-1].version, rows[-1].hash
        held.turn.give()
        self._tell(name, state, events)
        told(None)

    def _tell(self, name: str, state: State, events: Sequence[Event]) -> None:
        single = type(events[0]) if len(events) == 1 else None
        for observer in self._hearing.get(single) or self._hearers(single):
            try:
                observer(name, state, events)
            except Exception:
                logger.exception("an observer failed on %s/%s", self._machine.kind, name)

    def _hearers(self, single: type[Event] | None) -> tuple[Observer[State, Event], ...]:
        """Who is told of a single event of this type, or of several (None)."""
        hearers = tuple(
            observer
            for observer, besides in self._observers
            if besides is None or besides is not single
        )
        self._hearing[single] = hearers
        return hearers

    def _stream(self, name: str) -> str:
        return f"{self._machine.kind}/{name}"

    async def _load(self, name: str) -> Held[State]:
        async with self._loading.setdefault(name, asyncio.Lock()):
            held = self._held.get(name)
            if held is None:
                held = self._folded(name, await self._journal.read(self._stream(name)))
                self._held[name] = held
        self._loading.pop(name, None)
        return held

    async def bring(self, names: Sequence[str]) -> None:
        """Into memory, many with one look at the journal; what is there already stays."""
        missing = [name for name in names if name not in self._held]
        for start in range(0, len(missing), STREAMS_AT_ONCE):
            part = missing[start : start + STREAMS_AT_ONCE]
            read = await self._journal.read_each([self._stream(name) for name in part])
            for place, name in enumerate(part):
                if place % FOLDED_AT_ONCE == 0:
                    await asyncio.sleep(0)
                if name not in self._held:
                    self._held[name] = self._folded(name, read[self._stream(name)])

    def _folded(self, name: str, rows: Sequence[Row]) -> Held[State]:
        held = Held(self._stream(name), self._machine.blank(name))
        for event, row in read_back(self._machine, held.stream, rows):
            held.state = self._machine.evolve(held.state, event)
            held.version, held.hash = row.version, row.hash
        return held
