"""What can have happened to a sitting."""

from datetime import datetime
from typing import Literal, NewType

import msgspec

SittingId = NewType("SittingId", str)


class SittingPrepared(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    by: str
    title: str
    room: str
    exam: str
    start_at: datetime


class SittingRescheduled(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    by: str
    reason: str
    start_at: datetime


class SittingOpened(msgspec.Struct, frozen=True, tag=True):
    """Arrivals and sign-ins are taken from here on.

    `draw_commitment` is the SHA-256 (hex) of the seed all forms are drawn from, fixed before the
    first is drawn.
    """

    at: datetime
    by: str
    draw_commitment: str


class SittingStarted(msgspec.Struct, frozen=True, tag=True):
    """The waiting candidates' time began. `by` is `clock` when the planned instant came."""

    at: datetime
    by: str


class SittingClosed(msgspec.Struct, frozen=True, tag=True):
    """The account of the sitting at its close: how many stood where, and the seed, now public."""

    at: datetime
    by: str
    reason: str
    balance: dict[str, int]
    draw_seed: str


class RoomIncidentRecorded(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    by: str
    incident_class: Literal["environment", "candidate", "staff", "technical"]
    text: str


class ResultWithheld(msgspec.Struct, frozen=True, tag=True):
    """From here on the public sees neither points nor rank of this attempt: it is looked into."""

    at: datetime
    by: str
    attempt: str
    candidate: str
    reason: str


class DisqualificationProposed(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    by: str
    attempt: str
    candidate: str
    reason: str


class CandidateDisqualified(msgspec.Struct, frozen=True, tag=True):
    """A second person agreed: the attempt does not count (OWASP ASVS 5.0, 2.3.5)."""

    at: datetime
    by: str
    attempt: str
    candidate: str
    reason: str
    proposed_by: str


class ReinstatementProposed(msgspec.Struct, frozen=True, tag=True):
    """That a disqualified attempt counts again."""

    at: datetime
    by: str
    attempt: str
    candidate: str
    reason: str


class ProposalDeclined(msgspec.Struct, frozen=True, tag=True):
    """Taken back by who made it, or refused by another: what stood before stands."""

    at: datetime
    by: str
    attempt: str
    candidate: str
    reason: str


class ResultReleased(msgspec.Struct, frozen=True, tag=True):
    """The attempt is shown and ranked again; after a disqualification two persons agreed."""

    at: datetime
    by: str
    attempt: str
    candidate: str
    reason: str
    proposed_by: str = ""


class BoardRevealed(msgspec.Struct, frozen=True, tag=True):
    """The committee shows what the public board's freeze kept back."""

    at: datetime
    by: str


SittingEvent = (
    SittingPrepared
    | SittingRescheduled
    | SittingOpened
    | SittingStarted
    | SittingClosed
    | RoomIncidentRecorded
    | ResultWithheld
    | DisqualificationProposed
    | CandidateDisqualified
    | ReinstatementProposed
    | ProposalDeclined
    | ResultReleased
    | BoardRevealed
)
