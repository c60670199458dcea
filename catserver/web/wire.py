"""Protocol 1: bytes to typed messages and back. docs/protocol.md explains each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from catserver import PROTOCOL_VERSION
from catserver.attempt.commands import Respond
from catserver.attempt.events import ConnectionId
from catserver.attempt.state import Attempt
from catserver.delivery.ledger import ledger_of
from catserver.delivery.material import Material
from catserver.delivery.outcomes import outcome_of
from question_bank.item import ChoiceId, ItemId
from question_bank.scoring import marks_of

LEDGER_LINES_MAX = 50
"""A line that flaps would make a welcome grow without end; the whole account is the staff's."""
MESSAGE_SIZE_BYTES_MAX = 4 * 1024
"""The longest message of the protocol is a hello, below 300 bytes."""

Id = Annotated[str, Meta(min_length=1, max_length=100)]
Item = Annotated[ItemId, Meta(min_length=1, max_length=100)]
Choice = Annotated[ChoiceId, Meta(min_length=1, max_length=100)]
Connection = Annotated[ConnectionId, Meta(min_length=1, max_length=100)]
Seq = Annotated[int, Meta(ge=1, le=1_000_000)]


# ── from the terminal ────────────────────────────────────────────────────────────────────────
class HelloMessage(msgspec.Struct, frozen=True, tag_field="type", tag="hello"):
    """`away_s`: how long this page has heard nothing of the server; None for a page just loaded.

    `last_seq`: the highest number that this terminal was ever told is recorded.
    """

    protocol: int
    ticket: Id
    form: Id | None = None
    away_s: Annotated[float, Meta(ge=0, le=86_400)] | None = None
    last_seq: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None


class RespondMessage(msgspec.Struct, frozen=True, tag_field="type", tag="respond", gc=False):
    seq: Seq
    item: Item
    choice: Choice | None
    doubt: bool


class ResponseBody(msgspec.Struct, frozen=True):
    """An answer over plain HTTP."""

    seq: Seq
    item: Item
    choice: Choice | None
    doubt: bool


class HandInMessage(msgspec.Struct, frozen=True, tag_field="type", tag="hand_in"):
    pass


class PingMessage(msgspec.Struct, frozen=True, tag_field="type", tag="ping"):
    """`form` is the digest of the form the terminal holds, sealed or open."""

    form: Id | None = None


TerminalMessage = RespondMessage | PingMessage | HandInMessage | HelloMessage

_terminal_decoder: msgspec.json.Decoder[TerminalMessage] = msgspec.json.Decoder(TerminalMessage)


class Malformed(Exception):
    """Bytes that are no message of this protocol."""


def decode_message(text: str | bytes) -> TerminalMessage:
    """Raises Malformed."""
    try:
        return _terminal_decoder.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(str(error)) from None


def respond_command(connection: ConnectionId, message: RespondMessage | ResponseBody) -> Respond:
    """The same answer, whichever way it came."""
    return Respond(connection, message.seq, message.item, message.choice, message.doubt)


# ── from the server ──────────────────────────────────────────────────────────────────────────
_encoder = msgspec.json.Encoder()


def encode(message: Mapping[str, object]) -> str:
    return _encoder.encode(message).decode()


FORM_HEAD = f"{encode({'type': 'form'})[:-1]},"
"""How the message with the form begins; web/forms.py joins the rest."""


def acknowledged(seq: int) -> str:
    return f'{{"type":"acknowledged","seq":{seq}}}'


def refused(seq: int | None, code: str, last_seq: int) -> str:
    return encode({"type": "refused", "seq": seq, "code": code, "last_seq": last_seq})


def attempt_view(attempt: Attempt, now: datetime) -> dict[str, object]:
    paused = attempt.remaining_at(now) if attempt.deadline_at is None else None
    return {
        "phase": attempt.phase.value,
        "last_seq": attempt.last_seq,
        "deadline_at": attempt.deadline_at,
        "remaining_s": paused.total_seconds() if paused is not None else None,
        "granted_s": int(attempt.granted.total_seconds()),
        "ledger": ledger(attempt, now),
    }


def ledger(attempt: Attempt, now: datetime) -> list[dict[str, object]]:
    """What was lost and given back, for the candidate: the newest lines, and no staff by name."""
    return [
        {
            "cause": line.cause,
            "from_at": line.from_at,
            "until_at": line.until_at,
            "lost_s": line.lost_s,
            "given_s": line.given_s,
            "by": "rule" if line.by == "rule" else "staff",
        }
        for line in ledger_of(attempt, now).lines[-LEDGER_LINES_MAX:]
    ]


def welcome(
    attempt: Attempt,
    connection: str,
    now: datetime,
    start_at: datetime | None,
    form_key: str | None,
) -> dict[str, object]:
    return {
        "type": "welcome",
        "protocol": PROTOCOL_VERSION,
        "connection": connection,
        "now": now,
        "attempt": attempt_view(attempt, now),
        "responses": {
            item: {"choice": each.choice, "doubt": each.doubt, "seq": each.seq}
            for item, each in attempt.responses.items()
        },
        "start_at": start_at,
        "form_key": form_key,
    }


def picture_url(name: str | None) -> str | None:
    return f"/pictures/{name}" if name else None


def outcome(attempt: Attempt, material: Material) -> dict[str, object]:
    """What a finished candidate sees; marks as plain numbers."""
    assert attempt.finished is not None
    judged = outcome_of(attempt, material)
    return {
        "sections": [
            {
                "id": each.section,
                "title": {"id": section.title.id, "en": section.title.en},
                "points": marks_of(each.points),
                "points_max": marks_of(each.points_max),
                "cut": None if each.cut is None else marks_of(each.cut),
                "passed": each.passed,
            }
            for each, section in zip(judged.sections, material.exam.sections, strict=True)
        ],
        "total": marks_of(judged.total),
        "total_max": marks_of(judged.total_max),
        "total_cut": None if judged.total_cut is None else marks_of(judged.total_cut),
        "passed": judged.passed,
        "how": attempt.finished.how,
        "at": attempt.finished.at,
        "answered": attempt.answered,
        "items": attempt.items,
    }
