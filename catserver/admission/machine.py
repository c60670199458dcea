"""The rules of one candidate's way in.

The machine has two words for a face: match, or referred. Neither turns anyone away. `refused` is
reached only through a person's decision with a reason, and a person can take it back. A person may
also refuse someone the machine matched, and admit someone no camera ever saw.

A PIN is issued to a matched or admitted candidate, is worth one sign-in, and is replaced by the
next one issued. Wrong PINs slow further tries down, then void the PIN: the candidate goes to the
desk, not home.
"""

from datetime import datetime, timedelta
from enum import Enum
from typing import Literal, assert_never

import msgspec

from catserver.admission.events import (
    AdmissionEvent,
    CameBack,
    Decision,
    PinIssued,
    PinUsed,
    ProbeCompared,
    ReferenceReplaced,
    ReferralDecided,
    SignInFailed,
    WentOut,
)

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
            "reason_missing",
        ],
        retry_at: datetime | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.retry_at = retry_at


class RecordComparison(msgspec.Struct, frozen=True):
    """A comparison was made (or failed to be). The event is complete but for its instant."""

    compared: ProbeCompared


class ReplaceReference(msgspec.Struct, frozen=True):
    """`reference` names a photo that the registry has already."""

    by: str
    reference: str
    reason: str


class Decide(msgspec.Struct, frozen=True):
    by: str
    decision: Decision
    reason_code: str
    reason: str


class IssuePin(msgspec.Struct, frozen=True):
    """`closes_at` is the sitting's last instant for arrivals; a move has none.

    `gate_required` is the exam's word: without it, nobody needs to be matched or admitted first.
    """

    by: str
    purpose: Literal["arrival", "move"]
    pin_hash: str
    closes_at: datetime | None
    gate_required: bool = True


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
    RecordComparison | ReplaceReference | Decide | IssuePin | UsePin | GoOut | ComeBack
)


class Admission(msgspec.Struct, frozen=True):
    """One candidate's way in, as folded so far.

    `pin_hash` is empty when no PIN is good. `seated_at` names the sign-in whose terminal may act;
    a move takes it away before the next terminal signs in.
    """

    id: str
    phase: AdmissionPhase = AdmissionPhase.EXPECTED
    compared: ProbeCompared | None = None
    comparisons: int = 0
    referred_at: datetime | None = None
    decided: ReferralDecided | None = None
    pin_hash: str = ""
    pin_issued_at: datetime | None = None
    failures: int = 0
    failed_at: datetime | None = None
    seated_at: datetime | None = None
    terminal: str = ""


def decide(
    admission: Admission, command: AdmissionCommand, now: datetime
) -> tuple[AdmissionEvent, ...]:
    """What happens when `command` meets `admission`. Raises AdmissionRefused."""
    match command:
        case RecordComparison():
            return (replace(command.compared, at=now),)
        case ReplaceReference():
            if not command.reason.strip():
                raise AdmissionRefused("reason_missing")
            return (ReferenceReplaced(now, command.by, command.reference, command.reason),)
        case Decide():
            if not command.reason_code.strip() and not command.reason.strip():
                raise AdmissionRefused("reason_missing")
            return (
                ReferralDecided(
                    now, command.by, command.decision, command.reason_code, command.reason
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
        case _:
            assert_never(command)


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
    if not admissible and not unseen:
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
        case ReferenceReplaced():
            return admission
        case ReferralDecided():
            admitted = event.decision == "admit"
            phase = AdmissionPhase.ADMITTED if admitted else AdmissionPhase.REFUSED
            return replace(
                admission,
                phase=admission.phase if admitted and admission.phase in SEATED_ONCE else phase,
                decided=event,
                referred_at=None,
                pin_hash=admission.pin_hash if admitted else "",
                seated_at=admission.seated_at if admitted else None,
            )
        case PinIssued():
            phase = admission.phase
            if phase in {AdmissionPhase.EXPECTED, AdmissionPhase.MATCHED}:
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
            return replace(admission, phase=AdmissionPhase.OUT)
        case CameBack():
            return replace(admission, phase=AdmissionPhase.SEATED)
        case _:
            assert_never(event)


def _with_comparison(admission: Admission, event: ProbeCompared) -> Admission:
    """A comparison at the arrival gate decides the phase until a person or a seat has."""
    phase = admission.phase
    referred_at = admission.referred_at
    if phase in {AdmissionPhase.EXPECTED, AdmissionPhase.MATCHED, AdmissionPhase.REFERRED}:
        if event.outcome == "match":
            phase, referred_at = AdmissionPhase.MATCHED, None
        else:
            phase, referred_at = AdmissionPhase.REFERRED, referred_at or event.at
    return replace(
        admission,
        phase=phase,
        compared=event,
        comparisons=admission.comparisons + 1,
        referred_at=referred_at,
    )
