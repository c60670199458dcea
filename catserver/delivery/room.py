"""The room as proctors see it: one row a candidate, folded, sent again when it changed.

A watcher holds the numbers that changed since it last looked, never a queue of messages: a slow
one sees fewer intermediate states and always the newest.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from catserver.admission.events import AdmissionEvent
from catserver.admission.state import Admission
from catserver.attempt.events import AttemptEvent
from catserver.attempt.state import Attempt, Phase
from catserver.delivery.clock import Clock
from catserver.delivery.machines import AdmissionDesk, AttemptDesk, SittingDesk
from catserver.delivery.material import Cabinet
from catserver.delivery.outcomes import outcome_of
from catserver.delivery.registry import Assignment, Candidate, Registry
from catserver.delivery.room_row import Person, RoomRow, room_row
from catserver.delivery.sitting_view import SittingView, sitting_view
from catserver.delivery.sittings import Sittings
from catserver.sitting.events import SittingEvent
from catserver.sitting.machine import SittingState
from question_bank.scoring import marks_of

COALESCE_S = 0.25
"""A proctor's eye gains nothing from more than four updates a second."""
HEARTBEAT_S = 15.0


@dataclass(slots=True, eq=False)
class Watcher:
    """One open console. `whole`, `sitting_changed` and `numbers` say what to send next."""

    numbers: set[str] = field(default_factory=set)
    sitting_changed: bool = False
    whole: bool = False
    wake: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class RoomChange:
    """What a watcher is to send: everything, changed rows, the sitting, or a heartbeat."""

    kind: Literal["snapshot", "rows", "sitting", "heartbeat"]
    rows: tuple[RoomRow, ...] = ()


class Rooms:
    def __init__(
        self,
        registry: Registry,
        cabinet: Cabinet,
        sittings: Sittings,
        sitting_desk: SittingDesk,
        attempts: AttemptDesk,
        admissions: AdmissionDesk,
        clock: Clock,
    ) -> None:
        self._registry = registry
        self._cabinet = cabinet
        self._sittings = sittings
        self._attempts = attempts
        self._admissions = admissions
        self._clock = clock
        self._candidates: dict[str, Candidate] = {}
        self._versions: dict[str, int] = {}
        self._row_versions: dict[str, int] = {}
        self._watchers: dict[str, set[Watcher]] = {}
        self._closed = False
        attempts.observe(self._on_attempt)
        admissions.observe(self._on_admission)
        sitting_desk.observe(self._on_sitting)

    def version(self, sitting_id: str) -> int:
        return self._versions.get(sitting_id, 0)

    def candidate(self, number: str) -> Candidate:
        """Raises LookupError where no room was looked at or assigned yet."""
        return self._candidates[number]

    async def learn(self, sitting_id: str) -> None:
        """Bring the names, seats and photos of a room up to date with the registry."""
        numbers = list(self._sittings.assignments(sitting_id))
        for candidate in await self._registry.candidates(numbers):
            self._candidates[candidate.number] = candidate
        self._touch(sitting_id, numbers)

    def forget(self, sitting_id: str, numbers: Sequence[str]) -> None:
        """They are no longer of this room: whoever watches it is shown the whole room again."""
        self._versions[sitting_id] = self._versions.get(sitting_id, 0) + 1
        for watcher in self._watchers.get(sitting_id, ()):
            watcher.numbers.difference_update(numbers)
            watcher.whole = True
            watcher.wake.set()

    async def rows(self, sitting_id: str) -> tuple[RoomRow, ...]:
        await self.know(sitting_id)
        return tuple(map(self.row, self._sittings.assignments(sitting_id).values()))

    async def know(self, sitting_id: str) -> None:
        """Make sure `row` knows everybody of a room; a request for one row builds no others."""
        if any(each not in self._candidates for each in self._sittings.assignments(sitting_id)):
            await self.learn(sitting_id)

    def row(self, assignment: Assignment) -> RoomRow:
        """Of somebody `know` or `learn` has brought here before."""
        candidate = self._candidates[assignment.candidate]
        person = Person(
            assignment,
            candidate,
            self._admissions.known(assignment.attempt) or Admission(assignment.attempt),
            self._attempts.known(assignment.attempt) or Attempt(assignment.attempt),
        )
        return room_row(
            person,
            self._cabinet.known(assignment.sitting).exam.identity,
            self._clock.now(),
            self._name_of,
            total=self._total(person.attempt),
            version=self._row_versions.get(assignment.attempt, 0),
        )

    def _name_of(self, number: str) -> str:
        """Of somebody in a room that was looked at; nobody is asked for the others."""
        known = self._candidates.get(number)
        return known.name if known else ""

    def sitting(self, sitting_id: str) -> SittingView:
        material = self._cabinet.known(sitting_id)
        state = self._sittings.state(sitting_id) or SittingState(material.sitting.id)
        candidates = len(self._sittings.assignments(sitting_id))
        return sitting_view(material, state, candidates, self._sittings.last_deadline(sitting_id))

    async def watch(self, sitting_id: str) -> AsyncIterator[RoomChange]:
        """First `snapshot`, then changes, at most four a second, and a heartbeat in between.

        Watching begins before the snapshot is asked for, so nothing falls between the two.
        """
        watcher = Watcher()
        self._watchers.setdefault(sitting_id, set()).add(watcher)
        try:
            yield RoomChange("snapshot")
            while True:
                try:
                    async with asyncio.timeout(HEARTBEAT_S):
                        await watcher.wake.wait()
                except TimeoutError:
                    yield RoomChange("heartbeat")
                    continue
                await asyncio.sleep(COALESCE_S)
                watcher.wake.clear()
                if self._closed:
                    return
                if watcher.whole:
                    watcher.whole, watcher.sitting_changed, watcher.numbers = False, False, set()
                    yield RoomChange("snapshot")
                    continue
                numbers, watcher.numbers = watcher.numbers, set()
                sitting_changed, watcher.sitting_changed = watcher.sitting_changed, False
                if sitting_changed:
                    yield RoomChange("sitting")
                assignments = self._sittings.assignments(sitting_id)
                rows = tuple(
                    self.row(assignments[number])
                    for number in sorted(numbers)
                    if number in assignments and number in self._candidates
                )
                if rows:
                    yield RoomChange("rows", rows)
        finally:
            self._watchers[sitting_id].discard(watcher)

    def close(self) -> None:
        """End every watch, so that the server can stop."""
        self._closed = True
        for watchers in self._watchers.values():
            for watcher in watchers:
                watcher.wake.set()

    def _total(self, attempt: Attempt) -> float | None:
        """Marks once the attempt is over: nobody in the room sees a running score."""
        if attempt.prepared is None or attempt.phase is not Phase.FINISHED:
            return None
        material = self._cabinet.known(attempt.prepared.sitting)
        return float(marks_of(outcome_of(attempt, material).total))

    def _touch(self, sitting_id: str, numbers: Sequence[str]) -> None:
        version = self._versions.get(sitting_id, 0) + 1
        self._versions[sitting_id] = version
        assignments = self._sittings.assignments(sitting_id)
        for number in numbers:
            if number in assignments:
                self._row_versions[assignments[number].attempt] = version
        for watcher in self._watchers.get(sitting_id, ()):
            watcher.numbers.update(numbers)
            watcher.wake.set()

    def _on_attempt(self, name: str, _: Attempt, _events: Sequence[AttemptEvent]) -> None:
        """On the way of every answer: nothing is looked up that is known."""
        assignment = self._sittings.assignment(name)
        if assignment is None:
            return
        sitting_id = assignment.sitting
        version = self._versions.get(sitting_id, 0) + 1
        self._versions[sitting_id] = self._row_versions[name] = version
        for watcher in self._watchers.get(sitting_id, ()):
            watcher.numbers.add(assignment.candidate)
            watcher.wake.set()

    def _on_admission(self, name: str, _: Admission, _events: Sequence[AdmissionEvent]) -> None:
        if assignment := self._sittings.assignment(name):
            self._touch(assignment.sitting, (assignment.candidate,))

    def _on_sitting(self, name: str, _: SittingState, _events: Sequence[SittingEvent]) -> None:
        self._versions[name] = self._versions.get(name, 0) + 1
        for watcher in self._watchers.get(name, ()):
            watcher.sitting_changed = True
            watcher.wake.set()
