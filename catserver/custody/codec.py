"""How custody events are written: as in `attempt/codec.py`, canonical tagged JSON."""

import msgspec

from catserver.custody.events import CustodyEvent

SCHEMA_VERSION = 1

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[CustodyEvent] = msgspec.json.Decoder(CustodyEvent)


def encode(event: CustodyEvent) -> bytes:
    return _encoder.encode(event)


def decode(schema_version: int, data: bytes) -> CustodyEvent:
    """Raises msgspec.DecodeError on bytes that no released version wrote."""
    if schema_version != SCHEMA_VERSION:
        raise msgspec.ValidationError(f"custody events of schema {schema_version} are not known")
    return _decoder.decode(data)
