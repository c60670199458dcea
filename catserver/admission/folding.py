"""What each event makes of one candidate's way in.

At the desk a comparison decides the phase until a person or a seat has; behind the door it leads to
a referral beside the phase at most. A referral that speaks against the person stays for a person.
"""

from datetime import datetime
from typing import assert_never

import msgspec

from catserver.admission.events import (
    AdmissionEvent,
    CameBack,
    Gate,
    GateAsked,
    GatePassedBy,
    PinIssued,
    PinUsed,
    ProbeCompared,
    ProbeDeferred,
    ReferenceReplaced,
    ReferralDecided,
    ReferralReason,
    SignInFailed,
    WentOut,
)
from catserver.admission.opinions import OpinionAsked, OpinionGiven
from catserver.admission.pin_rules import FAILURES_UNTIL_VOID
from catserver.admission.resemblance import FaceFoundElsewhere
from catserver.admission.same_picture import PictureSeenBefore
from catserver.admission.state import SEATED_ONCE, UNDECIDED, Admission, AdmissionPhase, Referral

replace = msgspec.structs.replace


def evolve(admission: Admission, event: AdmissionEvent) -> Admission:
    match event:
        case ProbeCompared():
            return _with_comparison(admission, event)
        case ProbeDeferred():
            return _with_deferral(admission, event)
        case GateAsked():
            return replace(admission, asked=event)
        case GatePassedBy():
            return _with_look(admission, event.gate, event.at)
        case ReferenceReplaced():
            return admission
        case ReferralDecided():
            return _with_decision(admission, event)
        case PinIssued():
            phase = admission.phase
            if phase in UNDECIDED - {AdmissionPhase.REFERRED}:
                phase = AdmissionPhase.ADMITTED
            return replace(
                admission,
                phase=phase,
                pin_hash=event.pin_hash,
                pin_issued_at=event.at,
                failures=0,
                failed_at=None,
                seated_at=None if event.purpose == "move" else admission.seated_at,
            )
        case PinUsed():
            return replace(
                admission,
                phase=AdmissionPhase.SEATED,
                pin_hash="",
                failures=0,
                failed_at=None,
                seated_at=event.at,
                terminal=event.terminal,
                out_at=None,
                # Whoever signs in elsewhere came back unmarked, and is looked at all the same.
                back_at=event.at if admission.phase is AdmissionPhase.OUT else admission.back_at,
            )
        case SignInFailed():
            failures = admission.failures + 1
            return replace(
                admission,
                failures=failures,
                failed_at=event.at,
                pin_hash="" if failures >= FAILURES_UNTIL_VOID else admission.pin_hash,
            )
        case WentOut():
            out = replace(admission, phase=AdmissionPhase.OUT, asked=None)
            return replace(out, out_at=event.at, out_seq=event.last_seq)
        case CameBack():
            return replace(admission, phase=AdmissionPhase.SEATED, out_at=None, back_at=event.at)
        case FaceFoundElsewhere():
            return _with_resemblance(admission, event)
        case PictureSeenBefore():
            return _with_earlier_picture(admission, event)
        case OpinionAsked():
            return replace(admission, opinion_asked=event, opinions=())
        case OpinionGiven():
            others = tuple(each for each in admission.opinions if each.by != event.by)
            return replace(admission, opinions=(*others, event))
        case _:
            assert_never(event)


def _with_resemblance(admission: Admission, event: FaceFoundElsewhere) -> Admission:
    """A referral like any other; beside the phase of who is through the door already."""
    found = replace(admission, resembles=event)
    before = admission.referral
    if admission.phase is AdmissionPhase.REFUSED or (before and not before.technical):
        return found
    undecided = admission.phase in UNDECIDED
    return replace(
        found,
        phase=AdmissionPhase.REFERRED if undecided else admission.phase,
        referral=Referral("arrival", "same_face", before.at if before else event.at),
    )


def _with_earlier_picture(admission: Admission, event: PictureSeenBefore) -> Admission:
    """As with two names; and a copy that the machine vouched for is no witness any more."""
    seen = replace(admission, seen_before=event)
    if event.probe == admission.today_photo and admission.vouched == "machine":
        seen = replace(seen, vouched="nobody")
    before = admission.referral
    if admission.phase is AdmissionPhase.REFUSED or (before and not before.technical):
        return seen
    at_the_desk = event.gate == "arrival" and admission.phase in UNDECIDED
    return replace(
        seen,
        phase=AdmissionPhase.REFERRED if at_the_desk else admission.phase,
        referral=Referral(event.gate, "same_picture", before.at if before else event.at),
    )


def _with_comparison(admission: Admission, event: ProbeCompared) -> Admission:
    """At the desk it decides the phase until a person or a seat has; behind it, it refers only."""
    deferred = admission.deferred
    was_deferred = deferred is not None and deferred.probe == event.probe
    compared = replace(
        _with_look(admission, event.gate, event.at),
        comparisons=admission.comparisons + 1,
        deferred=None if deferred is not None and deferred.gate == event.gate else deferred,
    )
    if event.gate != "arrival":
        compared = replace(compared, looks={**admission.looks, event.gate: event})
        return _with_referral(compared, event)
    compared = _with_today(replace(compared, compared=event), event)
    if admission.phase in UNDECIDED:
        kept = _kept_at_the_desk(admission)
        matched = event.outcome == "match"
        referral = kept or (None if matched else _referral(admission, event))
        referred = not matched or (kept is not None and kept.gate == "arrival")
        phase = AdmissionPhase.REFERRED if referred else AdmissionPhase.MATCHED
        return replace(compared, phase=phase, referral=referral)
    return _with_referral(compared, event) if was_deferred else compared


def _kept_at_the_desk(admission: Admission) -> Referral | None:
    """A referral that the desk's next picture does not settle: of another gate, or of two names."""
    referral = admission.referral
    if referral is None or referral.technical:
        return None
    return referral if referral.gate != "arrival" or referral.reason == "same_face" else None


def _with_today(admission: Admission, event: ProbeCompared) -> Admission:
    """Today's photo, once there is one to trust, gives way only to one that matches itself."""
    if event.outcome == "match":
        return replace(admission, today_photo=event.probe, vouched="machine")
    if admission.vouched == "nobody" or admission.phase in UNDECIDED:
        return replace(admission, today_photo=event.probe, vouched="nobody")
    return admission


def _with_referral(admission: Admission, event: ProbeCompared) -> Admission:
    """A referral that speaks against the person stays for a person; the rest is settled."""
    before = admission.referral
    if admission.phase is AdmissionPhase.REFUSED or (before and not before.technical):
        return admission
    if event.outcome == "referred":
        return replace(admission, referral=_referral(admission, event))
    settled = before is None or before.gate == event.gate
    return replace(admission, referral=None) if settled else admission


def _referral(admission: Admission, event: ProbeCompared) -> Referral:
    """Who waits already keeps their place in the line."""
    waiting = admission.referral
    reason: ReferralReason = event.reason or "non_match"
    return Referral(event.gate, reason, waiting.at if waiting else event.at)


def _with_deferral(admission: Admission, event: ProbeDeferred) -> Admission:
    deferred = replace(_with_look(admission, event.gate, event.at), deferred=event)
    if event.gate == "arrival" and admission.phase in UNDECIDED:
        kept = _kept_at_the_desk(admission)
        if kept is None or kept.gate != "arrival":
            return replace(deferred, phase=AdmissionPhase.DEFERRED, referral=kept)
    return deferred


def _with_look(admission: Admission, gate: Gate, at: datetime) -> Admission:
    asked = admission.asked
    return replace(
        admission,
        looked={**admission.looked, gate: at},
        asked=None if asked is not None and asked.gate == gate else asked,
    )


def _with_decision(admission: Admission, event: ReferralDecided) -> Admission:
    looked = replace(
        _with_look(admission, event.gate, event.at),
        decided=event,
        referral=None,
        deferred=None,
        opinion_asked=None,
    )
    if event.decision == "refuse":
        return replace(looked, phase=AdmissionPhase.REFUSED, pin_hash="", seated_at=None)
    accepted = _accepted_photo(admission, event.gate)
    return replace(
        looked,
        phase=admission.phase if admission.phase in SEATED_ONCE else AdmissionPhase.ADMITTED,
        today_photo=accepted or admission.today_photo,
        vouched="person" if accepted else admission.vouched,
        admitted={**admission.admitted, event.gate: event.at},
    )


def _accepted_photo(admission: Admission, gate: Gate) -> str | None:
    """The face that a person has looked at and said: this is the candidate."""
    if gate == "arrival":
        return admission.today_photo
    referral, look = admission.referral, admission.looks.get(gate)
    return look.probe if referral and not referral.technical and look else None
