"""How attempt events are written: canonical JSON bytes, tagged with the type, versioned per type.

Canonical: fields in the order of their definition, no white space, instants in UTC with `Z`. The
bytes are what the journal's hash chain covers, so they are made once, here, and kept as they are.
"""

from sys import intern

import msgspec

from catserver.attempt.events import AttemptEvent, AttemptPrepared, FormEntry
from question_bank.item import ChoiceId, ItemId, SectionId

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
    event = _decoder.decode(data)
    return _with_shared_names(event) if isinstance(event, AttemptPrepared) else event


def _with_shared_names(prepared: AttemptPrepared) -> AttemptPrepared:
    """A hundred items with five choices each, for ten thousand candidates: each name once."""
    form = tuple(
        FormEntry(
            ItemId(intern(entry.item)),
            SectionId(intern(entry.section)),
            tuple([ChoiceId(intern(choice)) for choice in entry.choices]),
        )
        for entry in prepared.form
    )
    return msgspec.structs.replace(prepared, form=form)
