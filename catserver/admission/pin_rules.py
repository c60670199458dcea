"""Who may have a PIN, what it is worth, and what wrong ones cost.

A PIN is issued to a matched or admitted candidate, is worth one sign-in, and is replaced by the
next one issued. Wrong PINs slow further tries down, then void the PIN: the candidate goes to the
desk, not home.
"""

from datetime import datetime, timedelta

from catserver.admission.commands import IssuePin, UsePin
from catserver.admission.errors import AdmissionRefused
from catserver.admission.events import AdmissionEvent, PinIssued, PinUsed, SignInFailed
from catserver.admission.state import SEATED_ONCE, Admission, AdmissionPhase

FAILURES_BEFORE_WAIT = 3
"""Wrong PINs that cost nothing: a slip of the finger on a strange keyboard."""
FAILURES_UNTIL_VOID = 10
"""Ten guesses at six digits succeed once in 100,000; after them the PIN is void."""
WAIT_PER_FAILURE = timedelta(seconds=5)
WAIT_MAX = timedelta(minutes=1)


def issue(admission: Admission, command: IssuePin, now: datetime) -> tuple[AdmissionEvent, ...]:
    if command.purpose == "arrival" and admission.phase in SEATED_ONCE:
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


def use(admission: Admission, command: UsePin, now: datetime) -> tuple[AdmissionEvent, ...]:
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
