"""Three gates: which look is due, and what two comparisons say together.

A face is looked at on arrival, at the seat, on coming back, and where the exam says so now and then
in between. From the second look on there are two pictures to compare with: the registration photo,
months old and often poor, and the one taken at the desk today. Today's is the stronger witness,
but only as good as the one who vouched for it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from catserver.admission.events import Gate, Outcome, ReferralReason

Likeness = Literal["alike", "unlike", "unknown"]
"""One comparison's word; `unknown` where there is no such picture, or no face in it."""
Vouched = Literal["person", "machine", "nobody"]
"""Who let the arrival photo stand for the candidate: a proctor's decision, or a match."""
Use = Literal["required", "optional", "off"]

Verdict = tuple[Outcome, ReferralReason | None]
MATCH: Verdict = ("match", None)

TECHNICAL: frozenset[ReferralReason] = frozenset(
    {
        *("no_probe", "no_camera", "no_reference", "engine_unavailable", "poor_quality"),
        *("not_judged", "other_engine"),
    }
)
"""Nothing speaks against the person: a later match settles it, and nobody is kept waiting for it.
Every other referral stays until a person has decided, whatever later pictures show."""


def verdict(registration: Likeness, arrival: Likeness, vouched: Vouched) -> Verdict:
    """What the machine says of a face compared with both pictures.

    A photo nobody vouched for is no witness: a picture that was itself referred proves nothing.
    """
    today: Likeness = "unknown" if vouched == "nobody" else arrival
    match registration, today:
        case "alike", "alike" | "unknown":
            return MATCH
        case _, "unlike" if registration != "unlike":
            # The right face, but not the one that came through the door: two took turns.
            return "referred", "arrival_differs"
        case "unlike", "alike":
            # A person has looked at these two photos already and knew them for the same.
            return MATCH if vouched == "person" else ("referred", "registration_differs")
        case "unknown", "alike":
            return MATCH if vouched == "person" else ("referred", "no_reference")
        case "unlike", _:
            return "referred", "non_match"
        case _:
            return "referred", "no_reference"


class GateRules(msgspec.Struct, frozen=True):
    """An exam's gates after the arrival. No `presence_every` means: nobody is looked at between."""

    seat: Use = "off"
    return_: Use = "off"
    presence_every: timedelta = timedelta()


class Due(msgspec.Struct, frozen=True):
    """A look that is wanted from `at` on, which may lie ahead. Optional ones can be skipped."""

    gate: Gate
    at: datetime
    required: bool


class Looked(msgspec.Struct, frozen=True):
    """What the gates go by: since when a candidate sits or is back, and when they were seen."""

    seated_at: datetime | None
    back_at: datetime | None
    looked: Mapping[Gate, datetime]
    """By gate: when it was last compared, decided or passed by."""


def due(seen: Looked, rules: GateRules, started_at: datetime | None) -> Due | None:
    """The look that is wanted of somebody who sits and of whom nothing is left to decide.

    `started_at` is when their time began, None while it does not run: presence counts from it.
    """
    if seen.seated_at is None:
        return None
    back_at = seen.back_at
    if rules.return_ != "off" and back_at is not None and _before(seen, "return", back_at):
        return Due("return", back_at, rules.return_ == "required")
    if rules.seat != "off" and _before(seen, "seat", seen.seated_at):
        return Due("seat", seen.seated_at, rules.seat == "required")
    if rules.presence_every and started_at is not None:
        last_at = max((started_at, seen.seated_at, *seen.looked.values()))
        return Due("presence", last_at + rules.presence_every, required=True)
    return None


def _before(seen: Looked, gate: Gate, since: datetime) -> bool:
    looked_at = seen.looked.get(gate)
    return looked_at is None or looked_at < since
