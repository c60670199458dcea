"""The rules of one candidate's way in.

The machine has two words for a face: match, or referred. Neither turns anyone away. `refused` is
reached only through a person's decision with a reason, and a person can take it back. A person may
also refuse someone the machine matched, and admit someone no camera ever saw.

A PIN is issued to a matched or admitted candidate, is worth one sign-in, and is replaced by the
next one issued. Wrong PINs slow further tries down, then void the PIN: the candidate goes to the
desk, not home.

Behind the door there are more looks (`gates.py`). What they find is a referral beside the phase:
who sits goes on sitting until a person has decided.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Literal, assert_never

import msgspec

from catserver.admission.events import (
    AdmissionEvent,
    CameBack,
    Decision,
    Gate,
    GateAsked,
    GatePassedBy,
    LiveCheck,
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
from catserver.admission.gates import TECHNICAL, Looked, Vouched
from catserver.admission.opinions import AskOpinion, GiveOpinion, OpinionAsked, OpinionGiven
from catserver.admission.resemblance import FaceFoundElsewhere, ReportResemblance, is_news

replace = msgspec.structs.replace

FAILURES_BEFORE_WAIT = 3
"""Wrong PINs that cost nothing: a slip of the finger on a strange keyboard."""
FAILURES_UNTIL_VOID = 10
"""Ten guesses at six digits succeed once in 100,000; after them the PIN is void."""
WAIT_PER_FAILURE = timedelta(seconds=5)
WAIT_MAX = timedelta(minutes=1)


class AdmissionPhase(Enum):
    """Where a candidate's way in stands."""

    EXPECTED = "expected"
    """On the roster, not seen."""
    DEFERRED = "deferred"
    """Photographed at the desk; the comparison follows when the queue allows."""
    MATCHED = "matched"
    """The engine found the arrival photo like the registration photo."""
    REFERRED = "referred"
    """A person must look."""
    ADMITTED = "admitted"
    """Let in; a PIN can be or has been issued."""
    REFUSED = "refused"
    """Turned away by a person, with a reason."""
    SEATED = "seated"
    """Signed in at a terminal."""
    OUT = "out"
    """Left the room for a moment."""


SEATED_ONCE = frozenset({AdmissionPhase.SEATED, AdmissionPhase.OUT})
UNDECIDED = frozenset(
    {
        AdmissionPhase.EXPECTED,
        AdmissionPhase.DEFERRED,
        AdmissionPhase.MATCHED,
        AdmissionPhase.REFERRED,
    }
)
"""Neither a person's word nor a PIN yet: the desk's next picture still decides the phase."""


class AdmissionRefused(Exception):
    """The admission's no; `code` is what a page turns into a sentence."""

    def __init__(
        self,
        code: Literal[
            "not_admitted",
            "pin_closed",
            "pin_absent",
            "pin_void",
            "too_many_tries",
            "not_seated",
            "not_out",
            "already_seated",
            "gate_required",
            "reason_missing",
            "not_referred",
            "opinion_not_asked",
            "opinion_own",
        ],
        retry_at: datetime | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.retry_at = retry_at


class RecordComparison(msgspec.Struct, frozen=True):
    """A comparison was made (or failed to be). The event is complete but for its instant.

    `later` is of a picture that was deferred: it counts only while nothing newer has taken over.
    """

    compared: ProbeCompared
    later: bool = False


class Defer(msgspec.Struct, frozen=True):
    """The queue is long: the picture is kept, the comparison follows."""

    by: str
    gate: Gate
    probe: str
    live: LiveCheck | None = None


class AskGate(msgspec.Struct, frozen=True):
    """The terminal shows that it wants to see its candidate."""

    terminal: str
    gate: Gate


class PassGateBy(msgspec.Struct, frozen=True):
    """Allowed where the gate is optional; for a required one the shell records a referral."""

    terminal: str
    gate: Gate
    why: str
    required: bool


class ReplaceReference(msgspec.Struct, frozen=True):
    """`reference` names a photo that the registry has already."""

    by: str
    reference: str
    reason: str


class Decide(msgspec.Struct, frozen=True):
    """`gate` is the look that is due; a referral that is open comes before it."""

    by: str
    decision: Decision
    reason_code: str
    reason: str
    gate: Gate = "arrival"


class IssuePin(msgspec.Struct, frozen=True):
    """`closes_at` is the sitting's last instant for arrivals; a move has none.

    `gate_required` is the exam's word: without it, nobody needs to be matched or admitted first.
    `while_deferred` is too: whose comparison is still to come may have a PIN meanwhile.
    """

    by: str
    purpose: Literal["arrival", "move"]
    pin_hash: str
    closes_at: datetime | None
    gate_required: bool = True
    while_deferred: bool = False


class UsePin(msgspec.Struct, frozen=True):
    """`pin_hash` is the keyed hash of what was typed."""

    terminal: str
    pin_hash: str


class GoOut(msgspec.Struct, frozen=True):
    by: str
    reason: str


class ComeBack(msgspec.Struct, frozen=True):
    by: str
    reason: str


AdmissionCommand = (
    RecordComparison
    | Defer
    | AskGate
    | PassGateBy
    | ReplaceReference
    | Decide
    | IssuePin
    | UsePin
    | GoOut
    | ComeBack
    | ReportResemblance
    | AskOpinion
    | GiveOpinion
)


class Referral(msgspec.Struct, frozen=True):
    """A person has to look, since `at`."""

    gate: Gate
    reason: ReferralReason
    at: datetime

    @property
    def technical(self) -> bool:
        """Nothing was seen that speaks against the person."""
        return self.reason in TECHNICAL


class Admission(msgspec.Struct, frozen=True):
    """One candidate's way in, as folded so far.

    `pin_hash` is empty when no PIN is good. `seated_at` names the sign-in whose terminal may act;
    a move takes it away before the next terminal signs in.

    `compared` is the newest comparison at the desk, `looks` holds the newest of each gate behind
    it. `today_photo` is what later looks are compared with besides the registration photo,
    `vouched` who let it stand: the desk's, until a person has accepted a later one. `looked` says
    when each gate was last compared, decided or passed by.
    """

    id: str
    phase: AdmissionPhase = AdmissionPhase.EXPECTED
    compared: ProbeCompared | None = None
    comparisons: int = 0
    referral: Referral | None = None
    deferred: ProbeDeferred | None = None
    today_photo: str | None = None
    vouched: Vouched = "nobody"
    looks: Mapping[Gate, ProbeCompared] = {}
    looked: Mapping[Gate, datetime] = {}
    asked: GateAsked | None = None
    back_at: datetime | None = None
    decided: ReferralDecided | None = None
    resembles: FaceFoundElsewhere | None = None
    opinion_asked: OpinionAsked | None = None
    opinions: tuple[OpinionGiven, ...] = ()
    pin_hash: str = ""
    pin_issued_at: datetime | None = None
    failures: int = 0
    failed_at: datetime | None = None
    seated_at: datetime | None = None
    terminal: str = ""

    @property
    def referred_at(self) -> datetime | None:
        """Since when a person has to look; None where nobody has to."""
        return self.referral.at if self.referral else None

    @property
    def seen(self) -> Looked:
        """What the gates go by. Who is out, or waits for a decision, is not asked."""
        asks = self.phase is AdmissionPhase.SEATED and self.referral is None
        waits = self.deferred is not None and self.deferred.gate != "arrival"
        seated_at = self.seated_at if asks and not waits else None
        return Looked(seated_at, self.back_at, self.looked)


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
            return _issue(admission, command, now)
        case UsePin():
            return _use(admission, command, now)
        case GoOut():
            if admission.phase is AdmissionPhase.OUT:
                return ()
            if admission.phase is not AdmissionPhase.SEATED:
                raise AdmissionRefused("not_seated")
            return (WentOut(now, command.by, command.reason),)
        case ComeBack():
            if admission.phase is not AdmissionPhase.OUT:
                raise AdmissionRefused("not_out")
            return (CameBack(now, command.by, command.reason),)
        case ReportResemblance(found=found):
            decided = admission.decided is not None and admission.referral is None
            news = is_news(found, admission.resembles, decided=decided)
            return (replace(found, at=now),) if news else ()
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


def _gate_decided(admission: Admission, command: Decide) -> Gate:
    if admission.referral is not None:
        return admission.referral.gate
    if admission.deferred is not None:
        return admission.deferred.gate
    return command.gate if admission.phase in SEATED_ONCE else "arrival"


def _issue(admission: Admission, command: IssuePin, now: datetime) -> tuple[AdmissionEvent, ...]:
    if command.purpose == "arrival" and admission.phase is AdmissionPhase.SEATED:
        raise AdmissionRefused("already_seated")
    if command.purpose == "move" and admission.phase not in SEATED_ONCE:
        raise AdmissionRefused("not_seated")  # or a move would issue PINs after their close
    admissible = admission.phase in {
        AdmissionPhase.MATCHED,
        AdmissionPhase.ADMITTED,
        *SEATED_ONCE,
    }
    unseen = admission.phase is AdmissionPhase.EXPECTED and not command.gate_required
    later = admission.phase is AdmissionPhase.DEFERRED and command.while_deferred
    if not admissible and not unseen and not later:
        raise AdmissionRefused("not_admitted")
    if command.closes_at is not None and now > command.closes_at:
        raise AdmissionRefused("pin_closed")
    return (PinIssued(now, command.by, command.purpose, command.pin_hash),)


def _use(admission: Admission, command: UsePin, now: datetime) -> tuple[AdmissionEvent, ...]:
    retry_at = retry_allowed_at(admission)
    if admission.failures >= FAILURES_UNTIL_VOID:
        raise AdmissionRefused("pin_void")
    if retry_at is not None and now < retry_at:
        raise AdmissionRefused("too_many_tries", retry_at)
    if not admission.pin_hash:
        raise AdmissionRefused("pin_absent")
    if command.pin_hash != admission.pin_hash:
        return (SignInFailed(now, command.terminal),)
    return (PinUsed(now, command.terminal),)


def retry_allowed_at(admission: Admission) -> datetime | None:
    """When the next PIN may be tried; None means now."""
    if admission.failed_at is None or admission.failures < FAILURES_BEFORE_WAIT:
        return None
    wait: timedelta = WAIT_PER_FAILURE * 2 ** (admission.failures - FAILURES_BEFORE_WAIT)
    return admission.failed_at + min(wait, WAIT_MAX)


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
            return replace(admission, phase=AdmissionPhase.OUT, asked=None)
        case CameBack():
            return replace(admission, phase=AdmissionPhase.SEATED, back_at=event.at)
        case FaceFoundElsewhere():
            return _with_resemblance(admission, event)
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
    )


def _accepted_photo(admission: Admission, gate: Gate) -> str | None:
    """The face that a person has looked at and said: this is the candidate."""
    if gate == "arrival":
        return admission.today_photo
    referral, look = admission.referral, admission.looks.get(gate)
    return look.probe if referral and not referral.technical and look else None
