"""The clock's part of a sitting: it starts what is due and ends what is over.

`tick` is idempotent and can run at any rate; after a restart the first one catches up. What it
costs does not grow with the room: who waits and whose deadline is next is kept up as it changes.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from catserver.attempt.commands import Expire, Start
from catserver.attempt.events import AttemptEvent, ResponseRecorded
from catserver.attempt.state import Attempt, Phase
from catserver.attempt.timing import over_at
from catserver.delivery.clock import Clock
from catserver.delivery.deadlines import Deadlines
from catserver.delivery.directory import Directory
from catserver.delivery.journal import JournalError
from catserver.delivery.machines import AdmissionDesk, AttemptDesk, SittingDesk
from catserver.delivery.many import handle_all
from catserver.sitting.machine import SittingPhase, SittingRefused, StartSitting

logger = logging.getLogger(__name__)

LOOKED_OVER_A_TICK = 500
"""Of each room; so ten thousand are looked over in twenty ticks."""


@dataclass(slots=True)
class RoomTimes:
    """`waiting` in the order of their coming; the next look over begins at `looked_over`."""

    waiting: dict[str, None] = field(default_factory=dict)
    deadlines: Deadlines = field(default_factory=Deadlines)
    looked_over: int = 0


class Timekeeper:
    def __init__(
        self,
        directory: Directory,
        desk: SittingDesk,
        attempts: AttemptDesk,
        admissions: AdmissionDesk,
        clock: Clock,
    ) -> None:
        self._directory = directory
        self._desk = desk
        self._attempts = attempts
        self._admissions = admissions
        self._clock = clock
        self._rooms: dict[str, RoomTimes] = {}
        self._starting = asyncio.Lock()
        self._held: Callable[[], bool] = lambda: False
        attempts.observe(self._on_attempt, besides=ResponseRecorded)

    async def tick(self) -> None:
        """A store that is away is tried again next time."""
        for sitting_id in self._directory.in_use():
            try:
                await self._keep_time(sitting_id)
                await self._look_over(sitting_id)
            except (JournalError, SittingRefused) as error:
                logger.warning("the clock could not act on %s: %r", sitting_id, error)
            except Exception:  # one room's fault must not stop the time of the others
                logger.exception("the clock failed on %s", sitting_id)

    async def start_waiting(self, sitting_id: str) -> None:
        """Those who sit at their terminals; who comes later is met by a tick."""
        state = await self._desk.state(sitting_id)
        if state.started_at is None:
            return
        async with self._starting:  # a tick in the middle of a start would go over the room again
            waiting = list(self._room(sitting_id).waiting)
            await self._each(waiting, Start(state.started_at))
            for name in waiting:
                self.note(name)

    def hold_ends_while(self, held: Callable[[], bool]) -> None:
        """Nobody's time ends while `held()`: what they lost is not known yet."""
        self._held = held

    def whose_time_runs(self) -> list[str]:
        """Also those whom a failed commit has dropped from memory."""
        return [name for room in self._rooms.values() for name in room.deadlines.names()]

    def next_start_at(self) -> datetime | None:
        """The earliest start among the open sittings, whether due or yet to come."""
        states = (self._desk.known(sitting_id) for sitting_id in self._directory.in_use())
        starts = [each.start_at for each in states if each and each.phase is SittingPhase.OPEN]
        return min((start_at for start_at in starts if start_at is not None), default=None)

    def last_deadline(self, sitting_id: str) -> datetime | None:
        """When the last of those who work now will be over."""
        return self._room(sitting_id).deadlines.latest()

    def anyone_runs(self) -> bool:
        """Whether a candidate's time runs now."""
        return any(room.deadlines.latest() is not None for room in self._rooms.values())

    def note(self, name: str) -> None:
        """The attempt as it is in memory; called for what was read, and not told."""
        attempt = self._attempts.known(name)
        if attempt is not None:
            self._note(name, attempt)

    def _on_attempt(self, name: str, state: Attempt, _events: Sequence[AttemptEvent]) -> None:
        self._note(name, state)

    def _note(self, name: str, attempt: Attempt) -> None:
        if attempt.prepared is None:
            return
        room = self._room(attempt.prepared.sitting)
        room.deadlines.note(name, attempt.deadline_at)
        if attempt.phase is Phase.WAITING:
            room.waiting[name] = None
        else:
            room.waiting.pop(name, None)

    def _room(self, sitting_id: str) -> RoomTimes:
        room = self._rooms.get(sitting_id)
        if room is None:
            room = self._rooms[sitting_id] = RoomTimes()
        return room

    async def _look_over(self, sitting_id: str) -> None:
        """Read again what a failed commit has dropped from memory; a part of the room each time.

        What such a commit wrote nevertheless was told to nobody: it is noted here.
        """
        room, held = self._room(sitting_id), self._directory.assignments(sitting_id)
        begin = room.looked_over if room.looked_over < len(held) else 0
        room.looked_over = begin + LOOKED_OVER_A_TICK
        faults: list[Exception] = []
        for assignment in list(islice(held.values(), begin, room.looked_over)):
            try:
                await self._recall(assignment.attempt)
            except Exception as fault:  # noqa: BLE001 - said once for all of them, below
                faults.append(fault)
        if faults:
            raise faults[0]

    async def _recall(self, name: str) -> None:
        self._note(name, self._attempts.known(name) or await self._attempts.state(name))
        if self._admissions.known(name) is None:
            await self._admissions.state(name)

    async def _keep_time(self, sitting_id: str) -> None:
        state = await self._desk.state(sitting_id)
        if state.phase is SittingPhase.OPEN:
            if state.start_at is not None and state.start_at <= self._clock.now():
                await self._desk.handle(sitting_id, StartSitting("clock"))
                await self.start_waiting(sitting_id)
        elif state.phase is SittingPhase.RUNNING:
            if self._room(sitting_id).waiting:
                await self.start_waiting(sitting_id)
            if not self._held():
                await self._expire_overdue(sitting_id)

    async def _expire_overdue(self, sitting_id: str) -> None:
        now, deadlines = self._clock.now(), self._room(sitting_id).deadlines
        over: list[str] = []
        for name in list(deadlines.due(now)):
            attempt = self._attempts.known(name)
            ends_at = over_at(attempt, now) if attempt and attempt.deadline_at else None
            if attempt is None or (ends_at is not None and ends_at < now):
                over.append(name)
            elif ends_at is not None:
                deadlines.look_again(name, ends_at)
        await self._each(over, Expire())
        for name in over:
            attempt = self._attempts.known(name)
            if attempt is None:
                deadlines.look_again(name, now)
            elif attempt.deadline_at is not None:
                deadlines.look_again(name, attempt.deadline_at)

    async def _each(self, names: Sequence[str], command: Start | Expire) -> None:
        """One attempt that cannot be acted on costs the others nothing; the next tick tries it."""
        failed = await handle_all(self._attempts, names, command)
        if failed:
            logger.warning(
                "%s failed for %d attempts: %r", type(command).__name__, len(failed), failed[0]
            )
