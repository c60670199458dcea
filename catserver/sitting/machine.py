"""The rules of a sitting: prepared, open, running, closed.

A sitting is opened by a person, started by the clock or by a person, and closed by a person. It
closes only when it balances: nobody in the room still has an attempt that runs, waits or stands
paused. What stands where at that moment is part of the event, so the minutes need no other source.
"""

from datetime import datetime
from enum import Enum
from typing import Literal, assert_never

import msgspec

from catserver.sitting import withholding
from catserver.sitting.events import (
    BoardRevealed,
    RoomIncidentRecorded,
    SittingClosed,
    SittingEvent,
    SittingId,
    SittingOpened,
    SittingPrepared,
    SittingRescheduled,
    SittingStarted,
)
from catserver.sitting.withholding import WITHHOLDING_EVENTS, DecideOnResult, Withheld

replace = msgspec.structs.replace


class SittingPhase(Enum):
    """Where a sitting stands."""

    BLANK = "blank"
    """Nothing has happened."""
    PREPARED = "prepared"
    """Planned; nobody is let in."""
    OPEN = "open"
    """Candidates arrive and sign in."""
    RUNNING = "running"
    """The room works."""
    CLOSED = "closed"
    """Balanced and signed off."""


class SittingRefused(Exception):
    """The sitting's no; `code` is what a page turns into a sentence."""

    def __init__(
        self,
        code: Literal[
            "already_prepared",
            "sitting_not_prepared",
            "sitting_not_open",
            "sitting_closed",
            "sitting_already_running",
            "sitting_does_not_balance",
            "sitting_not_closed",
            "reason_missing",
        ],
    ) -> None:
        super().__init__(code)
        self.code = code


class PrepareSitting(msgspec.Struct, frozen=True):
    by: str
    title: str
    room: str
    exam: str
    start_at: datetime


class Reschedule(msgspec.Struct, frozen=True):
    by: str
    reason: str
    start_at: datetime


class OpenSitting(msgspec.Struct, frozen=True):
    by: str
    draw_commitment: str


class StartSitting(msgspec.Struct, frozen=True):
    by: str


class CloseSitting(msgspec.Struct, frozen=True):
    """`balance` counts the room by state, as folded by the shell at this moment."""

    by: str
    reason: str
    balance: dict[str, int]
    draw_seed: str


class RecordRoomIncident(msgspec.Struct, frozen=True):
    by: str
    incident_class: Literal["environment", "candidate", "staff", "technical"]
    text: str


class RevealBoard(msgspec.Struct, frozen=True):
    """Show the public what the board's freeze kept back."""

    by: str


SittingCommand = (
    PrepareSitting
    | Reschedule
    | OpenSitting
    | StartSitting
    | CloseSitting
    | RecordRoomIncident
    | DecideOnResult
    | RevealBoard
)

STILL_WORKING = ("waiting", "running", "paused")
"""The states of an attempt that keep a sitting from closing."""


class SittingState(msgspec.Struct, frozen=True):
    id: SittingId
    phase: SittingPhase = SittingPhase.BLANK
    prepared: SittingPrepared | None = None
    start_at: datetime | None = None
    started_at: datetime | None = None
    closed: SittingClosed | None = None
    incidents: tuple[RoomIncidentRecorded, ...] = ()
    withheld: Withheld = {}
    revealed_at: datetime | None = None


def decide(
    sitting: SittingState, command: SittingCommand, now: datetime
) -> tuple[SittingEvent, ...]:
    """What happens when `command` meets `sitting`. Raises SittingRefused, WithholdingRefused."""
    if isinstance(command, PrepareSitting):
        if sitting.phase is not SittingPhase.BLANK:
            raise SittingRefused("already_prepared")
        return (
            SittingPrepared(
                now, command.by, command.title, command.room, command.exam, command.start_at
            ),
        )
    if sitting.phase is SittingPhase.BLANK:
        raise SittingRefused("sitting_not_prepared")
    if isinstance(command, RecordRoomIncident):
        _require_reason(command.text)
        return (RoomIncidentRecorded(now, command.by, command.incident_class, command.text),)
    if isinstance(command, DecideOnResult):
        _require_reason(command.reason)
        return withholding.decide(sitting.withheld, command, now)
    if isinstance(command, RevealBoard):
        return _reveal(sitting, command, now)
    if sitting.phase is SittingPhase.CLOSED:
        raise SittingRefused("sitting_closed")
    match command:
        case Reschedule():
            if sitting.phase is SittingPhase.RUNNING:
                raise SittingRefused("sitting_already_running")
            return (SittingRescheduled(now, command.by, command.reason, command.start_at),)
        case OpenSitting():
            if sitting.phase is not SittingPhase.PREPARED:
                return ()
            return (SittingOpened(now, command.by, command.draw_commitment),)
        case StartSitting():
            if sitting.phase is SittingPhase.RUNNING:
                return ()
            if sitting.phase is not SittingPhase.OPEN:
                raise SittingRefused("sitting_not_open")
            return (SittingStarted(now, command.by),)
        case CloseSitting():
            _require_reason(command.reason)
            if any(command.balance.get(state, 0) for state in STILL_WORKING):
                raise SittingRefused("sitting_does_not_balance")
            return (
                SittingClosed(now, command.by, command.reason, command.balance, command.draw_seed),
            )
        case _:
            assert_never(command)


def _reveal(sitting: SittingState, command: RevealBoard, now: datetime) -> tuple[SittingEvent, ...]:
    if sitting.phase is not SittingPhase.CLOSED:
        raise SittingRefused("sitting_not_closed")
    return () if sitting.revealed_at is not None else (BoardRevealed(now, command.by),)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise SittingRefused("reason_missing")


def evolve(sitting: SittingState, event: SittingEvent) -> SittingState:
    if isinstance(event, WITHHOLDING_EVENTS):
        return replace(sitting, withheld=withholding.evolve(sitting.withheld, event))
    match event:
        case SittingPrepared():
            return replace(
                sitting, phase=SittingPhase.PREPARED, prepared=event, start_at=event.start_at
            )
        case SittingRescheduled():
            return replace(sitting, start_at=event.start_at)
        case SittingOpened():
            return replace(sitting, phase=SittingPhase.OPEN)
        case SittingStarted():
            return replace(sitting, phase=SittingPhase.RUNNING, started_at=event.at)
        case SittingClosed():
            return replace(sitting, phase=SittingPhase.CLOSED, closed=event)
        case RoomIncidentRecorded():
            return replace(sitting, incidents=(*sitting.incidents, event))
        case BoardRevealed():
            return replace(sitting, revealed_at=event.at)
        case _:
            assert_never(event)
