"""The room as proctors see it: one row a candidate, folded, sent again when it changed.

A watcher holds the numbers that changed since it last looked, never a queue of messages: a slow
one sees fewer intermediate states and always the newest.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import msgspec

from catserver.admission.events import AdmissionEvent, LiveCheck, ProbeCompared
from catserver.admission.state import Admission
from catserver.attempt.events import AttemptEvent, AttemptFinished
from catserver.attempt.state import Attempt, Phase
from catserver.delivery.clock import Clock
from catserver.delivery.door.gate_views import (
    DueView,
    GateView,
    ReferralView,
    due_view,
    gate_views,
    referral_view,
    shown_comparison,
    wanted,
)
from catserver.delivery.door.referral_views import (
    RarityView,
    ResemblancesView,
    SecondOpinionView,
    rarity_view,
    resemblances_view,
    second_opinion_view,
)
from catserver.delivery.machines import AdmissionDesk, AttemptDesk, SittingDesk
from catserver.delivery.material import Cabinet
from catserver.delivery.outcomes import outcome_of
from catserver.delivery.registry import Assignment, Candidate, Registry
from catserver.delivery.sittings import Sittings
from catserver.sitting.events import SittingEvent
from catserver.sitting.machine import SittingState
from question_bank.scoring import marks_of

COALESCE_S = 0.25
"""A proctor's eye gains nothing from more than four updates a second."""
HEARTBEAT_S = 15.0


class ComparisonView(msgspec.Struct, frozen=True):
    outcome: str
    reason: str | None
    dissimilarity: float | None
    match_at_most: float
    strong_non_match_from: float
    strong: bool
    engine: str
    by: str
    at: datetime
    findings: tuple[str, ...]
    gate: str = "arrival"
    today_dissimilarity: float | None = None
    one_in: RarityView | None = None
    live: LiveCheck | None = None
    frames: int = 1
    """Pictures that count together."""


class DecisionView(msgspec.Struct, frozen=True):
    decision: str
    reason_code: str
    reason: str
    by: str
    at: datetime


class PhotosView(msgspec.Struct, frozen=True):
    """`arrival` is the desk's, `now` the one a person has to look at where it is another."""

    registration: str | None
    arrival: str | None
    now: str | None = None


class FinishedView(msgspec.Struct, frozen=True):
    how: str
    at: datetime
    reason: str | None


class RoomRow(msgspec.Struct, frozen=True):
    """One candidate in one sitting, as desk and console show them. Times in seconds, UTC."""

    number: str
    name: str
    formation: str
    category: str
    accommodation: str | None
    birth_date: str | None
    seat: str | None
    admission: str
    attempt: str
    connected: bool
    last_seen_at: datetime | None
    terminal: str | None
    answered: int
    in_doubt: int
    items: int
    deadline_at: datetime | None
    remaining_s: float | None
    granted_s: int
    comparison: ComparisonView | None
    referred_at: datetime | None
    decision: DecisionView | None
    photos: PhotosView
    pin_issued_at: datetime | None
    finished: FinishedView | None
    total: float | None
    incidents: int
    version: int
    referral: ReferralView | None = None
    due: DueView | None = None
    gates: Mapping[str, GateView] = {}
    resembles: ResemblancesView | None = None
    opinion: SecondOpinionView | None = None


class SittingView(msgspec.Struct, frozen=True):
    id: str
    title: str
    exam: dict[str, object]
    room: str
    start_at: datetime | None
    started_at: datetime | None
    end_at: datetime | None
    phase: str
    seats: int
    candidates: int
    pin_closes_at: datetime | None
    arrivals_open_at: datetime | None = None


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
        admission = self._admissions.known(assignment.attempt) or Admission(assignment.attempt)
        attempt = self._attempts.known(assignment.attempt) or Attempt(assignment.attempt)
        identity = self._cabinet.known(assignment.sitting).exam.identity
        now = self._clock.now()
        remaining = attempt.remaining_at(now) if attempt.phase is Phase.PAUSED else None
        finished = attempt.finished
        shown = shown_comparison(admission)
        return RoomRow(
            number=candidate.number,
            name=candidate.name,
            formation=candidate.formation,
            category=candidate.category,
            accommodation=candidate.accommodation,
            birth_date=candidate.birth_date.isoformat() if candidate.birth_date else None,
            seat=assignment.seat or candidate.seat,
            admission=admission.phase.value,
            attempt="prepared" if attempt.phase is Phase.BLANK else attempt.phase.value,
            connected=attempt.connected,
            last_seen_at=attempt.last_seen_at,
            terminal=attempt.terminal,
            answered=attempt.answered,
            in_doubt=attempt.in_doubt,
            items=attempt.items,
            deadline_at=attempt.deadline_at,
            remaining_s=remaining.total_seconds() if remaining is not None else None,
            granted_s=int(attempt.granted.total_seconds()),
            comparison=comparison_view(shown),
            referred_at=admission.referred_at,
            decision=_decision(admission),
            photos=PhotosView(
                _url(candidate.reference_photo),
                _url(_arrival_photo(admission)),
                _url(shown.probe) if shown and shown.gate != "arrival" else None,
            ),
            pin_issued_at=admission.pin_issued_at,
            finished=_finished(finished),
            total=self._total(attempt),
            incidents=attempt.incidents,
            version=self._row_versions.get(assignment.attempt, 0),
            referral=referral_view(admission),
            due=due_view(wanted(admission, attempt, identity)),
            gates=gate_views(admission),
            resembles=resemblances_view(admission, self._name_of, photo_url),
            opinion=second_opinion_view(admission),
        )

    def _name_of(self, number: str) -> str:
        """Of somebody in a room that was looked at; nobody is asked for the others."""
        known = self._candidates.get(number)
        return known.name if known else ""

    def sitting(self, sitting_id: str) -> SittingView:
        material = self._cabinet.known(sitting_id)
        state = self._sittings.state(sitting_id) or SittingState(material.sitting.id)
        exam = material.exam
        begins_at = state.started_at or state.start_at
        planned_end = begins_at + exam.time.allowed if begins_at else None
        return SittingView(
            id=material.sitting.id,
            title=material.sitting.title,
            exam={
                "id": exam.id,
                "title": {"id": exam.title.id, "en": exam.title.en},
                "gates": {"seat": exam.identity.seat, "return": exam.identity.return_},
            },
            room=material.sitting.room,
            start_at=state.start_at or material.sitting.start_at,
            started_at=state.started_at,
            end_at=self._sittings.last_deadline(sitting_id) or planned_end,
            phase=state.phase.value,
            seats=material.sitting.seats,
            candidates=len(self._sittings.assignments(sitting_id)),
            pin_closes_at=(
                state.start_at - exam.arrival.pin_closes if state.start_at is not None else None
            ),
            arrivals_open_at=(
                state.start_at - exam.arrival.opens if state.start_at is not None else None
            ),
        )

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


def _arrival_photo(admission: Admission) -> str | None:
    deferred = admission.deferred
    if deferred is not None and deferred.gate == "arrival":
        return deferred.probe
    return admission.compared.probe if admission.compared else None


def _url(photo: str | None) -> str | None:
    return photo_url(photo) if photo else None


def photo_url(photo: str) -> str:
    return f"/photos/{photo}"


def comparison_view(compared: ProbeCompared | None) -> ComparisonView | None:
    if compared is None:
        return None
    distance = compared.dissimilarity
    return ComparisonView(
        outcome=compared.outcome,
        reason=compared.reason,
        dissimilarity=distance,
        match_at_most=compared.match_at_most,
        strong_non_match_from=compared.strong_non_match_from,
        strong=distance is not None and distance >= compared.strong_non_match_from,
        engine=compared.engine,
        by=compared.by,
        at=compared.at,
        findings=compared.findings,
        gate=compared.gate,
        today_dissimilarity=compared.today_dissimilarity,
        one_in=rarity_view(compared.engine, distance if compared.cohort else None),
        live=compared.live,
        frames=1 + len(compared.frames),
    )


def _decision(admission: Admission) -> DecisionView | None:
    decided = admission.decided
    if decided is None:
        return None
    return DecisionView(
        decided.decision, decided.reason_code, decided.reason, decided.by, decided.at
    )


def _finished(finished: AttemptFinished | None) -> FinishedView | None:
    if finished is None:
        return None
    return FinishedView(finished.how, finished.at, finished.reason or None)
