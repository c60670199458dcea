"""Protocol 1 (docs/protocol.md) as a terminal hears and says it, as far as a rehearsal needs it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NewType, get_args

import msgspec
from msgspec import Struct

PROTOCOL = 1

ItemId = NewType("ItemId", str)
ChoiceId = NewType("ChoiceId", str)
Number = NewType("Number", str)
"""A candidate's number."""
Phase = Literal["prepared", "waiting", "running", "paused", "finished"]


class Title(Struct, frozen=True):
    id: str
    en: str


# ── the form ─────────────────────────────────────────────────────────────────────────────────
class FormChoice(Struct, frozen=True):
    id: ChoiceId


class FormItem(Struct, frozen=True):
    id: ItemId
    section: str
    choices: tuple[FormChoice, ...]


class Form(Struct, frozen=True, tag_field="type", tag="form"):
    digest: str
    items: tuple[FormItem, ...]


# ── the outcome ──────────────────────────────────────────────────────────────────────────────
class SectionOutcome(Struct, frozen=True):
    id: str
    points: float


class Outcome(Struct, frozen=True):
    sections: tuple[SectionOutcome, ...]
    total: float
    how: Literal["handed_in", "time_over", "closed"]
    answered: int
    passed: bool | None = None


# ── from the server ──────────────────────────────────────────────────────────────────────────
class AttemptView(Struct, frozen=True):
    phase: Phase
    last_seq: int
    deadline_at: datetime | None = None


class Recorded(Struct, frozen=True):
    choice: ChoiceId | None
    doubt: bool
    seq: int


Responses = Mapping[ItemId, Recorded]


class Welcome(Struct, frozen=True, tag_field="type", tag="welcome"):
    connection: str
    now: datetime
    attempt: AttemptView
    responses: dict[ItemId, Recorded]
    form_key: str | None = None


class Started(Struct, frozen=True, tag_field="type", tag="started"):
    deadline_at: datetime
    now: datetime
    form_key: str | None = None


class Acknowledged(Struct, frozen=True, tag_field="type", tag="acknowledged"):
    seq: int


class Refused(Struct, frozen=True, tag_field="type", tag="refused"):
    """`seq` is None for a refused `hand_in`."""

    seq: int | None
    code: str
    last_seq: int | None


class ClockMoved(Struct, frozen=True, tag_field="type", tag="clock"):
    deadline_at: datetime | None
    now: datetime


class Paused(Struct, frozen=True, tag_field="type", tag="paused"):
    pass


class Resumed(Struct, frozen=True, tag_field="type", tag="resumed"):
    deadline_at: datetime
    now: datetime


class Gate(Struct, frozen=True):
    """A look at the face that the exam wants, from `due_at` on."""

    gate: str
    due_at: datetime
    required: bool


class GateChanged(Struct, frozen=True, tag_field="type", tag="gate"):
    gate: Gate | None
    now: datetime


class Notice(Struct, frozen=True, tag_field="type", tag="message"):
    id: str


class Finished(Struct, frozen=True, tag_field="type", tag="finished"):
    outcome: Outcome


class Pong(Struct, frozen=True, tag_field="type", tag="pong"):
    pass


class Failure(Struct, frozen=True, tag_field="type", tag="error"):
    code: str


ServerMessage = (
    Acknowledged
    | Pong
    | Refused
    | Welcome
    | Form
    | Started
    | ClockMoved
    | Paused
    | Resumed
    | GateChanged
    | Notice
    | Finished
    | Failure
)


class Kind(Struct, frozen=True):
    type: str


KNOWN = frozenset(each.__struct_config__.tag for each in get_args(ServerMessage))
_decoder: msgspec.json.Decoder[ServerMessage] = msgspec.json.Decoder(ServerMessage)
_kind_decoder = msgspec.json.Decoder(Kind)


class NotOfTheProtocol(Exception):
    """The server sent what protocol 1 does not allow."""


def decode(content: bytes | str) -> ServerMessage | None:
    """None for a message of a type this version does not know. Raises NotOfTheProtocol."""
    try:
        return _decoder.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        try:
            kind = _kind_decoder.decode(content).type
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise NotOfTheProtocol(str(error)) from None
        if kind in KNOWN:
            raise NotOfTheProtocol(f"{kind}: {error}") from None
        return None


# ── from the terminal ────────────────────────────────────────────────────────────────────────
class Answer(Struct, frozen=True):
    """The whole response to one item; `choice` None withdraws it."""

    item: ItemId
    choice: ChoiceId | None
    doubt: bool


class Hello(Struct, frozen=True, tag_field="type", tag="hello"):
    ticket: str
    form: str | None
    protocol: int = PROTOCOL


class Respond(Struct, frozen=True, tag_field="type", tag="respond"):
    seq: int
    item: ItemId
    choice: ChoiceId | None
    doubt: bool


class HandIn(Struct, frozen=True, tag_field="type", tag="hand_in"):
    pass


class Ping(Struct, frozen=True, tag_field="type", tag="ping"):
    form: str | None


_encoder = msgspec.json.Encoder()


def encode(message: Hello | Respond | HandIn | Ping) -> str:
    return _encoder.encode(message).decode()
