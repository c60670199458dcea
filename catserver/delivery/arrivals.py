"""The desk at the door: a photo inspected, compared, recorded; a decision; a PIN.

The engine works in other processes behind a bounded queue. Whatever goes wrong there becomes a
referral: the line goes on and a person looks.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Protocol

from catserver.admission.events import Decision, ProbeCompared, ReferralReason
from catserver.admission.machine import (
    Admission,
    Decide,
    IssuePin,
    RecordComparison,
    ReplaceReference,
)
from catserver.delivery.clock import Clock
from catserver.delivery.machines import AdmissionDesk
from catserver.delivery.material import Cabinet
from catserver.delivery.pins import Secrets
from catserver.delivery.registry import (
    Candidate,
    Photo,
    PhotoId,
    PhotoKind,
    Registry,
    RosterEntry,
)
from catserver.delivery.sittings import Sittings
from catserver.sitting.machine import SittingPhase
from proctoring.engine import EngineName, Template, dissimilarity
from proctoring.errors import PictureRefused, ProctoringError
from proctoring.quality import Finding, FindingCode
from proctoring.verification import Match, ThresholdPolicy, outcome
from question_bank.exam import GatePolicy, IdentityRules

FACE_ABSENT = {FindingCode.NO_FACE, FindingCode.SEVERAL_FACES}


class FaceBox(Protocol):
    """In shares of the picture, 0 to 1."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...


class Inspection(Protocol):
    @property
    def engine(self) -> EngineName: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...
    @property
    def face(self) -> FaceBox | None: ...
    @property
    def template(self) -> bytes | None: ...


class Inspector(Protocol):
    """The worker processes.

    Both raise proctoring.errors.PoolError at once when they are full; the future raises
    PictureRefused for what is no picture.
    """

    def inspect(self, content: bytes) -> Future[Inspection]: ...
    def hints(self, content: bytes) -> Future[Inspection]: ...


class NotInThisSitting(Exception):
    """The number is not assigned to this sitting."""


class SittingNotOpen(Exception):
    """Nobody arrives before the committee opened the sitting, or after it closed."""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """`compared` is None when the photo should be taken again; then nothing was recorded."""

    findings: tuple[Finding, ...]
    face: FaceBox | None
    compared: ProbeCompared | None


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
        inspector: Inspector,
        secrets_: Secrets,
        clock: Clock,
    ) -> None:
        self._registry = registry
        self._cabinet = cabinet
        self._sittings = sittings
        self._desk = desk
        self._inspector = inspector
        self._secrets = secrets_
        self._clock = clock

    async def hints(self, content: bytes) -> Inspection:
        """What is wrong with the live picture; nothing is kept. Raises ProctoringError."""
        return await asyncio.wrap_future(self._inspector.hints(content))

    async def probe(
        self, sitting_id: str, number: str, content: bytes, by: str, *, accept: bool
    ) -> ProbeResult:
        """Inspect and compare an arrival photo, and record the outcome.

        A poor photo is sent back to be taken again, unless `accept`: then it is kept and referred
        or compared as it is. Raises PictureRefused, NotInThisSitting, SittingNotOpen.
        """
        attempt = self._attempt(sitting_id, number)
        rules = self._cabinet.known(sitting_id).exam.identity
        try:
            inspection = await asyncio.wrap_future(self._inspector.inspect(content))
        except PictureRefused:
            raise
        except ProctoringError:
            return await self._refer_unseen(attempt, number, content, by, rules)
        if inspection.findings and not accept:
            return ProbeResult(inspection.findings, inspection.face, None)
        candidate = await self._candidate(number)
        probe = await self._keep(number, content)
        if inspection.template is not None:
            await self._registry.store_template(probe, inspection.engine, inspection.template)
        compared = await self._compare(candidate, probe, inspection, by, rules)
        await self._desk.handle(attempt, RecordComparison(compared))
        return ProbeResult(inspection.findings, inspection.face, compared)

    async def replace_reference(
        self, sitting_id: str, number: str, content: bytes, by: str, reason: str
    ) -> tuple[Finding, ...]:
        """Give a candidate another registration photo, unless it has findings: then they come back.

        Raises PictureRefused, PoolError, AdmissionRefused, NotInThisSitting, SittingNotOpen.
        """
        attempt = self._attempt(sitting_id, number)
        inspection = await asyncio.wrap_future(self._inspector.inspect(content))
        if inspection.findings:
            return inspection.findings
        candidate = await self._candidate(number)
        photo = self._photo(candidate, content, PhotoKind.REGISTRATION)
        await self._registry.load_roster([RosterEntry(candidate, photo, content)])
        if inspection.template is not None:
            await self._registry.store_template(photo.id, inspection.engine, inspection.template)
        await self._desk.handle(attempt, ReplaceReference(by, photo.id, reason))
        return ()

    async def decide(
        self, sitting_id: str, number: str, by: str, decision: Decision, code: str, reason: str
    ) -> Admission:
        """A person's word on a candidate. Raises AdmissionRefused (reason_missing)."""
        attempt = self._attempt(sitting_id, number)
        handled = await self._desk.handle(attempt, Decide(by, decision, code, reason))
        return handled.state

    async def issue_pin(self, sitting_id: str, number: str, by: str) -> IssuedPin:
        """A PIN, told once. Raises AdmissionRefused (not_admitted, pin_closed, already_seated)."""
        attempt = self._attempt(sitting_id, number)
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
            ),
        )
        return IssuedPin(pin, closes_at)

    async def move(self, sitting_id: str, number: str, by: str) -> IssuedPin:
        """A PIN for another terminal; the one in use is no longer good. Raises AdmissionRefused."""
        attempt = self._attempt(sitting_id, number)
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

    def _attempt(self, sitting_id: str, number: str) -> str:
        state = self._sittings.state(sitting_id)
        if state is None or state.phase not in {SittingPhase.OPEN, SittingPhase.RUNNING}:
            raise SittingNotOpen(sitting_id)
        assignment = self._sittings.assignments(sitting_id).get(number)
        if assignment is None:
            raise NotInThisSitting(number)
        return assignment.attempt

    async def _candidate(self, number: str) -> Candidate:
        candidate = await self._registry.candidate(number)
        if candidate is None:
            raise NotInThisSitting(number)
        return candidate

    async def _keep(self, number: str, content: bytes) -> PhotoId:
        photo = self._photo(await self._candidate(number), content, PhotoKind.ARRIVAL)
        await self._registry.add_photo(photo, content)
        return photo.id

    def _photo(self, candidate: Candidate, content: bytes, kind: PhotoKind) -> Photo:
        return Photo(
            PhotoId(token_urlsafe(18)),
            kind,
            candidate.number,
            sha256(content).hexdigest(),
            media_type(content),
            self._clock.now(),
        )

    async def _refer_unseen(
        self, attempt: str, number: str, content: bytes, by: str, rules: IdentityRules
    ) -> ProbeResult:
        """The engine is away or full: seat first, look with human eyes."""
        probe = await self._keep(number, content)
        candidate = await self._candidate(number)
        compared = self._referral(
            by, probe, candidate.reference_photo, rules, "engine_unavailable", ()
        )
        await self._desk.handle(attempt, RecordComparison(compared))
        return ProbeResult((), None, compared)

    async def _compare(
        self,
        candidate: Candidate,
        probe: PhotoId,
        inspection: Inspection,
        by: str,
        rules: IdentityRules,
    ) -> ProbeCompared:
        codes = {finding.code for finding in inspection.findings}
        if inspection.template is None or codes & FACE_ABSENT:
            return self._referral(
                by, probe, candidate.reference_photo, rules, "no_probe", inspection.findings
            )
        reference = await self._reference_template(candidate, inspection.engine)
        if reference is None:
            return self._referral(
                by, probe, candidate.reference_photo, rules, "no_reference", inspection.findings
            )
        distance = dissimilarity(
            Template(inspection.engine, inspection.template), Template(inspection.engine, reference)
        )
        policy = ThresholdPolicy(rules.match_at_most, rules.strong_non_match_from)
        matched = isinstance(outcome(distance, policy), Match)
        return ProbeCompared(
            at=self._clock.now(),
            by=by,
            gate="arrival",
            probe=probe,
            reference=candidate.reference_photo,
            engine=inspection.engine,
            outcome="match" if matched else "referred",
            reason=None if matched else "non_match",
            dissimilarity=round(distance, 4),
            match_at_most=rules.match_at_most,
            strong_non_match_from=rules.strong_non_match_from,
            findings=_codes(inspection.findings),
        )

    async def _reference_template(self, candidate: Candidate, engine: str) -> bytes | None:
        """The registration photo's template, made once and kept."""
        photo = candidate.reference_photo
        if photo is None:
            return None
        template = await self._registry.template(photo, engine)
        if template is not None:
            return template
        content = await self._registry.photo_content(photo)
        if content is None:
            return None
        try:
            inspection = await asyncio.wrap_future(self._inspector.inspect(content))
        except ProctoringError:
            return None
        if inspection.template is not None:
            await self._registry.store_template(photo, inspection.engine, inspection.template)
        return inspection.template

    def _referral(
        self,
        by: str,
        probe: PhotoId,
        reference: PhotoId | None,
        rules: IdentityRules,
        reason: ReferralReason,
        findings: Sequence[Finding],
    ) -> ProbeCompared:
        return ProbeCompared(
            at=self._clock.now(),
            by=by,
            gate="arrival",
            probe=probe,
            reference=reference,
            engine=rules.engine,
            outcome="referred",
            reason=reason,
            dissimilarity=None,
            match_at_most=rules.match_at_most,
            strong_non_match_from=rules.strong_non_match_from,
            findings=_codes(findings),
        )


def _codes(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(finding.code.value for finding in findings)


def media_type(content: bytes) -> str:
    """By the first bytes; what is stored was decoded before, so one of three."""
    if content.startswith(b"\x89PNG"):
        return "image/png"
    if content[8:12] == b"WEBP":
        return "image/webp"
    return "image/jpeg"
