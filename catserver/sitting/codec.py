"""How sitting events are written: as in `attempt/codec.py`, canonical tagged JSON."""

import msgspec

from catserver.sitting.events import SittingEvent

SCHEMA_VERSION = 1

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[SittingEvent] = msgspec.json.Decoder(SittingEvent)


def encode(event: SittingEvent) -> bytes:
    return _encoder.encode(event)


def decode(schema_version: int, data: bytes) -> SittingEvent:
    """Raises msgspec.DecodeError on bytes that no released version wrote."""
    if schema_version != SCHEMA_VERSION:
        raise msgspec.ValidationError(f"sitting events of schema {schema_version} are not known")
    return _decoder.decode(data)
