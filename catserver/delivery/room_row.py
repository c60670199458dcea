"""What a proctor sees of one candidate: a row of plain values, made from the folds of their day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from catserver.admission.events import LiveCheck, ProbeCompared
from catserver.admission.state import Admission
from catserver.attempt.events import AttemptFinished
from catserver.attempt.state import Attempt, Phase
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
    SeenBeforeView,
    rarity_view,
    resemblances_view,
    second_opinion_view,
    seen_before_view,
)
from catserver.delivery.registry import Assignment, Candidate
from question_bank.exam import IdentityRules


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
    seen_before: SeenBeforeView | None = None
    out_at: datetime | None = None
    answers_while_out: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """One candidate in one sitting, as folded so far."""

    assignment: Assignment
    candidate: Candidate
    admission: Admission
    attempt: Attempt


def room_row(
    person: Person,
    identity: IdentityRules,
    now: datetime,
    name_of: Callable[[str], str],
    *,
    total: float | None,
    version: int,
) -> RoomRow:
    """`name_of` a number is empty for somebody in a room that nobody looked at."""
    candidate, admission, attempt = person.candidate, person.admission, person.attempt
    remaining = attempt.remaining_at(now) if attempt.phase is Phase.PAUSED else None
    shown = shown_comparison(admission)
    return RoomRow(
        number=candidate.number,
        name=candidate.name,
        formation=candidate.formation,
        category=candidate.category,
        accommodation=candidate.accommodation,
        birth_date=candidate.birth_date.isoformat() if candidate.birth_date else None,
        seat=person.assignment.seat or candidate.seat,
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
        finished=_finished(attempt.finished),
        total=total,
        incidents=attempt.incidents,
        version=version,
        referral=referral_view(admission),
        due=due_view(wanted(admission, attempt, identity)),
        gates=gate_views(admission),
        resembles=resemblances_view(admission, name_of, photo_url),
        opinion=second_opinion_view(admission),
        seen_before=seen_before_view(admission, name_of, photo_url),
        out_at=admission.out_at,
        answers_while_out=_answers_while_out(admission, attempt),
    )


def _answers_while_out(admission: Admission, attempt: Attempt) -> bool:
    """Somebody forgot to mark them back, or somebody else sits there."""
    out_seq = admission.out_seq if admission.out_at is not None else None
    return out_seq is not None and attempt.last_seq > out_seq


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
