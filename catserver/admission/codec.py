"""How admission events are written: as in `attempt/codec.py`, canonical tagged JSON."""

import msgspec

from catserver.admission.events import AdmissionEvent

SCHEMA_VERSION = 1

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[AdmissionEvent] = msgspec.json.Decoder(AdmissionEvent)


def encode(event: AdmissionEvent) -> bytes:
    return _encoder.encode(event)


def decode(schema_version: int, data: bytes) -> AdmissionEvent:
    """Raises msgspec.DecodeError on bytes that no released version wrote."""
    if schema_version != SCHEMA_VERSION:
        raise msgspec.ValidationError(f"admission events of schema {schema_version} are not known")
    return _decoder.decode(data)
