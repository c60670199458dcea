"""What the room sees of the gates: which look is wanted of a candidate, and how each one went."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from catserver.admission.events import Gate, ProbeCompared
from catserver.admission.gates import Due, GateRules, due
from catserver.admission.state import Admission
from catserver.attempt.state import Attempt, Phase
from question_bank.exam import IdentityRules


class GateView(msgspec.Struct, frozen=True):
    """One gate behind the desk.

    `state` is `match`, `referred`, `admitted`, `refused`, `deferred` or `passed_by`.
    """

    state: str
    at: datetime


class DueView(msgspec.Struct, frozen=True):
    """Wanted from `due_at` on, which may lie ahead."""

    gate: str
    due_at: datetime
    required: bool


class ReferralView(msgspec.Struct, frozen=True):
    """A person has to look; `at` is since when."""

    gate: str
    reason: str
    at: datetime


def gate_rules(identity: IdentityRules) -> GateRules:
    return GateRules(identity.seat.value, identity.return_.value, identity.presence_every)


def wanted(admission: Admission, attempt: Attempt | None, identity: IdentityRules) -> Due | None:
    """The look that is wanted of who sits; after the end nobody is looked at."""
    if attempt is not None and attempt.phase is Phase.FINISHED:
        return None
    running = attempt is not None and attempt.phase is Phase.RUNNING
    started_at = attempt.started_at if attempt is not None and running else None
    return due(admission.seen, gate_rules(identity), started_at)


def due_view(due: Due | None) -> DueView | None:
    return DueView(due.gate, due.at, due.required) if due else None


def referral_view(admission: Admission) -> ReferralView | None:
    referral = admission.referral
    return ReferralView(referral.gate, referral.reason, referral.at) if referral else None


def gate_views(admission: Admission) -> Mapping[str, GateView]:
    """Of the gates that were used."""
    return {
        gate: GateView(_state(admission, gate), at)
        for gate, at in admission.looked.items()
        if gate != "arrival"
    }


def _state(admission: Admission, gate: Gate) -> str:
    deferred, look = admission.deferred, admission.looks.get(gate)
    if deferred is not None and deferred.gate == gate:
        return "deferred"
    if admission.referral is not None and admission.referral.gate == gate:
        return "referred"
    looked_at = admission.looked[gate]
    if admission.admitted.get(gate) == looked_at:
        return "admitted"
    decided = admission.decided
    if decided is not None and (decided.gate, decided.at) == (gate, looked_at):
        return "refused"
    if look is not None and look.at == looked_at:
        return look.outcome
    return "passed_by"


def shown_comparison(admission: Admission) -> ProbeCompared | None:
    """The one a person has to look at, else the one at the desk."""
    referral = admission.referral
    if referral is not None and referral.gate in admission.looks:
        return admission.looks[referral.gate]
    return admission.compared
