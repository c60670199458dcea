"""The messages a board is fed with, and their codec, so that it can live in another process."""

import msgspec
from msgspec import Struct

from scoreboard.heading import Heading
from scoreboard.postings import Posting
from scoreboard.visibility import Visibility

# A posting of the SKD measures about 450 bytes; the rest is room for long names and many sections.
POSTING_BYTES_MAX = 8 * 1024
# A heading names every formation of an event with its vacancies.
MESSAGE_BYTES_MAX = 4 * 1024 * 1024


class IntakeRefused(ValueError):
    """Bytes that are no message for a board, or exceed a limit."""


class Announcement(
    Struct, frozen=True, kw_only=True, tag="announcement", forbid_unknown_fields=True
):
    """A sitting gets a board, or what stands over its rows has changed; the newest holds."""

    heading: Heading
    visibility: Visibility


Intake = Posting | Announcement

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Intake] = msgspec.json.Decoder(Intake)


def encode(message: Intake) -> bytes:
    return _encoder.encode(message)


def decode(content: bytes) -> Intake:
    """Read one message; raises `IntakeRefused`."""
    if len(content) > MESSAGE_BYTES_MAX:
        raise IntakeRefused("longer than any message a board takes")
    try:
        message = _decoder.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise IntakeRefused(str(error)) from error
    if isinstance(message, Posting):
        _check_posting(message, len(content))
    return message


def _check_posting(posting: Posting, size_bytes: int) -> None:
    if size_bytes > POSTING_BYTES_MAX:
        raise IntakeRefused("longer than any posting")
    if posting.at.tzinfo is None:
        raise IntakeRefused("an instant without a time zone")
