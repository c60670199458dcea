"""What can be asked of one candidate's way in."""

from datetime import datetime
from typing import Literal

import msgspec

from catserver.admission.events import Decision, Gate, LiveCheck, ProbeCompared
from catserver.admission.opinions import AskOpinion, GiveOpinion
from catserver.admission.resemblance import ReportResemblance
from catserver.admission.same_picture import ReportSamePicture


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
    """`gate` is the look that is due; a referral that is open comes before it.

    `referred_at` names the referral that was looked at: somebody else may have decided it since.
    """

    by: str
    decision: Decision
    reason_code: str
    reason: str
    gate: Gate = "arrival"
    referred_at: datetime | None = None


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
    """`last_seq` is that of their newest response."""

    by: str
    reason: str
    last_seq: int | None = None


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
    | ReportSamePicture
    | AskOpinion
    | GiveOpinion
)
