"""What the staff do at the door and in the room: a picture, a decision, a PIN."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catserver.admission.commands import Decide, IssuePin, ReplaceReference
from catserver.admission.errors import AdmissionRefused
from catserver.admission.events import Decision, Gate, LiveCheck
from catserver.admission.state import Admission
from catserver.delivery.clock import Clock
from catserver.delivery.door.inspecting import Inspection
from catserver.delivery.door.looks import Looks, NotInThisSitting, ProbeResult
from catserver.delivery.machines import AdmissionDesk
from catserver.delivery.material import Cabinet
from catserver.delivery.pins import Secrets
from catserver.delivery.registry import Assignment, PhotoKind, Registry, RosterEntry
from catserver.delivery.sittings import Sittings
from catserver.sitting.machine import SittingPhase
from proctoring.quality import Finding, to_put_right
from question_bank.exam import GatePolicy, WhenBusy


class SittingNotOpen(Exception):
    """Nobody arrives before the committee opened the sitting, or after it closed."""


class ArrivalNotOpen(Exception):
    """Arrival opens later, at `opens_at`."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__("arrival_not_open")
        self.opens_at = opens_at


@dataclass(frozen=True, slots=True)
class IssuedPin:
    pin: str
    closes_at: datetime | None


class Arrivals:
    def __init__(
        self,
        registry: Registry,
        cabinet: Cabinet,
        sittings: Sittings,
        desk: AdmissionDesk,
        looks: Looks,
        secrets_: Secrets,
        clock: Clock,
    ) -> None:
        self._registry = registry
        self._cabinet = cabinet
        self._sittings = sittings
        self._desk = desk
        self._looks = looks
        self._secrets = secrets_
        self._clock = clock

    async def hints(self, content: bytes) -> Inspection:
        """What is wrong with the live picture; nothing is kept. Raises ProctoringError."""
        return await self._looks.hints(content)

    async def probe(
        self,
        sitting_id: str,
        number: str,
        content: bytes,
        by: str,
        *,
        accept: bool,
        gate: Gate = "arrival",
        live: LiveCheck | None = None,
        frames: Sequence[bytes] = (),
    ) -> ProbeResult:
        """Inspect and compare a picture that a member of the staff took, and record the outcome.

        Raises PictureRefused, NotInThisSitting, SittingNotOpen, ArrivalNotOpen.
        """
        assignment = self._assignment(sitting_id, number)
        self._require_open_arrival(sitting_id)
        return await self._looks.take(
            assignment, content, by, gate, accept=accept, live=live, frames=frames
        )

    async def replace_reference(
        self, sitting_id: str, number: str, content: bytes, by: str, reason: str
    ) -> tuple[Finding, ...]:
        """Give a candidate another registration photo, unless it has findings: then they come back.

        Raises PictureRefused, PoolError, AdmissionRefused, NotInThisSitting, SittingNotOpen.
        """
        attempt = self._assignment(sitting_id, number).attempt
        inspection = await self._looks.inspect(content)
        if poor := to_put_right(inspection.findings):
            return poor
        candidate = await self._registry.candidate(number)
        if candidate is None:
            raise NotInThisSitting(number)
        photo = self._looks.comparer.photo(candidate, content, PhotoKind.REGISTRATION)
        await self._registry.load_roster([RosterEntry(candidate, photo, content)])
        if inspection.template is not None:
            await self._registry.store_template(photo.id, inspection.engine, inspection.template)
        await self._desk.handle(attempt, ReplaceReference(by, photo.id, reason))
        return ()

    async def decide(
        self,
        sitting_id: str,
        number: str,
        by: str,
        decision: Decision,
        code: str,
        reason: str,
        referred_at: datetime | None = None,
    ) -> Admission:
        """A person's word on a candidate; `referred_at` names the referral that they looked at.

        What a closed sitting left undecided may still be decided, and a decision be taken back.
        Raises AdmissionRefused (reason_missing, decided_meanwhile), SittingNotOpen.
        """
        if decision == "refuse" and not reason.strip():
            raise AdmissionRefused("reason_missing")
        attempt = self._decidable(sitting_id, number).attempt
        due = self._looks.due(attempt)
        gate = due.gate if due else "arrival"
        command = Decide(by, decision, code, reason, gate, referred_at)
        handled = await self._desk.handle(attempt, command)
        if decision == "admit":
            await self._looks.resume(attempt)
        return handled.state

    async def issue_pin(self, sitting_id: str, number: str, by: str) -> IssuedPin:
        """A PIN, told once. Raises AdmissionRefused (not_admitted, pin_closed, already_seated)."""
        attempt = self._assignment(sitting_id, number).attempt
        self._require_open_arrival(sitting_id)
        exam = self._cabinet.known(sitting_id).exam
        pin = self._secrets.new_pin(exam.arrival.pin_digits)
        closes_at = self.pin_closes_at(sitting_id)
        await self._desk.handle(
            attempt,
            IssuePin(
                by,
                "arrival",
                self._secrets.pin_hash(attempt, pin),
                closes_at,
                gate_required=exam.identity.arrival is GatePolicy.REQUIRED,
                while_deferred=exam.identity.when_busy is WhenBusy.SEAT_FIRST,
            ),
        )
        return IssuedPin(pin, closes_at)

    async def move(self, sitting_id: str, number: str, by: str) -> IssuedPin:
        """A PIN for another terminal; the one in use is no longer good. Raises AdmissionRefused."""
        attempt = self._assignment(sitting_id, number).attempt
        exam = self._cabinet.known(sitting_id).exam
        pin = self._secrets.new_pin(exam.arrival.pin_digits)
        pin_hash = self._secrets.pin_hash(attempt, pin)
        await self._desk.handle(attempt, IssuePin(by, "move", pin_hash, None))
        return IssuedPin(pin, None)

    def pin_closes_at(self, sitting_id: str) -> datetime | None:
        state = self._sittings.state(sitting_id)
        exam = self._cabinet.known(sitting_id).exam
        if state is None or state.start_at is None:
            return None
        return state.start_at - exam.arrival.pin_closes

    def opens_at(self, sitting_id: str) -> datetime | None:
        """When arrival opens; None where the sitting has no planned start."""
        state = self._sittings.state(sitting_id)
        exam = self._cabinet.known(sitting_id).exam
        if state is None or state.start_at is None:
            return None
        return state.start_at - exam.arrival.opens

    def _require_open_arrival(self, sitting_id: str) -> None:
        """A sitting that runs was started earlier than planned: then there is no waiting."""
        state, opens_at = self._sittings.state(sitting_id), self.opens_at(sitting_id)
        planned = state is not None and state.phase is SittingPhase.OPEN
        if planned and opens_at is not None and self._clock.now() < opens_at:
            raise ArrivalNotOpen(opens_at)

    def _decidable(self, sitting_id: str, number: str) -> Assignment:
        state, assignment = self._sittings.state(sitting_id), self._assigned(sitting_id, number)
        closed = state is not None and state.phase is SittingPhase.CLOSED
        admission = self._desk.known(assignment.attempt) if closed else None
        if admission is not None and (admission.referral or admission.decided):
            return assignment
        return self._assignment(sitting_id, number)

    def _assignment(self, sitting_id: str, number: str) -> Assignment:
        state = self._sittings.state(sitting_id)
        if state is None or state.phase not in {SittingPhase.OPEN, SittingPhase.RUNNING}:
            raise SittingNotOpen(sitting_id)
        return self._assigned(sitting_id, number)

    def _assigned(self, sitting_id: str, number: str) -> Assignment:
        assignment = self._sittings.assignments(sitting_id).get(number)
        if assignment is None:
            raise NotInThisSitting(number)
        return assignment
