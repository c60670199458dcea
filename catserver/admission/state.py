"""One candidate's way in as its events have left it. Nothing here decides anything."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

import msgspec

from catserver.admission.events import (
    Gate,
    GateAsked,
    ProbeCompared,
    ProbeDeferred,
    ReferralDecided,
    ReferralReason,
)
from catserver.admission.gates import TECHNICAL, Looked, Vouched
from catserver.admission.opinions import OpinionAsked, OpinionGiven
from catserver.admission.resemblance import FaceFoundElsewhere
from catserver.admission.same_picture import PictureSeenBefore


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
    when each gate was last compared, decided or passed by, `admitted` when a person last said there
    that it is the candidate.
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
    out_at: datetime | None = None
    out_seq: int | None = None
    back_at: datetime | None = None
    decided: ReferralDecided | None = None
    admitted: Mapping[Gate, datetime] = {}
    resembles: FaceFoundElsewhere | None = None
    seen_before: PictureSeenBefore | None = None
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
    def is_spoken_against(self) -> bool:
        """They sit, and something was seen that is not merely technical."""
        referral = self.referral
        return self.phase in SEATED_ONCE and referral is not None and not referral.technical

    @property
    def seen(self) -> Looked:
        """What the gates go by. Who is out, or waits for a decision, is not asked."""
        asks = self.phase is AdmissionPhase.SEATED and self.referral is None
        waits = self.deferred is not None and self.deferred.gate != "arrival"
        seated_at = self.seated_at if asks and not waits else None
        return Looked(seated_at, self.back_at, self.looked)
