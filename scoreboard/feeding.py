"""What exam server and board say to each other, line by line, and how they know one another.

The exam server (the feeder) connects to the board, on the board's own machine. Each line is one
JSON object. First the board asks, the feeder proves that it has the secret, and the board proves
it back; the secret itself is never sent. Then the feeder tells: announcements and postings
(`intake`), the time, and once that everything there is has been told. The board answers each time
with a word, so that the feeder knows that it is alive.
"""

import hmac
import secrets
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from scoreboard.intake import MESSAGE_BYTES_MAX, Announcement, IntakeRefused
from scoreboard.intake import decode as decode_message
from scoreboard.postings import Posting

PROTOCOL = 1
TELL_TIME_EVERY_S = 1.0
LINE_BYTES_MAX = MESSAGE_BYTES_MAX + 1
Token = Annotated[str, Meta(min_length=1, max_length=128)]


class Strangers(Exception):
    """The other end does not have the secret, or speaks another protocol."""


class Challenge(Struct, frozen=True, tag="challenge"):
    """The board's first word."""

    nonce: Token
    protocol: int = PROTOCOL


class Opening(Struct, frozen=True, tag="opening"):
    """The feeder's first word. `run` names this run of the exam server."""

    run: Token
    nonce: Token
    proof: Token


class Accepted(Struct, frozen=True, tag="accepted"):
    """The board is the board."""

    proof: Token


class Time(Struct, frozen=True, tag="time"):
    """The exam server's clock."""

    now: datetime


class AtWork(Struct, frozen=True, tag="at_work"):
    """The addresses at which somebody sits an exam now: nothing is shown there. The newest holds.

    Whoever sees their own points move while they can still change answers is told the key.
    """

    addresses: tuple[str, ...]


class Complete(Struct, frozen=True, tag="complete"):
    """All that there is has been told; from here on come changes."""


class Alive(Struct, frozen=True, tag="alive"):
    """The board's answer to a `Time`."""

    viewers: int


Control = Opening | Time | AtWork | Complete
Reply = Challenge | Accepted | Alive
Told = Announcement | Posting | Time | AtWork | Complete

_encoder = msgspec.json.Encoder()
_controls: msgspec.json.Decoder[Control] = msgspec.json.Decoder(Control)
_replies: msgspec.json.Decoder[Reply] = msgspec.json.Decoder(Reply)


def line_of(message: Struct) -> bytes:
    return _encoder.encode(message) + b"\n"


def read_told(line: bytes) -> Told:
    """One line of a feeder that has proved itself; raises `IntakeRefused`."""
    if line.startswith((b'{"type":"posting"', b'{"type":"announcement"')):
        return decode_message(line)
    control = read_control(line)
    if isinstance(control, Opening):
        raise IntakeRefused("it was opened already")
    return control


def read_control(line: bytes) -> Control:
    try:
        return _controls.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise IntakeRefused(str(error)) from error


def read_reply(line: bytes) -> Reply:
    """Raises `Strangers`: no board speaks so."""
    try:
        return _replies.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Strangers(str(error)) from error


def a_nonce() -> str:
    return secrets.token_hex(16)


def opening_for(challenge: Challenge, secret: str, run: str) -> Opening:
    """Raises `Strangers` where the board speaks another protocol."""
    if challenge.protocol != PROTOCOL:
        raise Strangers(f"the board speaks protocol {challenge.protocol}, this is {PROTOCOL}")
    nonce = a_nonce()
    return Opening(run, nonce, _proof(secret, "feeder", challenge.nonce, nonce, run))


def acceptance_of(challenge: Challenge, opening: Opening, secret: str) -> Accepted:
    """Raises `Strangers` where the feeder does not have the secret."""
    expected = _proof(secret, "feeder", challenge.nonce, opening.nonce, opening.run)
    if not hmac.compare_digest(expected, opening.proof):
        raise Strangers("a feeder without the secret")
    return Accepted(_proof(secret, "board", challenge.nonce, opening.nonce, opening.run))


def check_acceptance(
    accepted: Accepted, challenge: Challenge, opening: Opening, secret: str
) -> None:
    """Raises `Strangers` where the board does not have the secret."""
    expected = _proof(secret, "board", challenge.nonce, opening.nonce, opening.run)
    if not hmac.compare_digest(expected, accepted.proof):
        raise Strangers("a board without the secret")


def _proof(secret: str, *said: str) -> str:
    return hmac.digest(secret.encode(), "\0".join(said).encode(), "sha256").hex()
