"""The three machines as the desk drives them: rules, codec, and where the keys come from."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from catserver.admission import codec as admission_codec
from catserver.admission import machine as admission_machine
from catserver.admission.events import AdmissionEvent
from catserver.admission.machine import Admission, AdmissionCommand
from catserver.attempt import codec as attempt_codec
from catserver.attempt import machine as attempt_machine
from catserver.attempt.commands import AttemptCommand
from catserver.attempt.events import AttemptEvent, AttemptId
from catserver.attempt.folding import evolve
from catserver.attempt.state import Attempt
from catserver.delivery.desk import Desk
from catserver.sitting import codec as sitting_codec
from catserver.sitting import machine as sitting_machine
from catserver.sitting.events import SittingEvent, SittingId
from catserver.sitting.machine import SittingCommand, SittingState
from question_bank.key import KeyBook

NO_KEYS = KeyBook(0, {})


class Keys(Protocol):
    """Marked key books, already in memory: a decision does not wait."""

    def held(self, sitting: str, version: int) -> KeyBook:
        """Raises LookupError when the sitting's material was not loaded first."""
        ...


class AttemptMachine:
    kind = "attempt"
    schema_version = attempt_codec.SCHEMA_VERSION

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def blank(self, name: str) -> Attempt:
        return Attempt(AttemptId(name))

    def decide(
        self, state: Attempt, command: AttemptCommand, now: datetime
    ) -> Sequence[AttemptEvent]:
        prepared = state.prepared
        keys = self._keys.held(prepared.sitting, state.key_version) if prepared else NO_KEYS
        return attempt_machine.decide(state, command, now, keys)

    def evolve(self, state: Attempt, event: AttemptEvent) -> Attempt:
        return evolve(state, event)

    def encode(self, event: AttemptEvent) -> bytes:
        return attempt_codec.encode(event)

    def decode(self, schema_version: int, data: bytes) -> AttemptEvent:
        return attempt_codec.decode(schema_version, data)


class AdmissionMachine:
    kind = "admission"
    schema_version = admission_codec.SCHEMA_VERSION

    def blank(self, name: str) -> Admission:
        return Admission(name)

    def decide(
        self, state: Admission, command: AdmissionCommand, now: datetime
    ) -> Sequence[AdmissionEvent]:
        return admission_machine.decide(state, command, now)

    def evolve(self, state: Admission, event: AdmissionEvent) -> Admission:
        return admission_machine.evolve(state, event)

    def encode(self, event: AdmissionEvent) -> bytes:
        return admission_codec.encode(event)

    def decode(self, schema_version: int, data: bytes) -> AdmissionEvent:
        return admission_codec.decode(schema_version, data)


class SittingMachine:
    kind = "sitting"
    schema_version = sitting_codec.SCHEMA_VERSION

    def blank(self, name: str) -> SittingState:
        return SittingState(SittingId(name))

    def decide(
        self, state: SittingState, command: SittingCommand, now: datetime
    ) -> Sequence[SittingEvent]:
        return sitting_machine.decide(state, command, now)

    def evolve(self, state: SittingState, event: SittingEvent) -> SittingState:
        return sitting_machine.evolve(state, event)

    def encode(self, event: SittingEvent) -> bytes:
        return sitting_codec.encode(event)

    def decode(self, schema_version: int, data: bytes) -> SittingEvent:
        return sitting_codec.decode(schema_version, data)


AttemptDesk = Desk[Attempt, AttemptCommand, AttemptEvent]
AdmissionDesk = Desk[Admission, AdmissionCommand, AdmissionEvent]
SittingDesk = Desk[SittingState, SittingCommand, SittingEvent]
