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


SittingEvent = (
    SittingPrepared
    | SittingRescheduled
    | SittingOpened
    | SittingStarted
    | SittingClosed
    | RoomIncidentRecorded
)
