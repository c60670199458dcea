"""What one candidate lost, why, and what was given back: the account that both sides see.

It is a reading of the attempt's fold and adds up exactly: the deadline has moved by what all lines
together were given. What is still going on is the last line, without an end.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from catserver.attempt.state import Attempt, LedgerEntry
from catserver.attempt.timing import spans


class LedgerLine(msgspec.Struct, frozen=True):
    """`until_at` is None while it goes on; what the rule gives for it is known at its end."""

    cause: str
    from_at: datetime
    until_at: datetime | None
    lost_s: float
    given_s: float
    by: str
    reason: str


class Ledger(msgspec.Struct, frozen=True):
    lines: tuple[LedgerLine, ...]
    lost_s: float
    given_s: float


def ledger_of(attempt: Attempt, now: datetime) -> Ledger:
    lines = (*map(_line, attempt.ledger), *_going_on(attempt, now))
    return Ledger(
        lines,
        lost_s=_seconds(sum((entry.lost for entry in attempt.ledger), timedelta()))
        + sum(line.lost_s for line in lines if line.until_at is None),
        given_s=_seconds(sum((entry.given for entry in attempt.ledger), timedelta())),
    )


def _line(entry: LedgerEntry) -> LedgerLine:
    return LedgerLine(
        entry.cause,
        entry.from_at,
        entry.until_at,
        _seconds(entry.lost),
        _seconds(entry.given),
        entry.by,
        entry.reason,
    )


def _going_on(attempt: Attempt, now: datetime) -> Iterator[LedgerLine]:
    paused = attempt.paused
    if paused is not None:
        lost = _seconds(now - paused.at)
        yield LedgerLine("paused", paused.at, None, lost, 0.0, paused.by, paused.reason)
    for span in spans(attempt, attempt.absence, now):
        yield LedgerLine(span.cause, span.from_at, None, _seconds(span.length), 0.0, "rule", "")


def _seconds(length: timedelta) -> float:
    return length.total_seconds()
