"""What an attempt is at one moment: the fold of its events, and nothing else."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Literal

import msgspec

from catserver.attempt.events import (
    AttemptFinished,
    AttemptId,
    AttemptPaused,
    AttemptPrepared,
    ConnectionId,
    FormEntry,
    LossCause,
    MessageSent,
)
from catserver.attempt.responses import NO_RESPONSES, Responses
from question_bank.item import ItemId, SectionId
from question_bank.scoring import Points


class Phase(Enum):
    """Where an attempt stands."""

    BLANK = "blank"
    """Nothing has happened; the first event prepares it."""
    PREPARED = "prepared"
    """The form is recorded; no terminal has signed in."""
    WAITING = "waiting"
    """A terminal is bound; the time has not begun."""
    RUNNING = "running"
    """The clock runs; responses are taken."""
    PAUSED = "paused"
    """The clock stands; the remaining time is kept."""
    FINISHED = "finished"
    """Handed in, out of time or closed. Nothing changes but scores, by a new key."""


class Mark(msgspec.Struct, frozen=True):
    """From `from_at` on the terminal is away, for this cause, until the next mark or its return."""

    cause: LossCause
    from_at: datetime


class LedgerEntry(msgspec.Struct, frozen=True):
    """What was lost and what was given for it. `by` is a member of the staff, or `rule`.

    A grant has lost nothing: both its instants are the one it was granted at.
    """

    cause: LossCause | Literal["paused", "granted"]
    from_at: datetime
    until_at: datetime
    given: timedelta
    by: str
    reason: str = ""

    @property
    def lost(self) -> timedelta:
        return self.until_at - self.from_at


class Attempt(msgspec.Struct, frozen=True):
    """One candidate's run, as folded so far.

    `entries` maps each item of the form to its entry; `points` sums the responses per section
    (hundredths of a mark). `deadline_at` stands while running, `remaining` while paused.

    `absence` has marks while the terminal is away. Losses are measured from `measured_from` on:
    what lies before was the waiting, a pause, or is in the `ledger` already.

    `requests` names what the staff asked for and is done.
    """

    id: AttemptId
    phase: Phase = Phase.BLANK
    prepared: AttemptPrepared | None = None
    entries: Mapping[ItemId, FormEntry] = {}
    key_version: int = 0
    responses: Responses = NO_RESPONSES
    points: Mapping[SectionId, Points] = {}
    answered: int = 0
    in_doubt: int = 0
    last_seq: int = 0
    connection: ConnectionId | None = None
    connected: bool = False
    terminal: str | None = None
    last_seen_at: datetime | None = None
    started_at: datetime | None = None
    deadline_at: datetime | None = None
    remaining: timedelta | None = None
    granted: timedelta = timedelta()
    granted_before_start: timedelta = timedelta()
    absence: tuple[Mark, ...] = ()
    measured_from: datetime | None = None
    paused: AttemptPaused | None = None
    ledger: tuple[LedgerEntry, ...] = ()
    messages: tuple[MessageSent, ...] = ()
    incidents: int = 0
    requests: tuple[str, ...] = ()
    finished: AttemptFinished | None = None

    @property
    def items(self) -> int:
        return len(self.entries)

    @property
    def total(self) -> Points:
        return Points(sum(self.points.values()))

    def remaining_at(self, now: datetime) -> timedelta | None:
        """The time left at `now`, never negative; None before the start and after the end."""
        match self.phase:
            case Phase.RUNNING:
                assert self.deadline_at is not None
                return max(self.deadline_at - now, timedelta())
            case Phase.PAUSED:
                return None if self.remaining is None else max(self.remaining, timedelta())
            case _:
                return None
