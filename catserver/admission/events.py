"""What can have happened on a candidate's way in. ISO/IEC 2382-37: reference, probe, comparison."""

from datetime import datetime
from typing import Literal

import msgspec

from catserver.admission.opinions import OpinionAsked, OpinionGiven
from catserver.admission.resemblance import FaceFoundElsewhere
from catserver.admission.same_picture import PictureSeenBefore

Gate = Literal["arrival", "seat", "return", "presence"]
"""Where a face is looked at: at the desk, at the seat, on coming back, now and then between."""
Outcome = Literal["match", "referred"]
ReferralReason = Literal[
    "non_match",
    "arrival_differs",
    "registration_differs",
    "no_reference",
    "no_probe",
    "no_camera",
    "engine_unavailable",
    "other_engine",
    "poor_quality",
    "not_live",
    "not_judged",
    "same_face",
    "same_picture",
]
Decision = Literal["admit", "refuse"]
Liveness = Literal["nothing_seen", "suspected", "passed", "failed", "not_judged"]


class LiveCheck(msgspec.Struct, frozen=True):
    """What was seen of whether a person stood there, and not a picture of one.

    `cues` are codes of what looked like a picture. `challenge` is the one that was drawn, empty
    where none was asked. `model_score` is the organiser's model's, where one is installed:
    1 is a living face. Nothing seen is no proof of life.
    """

    outcome: Liveness
    cues: tuple[str, ...] = ()
    challenge: str = ""
    model_score: float | None = None


class FrameCounted(msgspec.Struct, frozen=True):
    """A picture of the moment before, counted with the one that is compared.

    `weight` is its share of the mean; what is missing to 1 is the compared picture's own.
    """

    photo: str
    weight: float


class ProbeCompared(msgspec.Struct, frozen=True, tag=True):
    """One look at one face. Thresholds are held against dissimilarities: smaller is more alike.

    They are Euclidean distances, held against the `cohort` other people of the event; with a cohort
    of 0 they are the distances themselves (docs/identity.md). `dissimilarity` is to the
    registration photo (`reference`), `today_dissimilarity` to the photo `today` that stands for the
    candidate since the desk; None where there was nothing to compare. `distance` is the plain one
    to the registration photo. Where `frames` count, all of these are of the mean, and
    `shot_dissimilarity` is what `probe` alone came to.
    """

    at: datetime
    by: str
    gate: Gate
    probe: str | None
    reference: str | None
    engine: str
    outcome: Outcome
    reason: ReferralReason | None
    dissimilarity: float | None
    match_at_most: float
    strong_non_match_from: float
    findings: tuple[str, ...]
    live: LiveCheck | None = None
    today: str | None = None
    today_dissimilarity: float | None = None
    distance: float | None = None
    cohort: int = 0
    frames: tuple[FrameCounted, ...] = ()
    shot_dissimilarity: float | None = None


class ProbeDeferred(msgspec.Struct, frozen=True, tag=True):
    """The picture was taken and kept; it is compared when the queue allows."""

    at: datetime
    by: str
    gate: Gate
    probe: str
    live: LiveCheck | None = None


class GateAsked(msgspec.Struct, frozen=True, tag=True):
    """The terminal asked its candidate to look into the camera. `terminal` is its name."""

    at: datetime
    terminal: str
    gate: Gate


class GatePassedBy(msgspec.Struct, frozen=True, tag=True):
    """An optional gate was not used. `why` is `skipped`, or what was the matter with the camera."""

    at: datetime
    terminal: str
    gate: Gate
    why: str


class ReferenceReplaced(msgspec.Struct, frozen=True, tag=True):
    """Another registration photo took the place of a missing or useless one."""

    at: datetime
    by: str
    reference: str
    reason: str


class ReferralDecided(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    by: str
    decision: Decision
    reason_code: str
    reason: str
    gate: Gate = "arrival"


class PinIssued(msgspec.Struct, frozen=True, tag=True):
    """A single-use PIN left the desk. `pin_hash` is keyed with the site's secret."""

    at: datetime
    by: str
    purpose: Literal["arrival", "move"]
    pin_hash: str


class PinUsed(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    terminal: str


class SignInFailed(msgspec.Struct, frozen=True, tag=True):
    """A wrong PIN for this candidate. Enough of them void the PIN."""

    at: datetime
    terminal: str


class WentOut(msgspec.Struct, frozen=True, tag=True):
    """`last_seq` is that of their newest response: a later one was not given by who is out."""

    at: datetime
    by: str
    reason: str
    last_seq: int | None = None


class CameBack(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    by: str
    reason: str


AdmissionEvent = (
    ProbeCompared
    | ProbeDeferred
    | GateAsked
    | GatePassedBy
    | ReferenceReplaced
    | ReferralDecided
    | PinIssued
    | PinUsed
    | SignInFailed
    | WentOut
    | CameBack
    | FaceFoundElsewhere
    | PictureSeenBefore
    | OpinionAsked
    | OpinionGiven
)
