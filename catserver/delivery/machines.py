"""The three machines as the desk drives them: rules, codec, and where the keys come from."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from catserver.admission import codec as admission_codec
from catserver.admission import folding as admission_folding
from catserver.admission import machine as admission_machine
from catserver.admission.commands import AdmissionCommand
from catserver.admission.events import AdmissionEvent
from catserver.admission.state import Admission
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
    """`evolve`, `encode` and `decode` are the machine's own, without a step between."""

    kind = "attempt"
    schema_version = attempt_codec.SCHEMA_VERSION
    evolve = staticmethod(evolve)
    encode = staticmethod(attempt_codec.encode)
    decode = staticmethod(attempt_codec.decode)

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


class AdmissionMachine:
    kind = "admission"
    schema_version = admission_codec.SCHEMA_VERSION
    evolve = staticmethod(admission_folding.evolve)
    encode = staticmethod(admission_codec.encode)
    decode = staticmethod(admission_codec.decode)

    def blank(self, name: str) -> Admission:
        return Admission(name)

    def decide(
        self, state: Admission, command: AdmissionCommand, now: datetime
    ) -> Sequence[AdmissionEvent]:
        return admission_machine.decide(state, command, now)


class SittingMachine:
    kind = "sitting"
    schema_version = sitting_codec.SCHEMA_VERSION
    evolve = staticmethod(sitting_machine.evolve)
    encode = staticmethod(sitting_codec.encode)
    decode = staticmethod(sitting_codec.decode)

    def blank(self, name: str) -> SittingState:
        return SittingState(SittingId(name))

    def decide(
        self, state: SittingState, command: SittingCommand, now: datetime
    ) -> Sequence[SittingEvent]:
        return sitting_machine.decide(state, command, now)


AttemptDesk = Desk[Attempt, AttemptCommand, AttemptEvent]
AdmissionDesk = Desk[Admission, AdmissionCommand, AdmissionEvent]
SittingDesk = Desk[SittingState, SittingCommand, SittingEvent]
