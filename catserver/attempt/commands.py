"""What can be asked of an attempt: imperatives, already typed and bounded, not yet allowed."""

from datetime import datetime

import msgspec

from catserver.attempt.events import (
    AttemptPrepared,
    ConnectionId,
    IncidentClass,
    LossCause,
)
from question_bank.item import ChoiceId, ItemId
from question_bank.key import KeyBook


class Prepare(msgspec.Struct, frozen=True):
    """Record a drawn form. The event is complete but for its instant."""

    prepared: AttemptPrepared


class Connect(msgspec.Struct, frozen=True):
    """`heard_at`: the line that this one replaces had been dead since then, unnoticed."""

    connection: ConnectionId
    terminal: str
    heard_at: datetime | None = None


class Disconnect(msgspec.Struct, frozen=True):
    """`heard_at`: the line had been dead since then, unnoticed."""

    connection: ConnectionId
    heard_at: datetime | None = None
    cause: LossCause = "terminal_away"


class Return(msgspec.Struct, frozen=True):
    """The terminal is heard over plain HTTP. `heard_at`: its line had been dead since then."""

    heard_at: datetime | None = None


class ReturnServer(msgspec.Struct, frozen=True):
    """The server, last alive at `alive_at`, is back: started again, or after a standstill.

    After a standstill the lines are still there (`lines_held`).
    """

    alive_at: datetime
    lines_held: bool = False


class ReturnFromGate(msgspec.Struct, frozen=True):
    """The candidate had to look into the camera and could not work since `asked_at`."""

    asked_at: datetime


class ReturnStore(msgspec.Struct, frozen=True):
    """The store takes events again; it took none since `away_from`, and the lines stood."""

    away_from: datetime


class Release(msgspec.Struct, frozen=True):
    by: str
    reason: str


class Start(msgspec.Struct, frozen=True):
    """Begin the candidate's time. `sitting_started_at` is when the room began."""

    sitting_started_at: datetime


class Respond(msgspec.Struct, frozen=True):
    connection: ConnectionId
    seq: int
    item: ItemId
    choice: ChoiceId | None
    doubt: bool


class Pause(msgspec.Struct, frozen=True):
    by: str
    reason: str


class Resume(msgspec.Struct, frozen=True):
    by: str
    reason: str


class GrantTime(msgspec.Struct, frozen=True):
    """`request`, here and below: what was asked once is done once, however often it is sent."""

    by: str
    reason: str
    seconds: int
    request: str = ""


class SendMessage(msgspec.Struct, frozen=True):
    by: str
    message: str
    text: str
    request: str = ""


class RecordIncident(msgspec.Struct, frozen=True):
    by: str
    incident_class: IncidentClass
    text: str
    request: str = ""


class HandIn(msgspec.Struct, frozen=True):
    connection: ConnectionId


class Close(msgspec.Struct, frozen=True):
    """A proctor or the committee ends the attempt before its time."""

    by: str
    reason: str


class Expire(msgspec.Struct, frozen=True):
    """The clock asks whether the time is over."""


class Rescore(msgspec.Struct, frozen=True):
    by: str
    reason: str
    keys: KeyBook


AttemptCommand = (
    Prepare
    | Connect
    | Disconnect
    | Return
    | ReturnServer
    | ReturnStore
    | ReturnFromGate
    | Release
    | Start
    | Respond
    | Pause
    | Resume
    | GrantTime
    | SendMessage
    | RecordIncident
    | HandIn
    | Close
    | Expire
    | Rescore
)
