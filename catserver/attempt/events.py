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
LossCause = Literal["server_away", "terminal_away", "moved", "gate"]
"""Whose doing it was: the server's, the terminal's or its line's, a proctor's who moved them, or
the exam's, which wanted to see the candidate's face."""


class FormEntry(msgspec.Struct, frozen=True, gc=False):
    """One item of the drawn form with its choices in the order this candidate sees them."""

    item: ItemId
    section: SectionId
    choices: tuple[ChoiceId, ...]


class GiveBack(msgspec.Struct, frozen=True):
    """The exam's rule for lost time. A ceiling of 0 means: the time runs on.

    Ceilings are sums over the attempt; losses shorter than `from_s` are not given back. The time a
    move takes is always given back. The default is of attempts from before there was a rule.
    """

    server_ceiling_s: int = 0
    terminal_ceiling_s: int = 0
    from_s: int = 0


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
    give_back: GiveBack = GiveBack()


class TerminalConnected(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    connection: ConnectionId
    terminal: str


class TerminalDisconnected(msgspec.Struct, frozen=True, tag=True):
    """`heard_at` is set where the line had been dead for a while when the server noticed."""

    at: datetime
    connection: ConnectionId
    heard_at: datetime | None = None
    cause: LossCause = "terminal_away"


class TerminalReturned(msgspec.Struct, frozen=True, tag=True):
    """The terminal is heard again over plain HTTP, on the connection it had."""

    at: datetime
    connection: ConnectionId


class ServerReturned(msgspec.Struct, frozen=True, tag=True):
    """The server runs again; it was last alive at `alive_at`, and every line it held is gone."""

    at: datetime
    alive_at: datetime


class TimeLost(msgspec.Struct, frozen=True, tag=True):
    """The candidate could not work between the two instants; the rule gave `given_s` of it back."""

    at: datetime
    cause: LossCause
    from_at: datetime
    until_at: datetime
    given_s: float


class TerminalReleased(msgspec.Struct, frozen=True, tag=True):
    """A proctor took the attempt off its terminal; the next sign-in continues it."""

    at: datetime
    by: str
    reason: str


class AttemptStarted(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    deadline_at: datetime


class ResponseRecorded(msgspec.Struct, frozen=True, tag=True, gc=False):
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
    """Seconds that a person added to what the candidate has left.

    `request`, here and below, is the page's own name for what was asked: it is done once.
    """

    at: datetime
    by: str
    reason: str
    seconds: int
    request: str = ""


class MessageSent(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    by: str
    message: str
    text: str
    request: str = ""


class IncidentRecorded(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    by: str
    incident_class: IncidentClass
    text: str
    request: str = ""


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
    | TerminalReturned
    | TerminalReleased
    | ServerReturned
    | TimeLost
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
