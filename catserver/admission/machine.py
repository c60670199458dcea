"""The rules of one candidate's way in: what may happen, and what is refused.

The machine has two words for a face: match, or referred. Neither turns anyone away. `refused` is
reached only through a person's decision with a reason, and a person can take it back. A person may
also refuse someone the machine matched, and admit someone no camera ever saw.

Behind the door there are more looks (`gates.py`). What they find is a referral beside the phase:
who sits goes on sitting until a person has decided. What each event changes is in `folding.py`,
who may have a PIN in `pin_rules.py`.
"""

from datetime import datetime
from typing import assert_never

import msgspec

from catserver.admission.commands import (
    AdmissionCommand,
    AskGate,
    ComeBack,
    Decide,
    Defer,
    GoOut,
    IssuePin,
    PassGateBy,
    RecordComparison,
    ReplaceReference,
    UsePin,
)
from catserver.admission.errors import AdmissionRefused
from catserver.admission.events import (
    AdmissionEvent,
    CameBack,
    Gate,
    GateAsked,
    GatePassedBy,
    ProbeCompared,
    ProbeDeferred,
    ReferenceReplaced,
    ReferralDecided,
    WentOut,
)
from catserver.admission.opinions import AskOpinion, GiveOpinion, OpinionAsked, OpinionGiven
from catserver.admission.pin_rules import issue, use
from catserver.admission.resemblance import ReportResemblance, is_news
from catserver.admission.same_picture import ReportSamePicture
from catserver.admission.state import SEATED_ONCE, Admission, AdmissionPhase

replace = msgspec.structs.replace


def decide(
    admission: Admission, command: AdmissionCommand, now: datetime
) -> tuple[AdmissionEvent, ...]:
    """What happens when `command` meets `admission`. Raises AdmissionRefused."""
    match command:
        case RecordComparison():
            if command.later and not _still_deferred(admission, command.compared):
                return ()
            return (replace(command.compared, at=now),)
        case Defer():
            return (ProbeDeferred(now, command.by, command.gate, command.probe, command.live),)
        case AskGate():
            if admission.asked is not None and admission.asked.gate == command.gate:
                return ()
            return (GateAsked(now, command.terminal, command.gate),)
        case PassGateBy():
            if command.required:
                raise AdmissionRefused("gate_required")
            return (GatePassedBy(now, command.terminal, command.gate, command.why),)
        case ReplaceReference():
            if not command.reason.strip():
                raise AdmissionRefused("reason_missing")
            return (ReferenceReplaced(now, command.by, command.reference, command.reason),)
        case Decide():
            if not command.reason_code.strip() and not command.reason.strip():
                raise AdmissionRefused("reason_missing")
            if _decided_meanwhile(admission, command):
                raise AdmissionRefused("decided_meanwhile")
            return (
                ReferralDecided(
                    now,
                    command.by,
                    command.decision,
                    command.reason_code,
                    command.reason,
                    _gate_decided(admission, command),
                ),
            )
        case IssuePin():
            return issue(admission, command, now)
        case UsePin():
            return use(admission, command, now)
        case GoOut():
            if admission.phase is AdmissionPhase.OUT:
                return ()
            if admission.phase is not AdmissionPhase.SEATED:
                raise AdmissionRefused("not_seated")
            return (WentOut(now, command.by, command.reason, command.last_seq),)
        case ComeBack():
            if admission.phase is AdmissionPhase.SEATED and admission.back_at is not None:
                return ()  # two at the door press at once
            if admission.phase is not AdmissionPhase.OUT:
                raise AdmissionRefused("not_out")
            return (CameBack(now, command.by, command.reason),)
        case ReportResemblance(found=found):
            decided = admission.decided is not None and admission.referral is None
            news = is_news(found, admission.resembles, decided=decided)
            return (replace(found, at=now),) if news else ()
        case ReportSamePicture(seen=seen):
            known = admission.seen_before
            is_new = known is None or known.probe != seen.probe
            return (replace(seen, at=now),) if is_new else ()
        case AskOpinion():
            if admission.referral is None:
                raise AdmissionRefused("not_referred")
            if admission.opinion_asked is not None:
                return ()
            return (OpinionAsked(now, command.by, command.question),)
        case GiveOpinion():
            return _give_opinion(admission, command, now)
        case _:
            assert_never(command)


def _give_opinion(
    admission: Admission, command: GiveOpinion, now: datetime
) -> tuple[AdmissionEvent, ...]:
    if admission.opinion_asked is None:
        raise AdmissionRefused("opinion_not_asked")
    if admission.opinion_asked.by == command.by:
        raise AdmissionRefused("opinion_own")
    return (OpinionGiven(now, command.by, command.says, command.words),)


def _still_deferred(admission: Admission, compared: ProbeCompared) -> bool:
    """Nobody has decided meanwhile, and no newer picture was compared."""
    return admission.deferred is not None and admission.deferred.probe == compared.probe


def _decided_meanwhile(admission: Admission, command: Decide) -> bool:
    """Somebody else was faster: their word stands until a person takes it back, having seen it."""
    seen_at, decided = command.referred_at, admission.decided
    if seen_at is None or decided is None or admission.referred_at == seen_at:
        return False
    return decided.at >= seen_at


def _gate_decided(admission: Admission, command: Decide) -> Gate:
    if admission.referral is not None:
        return admission.referral.gate
    if admission.deferred is not None:
        return admission.deferred.gate
    return command.gate if admission.phase in SEATED_ONCE else "arrival"
