"""How attempt events are written: canonical JSON bytes, tagged with the type, versioned per type.

Canonical: fields in the order of their definition, no white space, instants in UTC with `Z`. The
bytes are what the journal's hash chain covers, so they are made once, here, and kept as they are.
"""

import msgspec

from catserver.attempt.events import AttemptEvent

SCHEMA_VERSION = 1
"""The version written for every type of attempt event. Older ones get an upcast in `decode`."""

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[AttemptEvent] = msgspec.json.Decoder(AttemptEvent)


def encode(event: AttemptEvent) -> bytes:
    return _encoder.encode(event)


def decode(schema_version: int, data: bytes) -> AttemptEvent:
    """Raises msgspec.DecodeError on bytes that no released version wrote."""
    if schema_version != SCHEMA_VERSION:
        raise msgspec.ValidationError(f"attempt events of schema {schema_version} are not known")
    return _decoder.decode(data)
