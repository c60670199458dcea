"""Looks at candidates' faces, at any gate, from any camera: taken, compared or deferred.

Whatever goes wrong becomes a referral: the line goes on and a person looks. Where the queue is long
the picture is kept and the candidate goes on; the comparison follows (`later.py`).
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from catserver.admission.commands import AskGate, Defer, PassGateBy, RecordComparison
from catserver.admission.events import (
    Gate,
    LiveCheck,
    ProbeCompared,
    ProbeDeferred,
    ReferralReason,
)
from catserver.admission.gates import Due
from catserver.admission.state import Admission
from catserver.attempt.commands import Pause, Resume, ReturnFromGate
from catserver.attempt.errors import CommandRefused
from catserver.delivery.clock import Clock
from catserver.delivery.door.comparing import Comparer, Look
from catserver.delivery.door.fusing import frames_beside
from catserver.delivery.door.gate_views import wanted
from catserver.delivery.door.inspecting import Engine, FaceBox, Inspection, Queue
from catserver.delivery.door.live_outcome import with_live
from catserver.delivery.door.templates import TemplateStore
from catserver.delivery.machines import AdmissionDesk, AttemptDesk
from catserver.delivery.material import Cabinet
from catserver.delivery.registry import Assignment, PhotoId, Registry
from catserver.delivery.sittings import Sittings
from proctoring.errors import PictureRefused, ProctoringError, QueueFull
from proctoring.quality import Finding, to_put_right
from question_bank.exam import WhenBusy, WhileReferred

BY_CANDIDATE = "candidate"
"""Who took a picture at a terminal: nobody of the staff."""
BY_RULE = "rule"
CANNOT_TURN = "cannot"
"""Why a terminal has no picture: its candidate cannot do what is asked. A person comes."""
RETAKES_MAX = 20
"""So often a poor picture is sent back; then it is taken as it is, and a person looks."""
WAIT_FOR_A_PERSON = "Pengawas datang ke meja Anda. / A proctor is coming to your seat."


class NotInThisSitting(Exception):
    """The number is not assigned to this sitting."""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """`compared` is None when the photo should be taken again, or was `deferred`."""

    findings: tuple[Finding, ...]
    face: FaceBox | None
    compared: ProbeCompared | None
    deferred: bool = False


class Looks:
    """`defer_from_s` is the wait for a worker from which on the exam may say: seat first."""

    def __init__(
        self,
        registry: Registry,
        templates: TemplateStore,
        cabinet: Cabinet,
        sittings: Sittings,
        attempts: AttemptDesk,
        admissions: AdmissionDesk,
        engine: Engine,
        clock: Clock,
        defer_from_s: float = 3.0,
    ) -> None:
        self._registry = registry
        self._cabinet = cabinet
        self._sittings = sittings
        self._attempts = attempts
        self._admissions = admissions
        self._engine = engine
        self._clock = clock
        self._defer_from_s = defer_from_s
        self._retaken: Counter[str] = Counter()
        self.comparer = Comparer(registry, templates, engine, clock)

    @property
    def queue(self) -> Queue:
        return self._engine.queue

    async def hints(self, content: bytes) -> Inspection:
        """What is wrong with the live picture; nothing is kept. Raises ProctoringError."""
        return await asyncio.wrap_future(self._engine.desk.hints(content))

    async def inspect(self, content: bytes) -> Inspection:
        """Raises ProctoringError."""
        return await asyncio.wrap_future(self._engine.desk.inspect(content))

    def due(self, attempt: str) -> Due | None:
        """The look that is wanted of who sits in this attempt; it may lie ahead."""
        assignment, admission = self._sittings.assignment(attempt), self._admissions.known(attempt)
        if assignment is None or admission is None:
            return None
        identity = self._cabinet.known(assignment.sitting).exam.identity
        return wanted(admission, self._attempts.known(attempt), identity)

    async def take(
        self,
        assignment: Assignment,
        content: bytes,
        by: str,
        gate: Gate,
        *,
        accept: bool,
        live: LiveCheck | None = None,
        frames: Sequence[bytes] = (),
    ) -> ProbeResult:
        """Inspect, compare and record a picture of the candidate, with what was seen of life.

        Good `frames` of the moment before count with it, unless others wait for a worker.

        A poor one is sent back to be taken again, unless `accept`: then it is kept and compared or
        referred as it is. Raises PictureRefused.
        """
        look = await self._look(assignment, gate, by)
        if self._seat_first(look):
            return await self._defer(assignment, look, content, live)
        try:
            inspection = await self._inspected(look, content)
        except PictureRefused:
            self._retaken[assignment.attempt] += 1  # no camera takes it, and each costs a worker
            if look.by != BY_CANDIDATE or self._retaken[assignment.attempt] % RETAKES_MAX:
                raise
            return await self._refer_unseen(assignment, look, None, "no_probe")
        except (QueueFull, TimeoutError):
            if look.rules.when_busy is WhenBusy.SEAT_FIRST:
                return await self._defer(assignment, look, content, live)
            return await self._refer_unseen(assignment, look, content)
        except ProctoringError:
            return await self._refer_unseen(assignment, look, content)
        poor = bool(to_put_right(inspection.findings))
        if poor and not accept and self._retaken[assignment.attempt] < RETAKES_MAX:
            self._retaken[assignment.attempt] += 1
            return ProbeResult(inspection.findings, inspection.face, None)
        del self._retaken[assignment.attempt]
        probe = await self.comparer.keep(look.candidate, content, inspection)
        try:
            beside = await frames_beside(self._engine, inspection, frames)
            compared = await self.comparer.compare(look, probe, inspection, beside)
        except ProctoringError:  # two templates that have nothing to compare: a person looks
            compared = self.comparer.referral(
                look, probe, "engine_unavailable", inspection.findings
            )
        compared = with_live(compared, live, look.rules.live)
        await self._record(assignment, RecordComparison(compared))
        return ProbeResult(inspection.findings, inspection.face, compared)

    async def _inspected(self, look: Look, content: bytes) -> Inspection:
        """Raises ProctoringError; TimeoutError where the exam seats first and it takes too long.

        How long a worker will take is a guess: on a machine that others keep busy it is wrong.
        """
        engine = self._engine.behind if look.by == BY_CANDIDATE else self._engine.desk
        seats_first = look.rules.when_busy is WhenBusy.SEAT_FIRST
        async with asyncio.timeout(2 * self._defer_from_s if seats_first else None):
            return await asyncio.wrap_future(engine.inspect(content))

    async def compare_deferred(self, assignment: Assignment, deferred: ProbeDeferred) -> None:
        """The comparison that follows. Raises QueueFull: it can be tried again in a while."""
        look = await self._look(assignment, deferred.gate, deferred.by)
        probe = PhotoId(deferred.probe)
        content = await self._registry.photo_content(probe)
        try:
            if content is None:
                compared = self.comparer.referral(look, probe, "no_probe")
            else:
                inspection = await asyncio.wrap_future(self._engine.behind.inspect(content))
                if inspection.template is not None:
                    template = inspection.template
                    await self._registry.store_template(probe, inspection.engine, template)
                compared = await self.comparer.compare(look, probe, inspection)
                compared = with_live(compared, deferred.live, look.rules.live)
        except QueueFull:
            raise
        except PictureRefused:
            compared = self.comparer.referral(look, probe, "no_probe")
        except ProctoringError:
            compared = self.comparer.referral(look, probe, "engine_unavailable")
        await self._record(assignment, RecordComparison(compared, later=True))

    async def ask(self, attempt: str, gate: Gate) -> None:
        """The terminal begins to ask; from here on it costs the candidate time."""
        if self._wanted_now(attempt, gate) is not None:
            await self._admissions.handle(attempt, AskGate(self._terminal(attempt), gate))

    async def pass_by(self, assignment: Assignment, gate: Gate, why: str) -> None:
        """No picture from this terminal: skipped where that is allowed, else a person comes."""
        due = self._wanted_now(assignment.attempt, gate)
        if due is None:
            return
        if due.required:
            look = await self._look(assignment, gate, BY_CANDIDATE)
            reason: ReferralReason = "not_judged" if why == CANNOT_TURN else "no_camera"
            compared = self.comparer.referral(look, None, reason)
            await self._record(assignment, RecordComparison(compared))
            return
        asked_at = self._asked_at(assignment.attempt, gate)
        terminal = self._terminal(assignment.attempt)
        command = PassGateBy(terminal, gate, why, required=due.required)
        await self._admissions.handle(assignment.attempt, command)
        await self._give_back(assignment.attempt, asked_at)

    async def resume(self, attempt: str) -> None:
        """A person has admitted whom the exam's rule had made wait."""
        state = await self._attempts.state(attempt)
        if state.paused is not None and state.paused.by == BY_RULE:
            with suppress(CommandRefused):
                await self._attempts.handle(attempt, Resume(BY_RULE, ""))

    async def _record(self, assignment: Assignment, command: RecordComparison) -> None:
        attempt = assignment.attempt
        asked_at = self._asked_at(attempt, command.compared.gate)
        state = (await self._admissions.handle(attempt, command)).state
        await self._give_back(attempt, asked_at)
        await self._make_wait(assignment, state)

    async def make_wait(self, assignment: Assignment) -> None:
        """Where the exam says so, while something speaks against the candidate."""
        await self._make_wait(assignment, await self._admissions.state(assignment.attempt))

    async def _make_wait(self, assignment: Assignment, admission: Admission) -> None:
        rules = self._cabinet.known(assignment.sitting).exam.identity
        if rules.while_referred is WhileReferred.WAITS and admission.is_spoken_against:
            with suppress(CommandRefused):
                await self._attempts.handle(assignment.attempt, Pause(BY_RULE, WAIT_FOR_A_PERSON))

    def _asked_at(self, attempt: str, gate: Gate) -> datetime | None:
        admission = self._admissions.known(attempt)
        asked = admission.asked if admission else None
        return asked.at if asked is not None and asked.gate == gate else None

    async def _give_back(self, attempt: str, asked_at: datetime | None) -> None:
        if asked_at is not None:
            with suppress(CommandRefused):
                await self._attempts.handle(attempt, ReturnFromGate(asked_at))

    def _wanted_now(self, attempt: str, gate: Gate) -> Due | None:
        due = self.due(attempt)
        if due is None or due.gate != gate or due.at > self._clock.now():
            return None
        return due

    def _terminal(self, attempt: str) -> str:
        admission = self._admissions.known(attempt)
        return admission.terminal if admission else ""

    async def _look(self, assignment: Assignment, gate: Gate, by: str) -> Look:
        candidate = await self._registry.candidate(assignment.candidate)
        if candidate is None:
            raise NotInThisSitting(assignment.candidate)
        admission = await self._admissions.state(assignment.attempt)
        rules = self._cabinet.known(assignment.sitting).exam.identity
        return Look(candidate, admission, gate, by, rules)

    def _seat_first(self, look: Look) -> bool:
        """Whether a worker would be free too late for somebody who stands and waits."""
        if look.rules.when_busy is not WhenBusy.SEAT_FIRST:
            return False
        queue = self._engine.queue
        wait_s = queue.wait_behind_s() if look.by == BY_CANDIDATE else queue.wait_s()
        return wait_s > self._defer_from_s

    async def _defer(
        self, assignment: Assignment, look: Look, content: bytes, live: LiveCheck | None
    ) -> ProbeResult:
        probe = await self.comparer.keep(look.candidate, content)
        if probe is None:
            return await self._refer_unseen(assignment, look, content)
        asked_at = self._asked_at(assignment.attempt, look.gate)
        await self._admissions.handle(assignment.attempt, Defer(look.by, look.gate, probe, live))
        await self._give_back(assignment.attempt, asked_at)
        return ProbeResult((), None, None, deferred=True)

    async def _refer_unseen(
        self,
        assignment: Assignment,
        look: Look,
        content: bytes | None,
        reason: ReferralReason = "engine_unavailable",
    ) -> ProbeResult:
        """The engine is away, or full and the exam does not let anybody in before."""
        probe = None if content is None else await self.comparer.keep(look.candidate, content)
        compared = self.comparer.referral(look, probe, reason)
        await self._record(assignment, RecordComparison(compared))
        return ProbeResult((), None, compared)
