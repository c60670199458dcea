"""What can have happened in an attempt: past participles, each with the instant it was decided.

Events are what the journal holds, for years. A field is never renamed or given another meaning;
a new meaning is a new field with a default, or a new version with an upcast in `codec.py`.
"""

from datetime import datetime
from typing import Literal, NewType

import msgspec

from question_bank.item import ChoiceId, ItemId, SectionId
from question_bank.scoring import Points

AttemptId = NewType("AttemptId", str)
ConnectionId = NewType("ConnectionId", str)
"""One binding of one terminal to one attempt; a new one fences off the one before."""

FinishedHow = Literal["handed_in", "time_over", "closed"]
IncidentClass = Literal["environment", "candidate", "staff", "technical"]


class FormEntry(msgspec.Struct, frozen=True):
    """One item of the drawn form with its choices in the order this candidate sees them."""

    item: ItemId
    section: SectionId
    choices: tuple[ChoiceId, ...]


class AttemptPrepared(msgspec.Struct, frozen=True, tag=True):
    """The form is drawn and recorded; nothing of it is drawn again.

    `category` and `formation` are what they were when the form was drawn: a later roster does not
    change which cut scores a result was held against.
    """

    at: datetime
    candidate: str
    category: str
    formation: str
    sitting: str
    exam: str
    exam_digest: str
    bank: str
    bank_digest: str
    key_version: int
    form: tuple[FormEntry, ...]
    form_digest: str
    allowed_s: int
    answer_grace_s: int
    late_start: Literal["full_time", "common_end"]
    software: str


class TerminalConnected(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    connection: ConnectionId
    terminal: str


class TerminalDisconnected(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    connection: ConnectionId


class TerminalReleased(msgspec.Struct, frozen=True, tag=True):
    """A proctor took the attempt off its terminal; the next sign-in continues it."""

    at: datetime
    by: str
    reason: str


class AttemptStarted(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    deadline_at: datetime


class ResponseRecorded(msgspec.Struct, frozen=True, tag=True):
    """`points` is in hundredths of a mark, by the key book of `key_version`."""

    at: datetime
    seq: int
    item: ItemId
    choice: ChoiceId | None
    doubt: bool
    points: Points
    key_version: int


class AttemptPaused(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    by: str
    reason: str
    remaining_s: float


class AttemptResumed(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    by: str
    reason: str
    deadline_at: datetime


class TimeGranted(msgspec.Struct, frozen=True, tag=True):
    """Seconds added to what the candidate has left, by a person or by the exam's rule."""

    at: datetime
    by: str
    reason: str
    seconds: int


class MessageSent(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    by: str
    message: str
    text: str


class IncidentRecorded(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    by: str
    incident_class: IncidentClass
    text: str


class AttemptFinished(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    how: FinishedHow
    by: str
    reason: str


class AttemptRescored(msgspec.Struct, frozen=True, tag=True):
    """A key changed: the new points of the items whose points differ, and of no other."""

    at: datetime
    by: str
    reason: str
    key_version: int
    points: dict[ItemId, Points]


AttemptEvent = (
    AttemptPrepared
    | TerminalConnected
    | TerminalDisconnected
    | TerminalReleased
    | AttemptStarted
    | ResponseRecorded
    | AttemptPaused
    | AttemptResumed
    | TimeGranted
    | MessageSent
    | IncidentRecorded
    | AttemptFinished
    | AttemptRescored
)
