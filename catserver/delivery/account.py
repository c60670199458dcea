"""The account of a sitting: what people decided and what went wrong, in order, for the minutes.

One action on many candidates is one line with all their numbers. Answers, items, keys, PINs and
pictures are not in it, and neither is the ordinary way of a candidate through the day.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from catserver.admission.events import (
    AdmissionEvent,
    CameBack,
    PinIssued,
    ProbeCompared,
    ReferenceReplaced,
    ReferralDecided,
    WentOut,
)
from catserver.admission.opinions import OpinionAsked, OpinionGiven
from catserver.admission.resemblance import FaceFoundElsewhere
from catserver.admission.same_picture import PictureSeenBefore
from catserver.attempt.events import (
    AttemptEvent,
    AttemptFinished,
    AttemptPaused,
    AttemptRescored,
    AttemptResumed,
    IncidentRecorded,
    MessageSent,
    TerminalReleased,
    TimeGranted,
    TimeLost,
)
from catserver.sitting.events import SittingEvent
from catserver.sitting.withholding import WITHHOLDING_EVENTS

ONE_ACTION = timedelta(seconds=10)
"""The same words by the same person to many, within this time, are one action."""

Told = AdmissionEvent | AttemptEvent | SittingEvent

_FIELDS: dict[type[Told], tuple[str, ...]] = {
    ProbeCompared: ("by", "reason", "gate"),
    ReferenceReplaced: ("by", "reason"),
    ReferralDecided: ("by", "decision", "reason_code", "reason", "gate"),
    PinIssued: ("by", "purpose"),
    WentOut: ("by", "reason"),
    CameBack: ("by", "reason"),
    FaceFoundElsewhere: (),
    PictureSeenBefore: ("gate",),
    OpinionAsked: ("by", "question"),
    OpinionGiven: ("by", "says", "words"),
    TerminalReleased: ("by", "reason"),
    AttemptPaused: ("by", "reason"),
    AttemptResumed: ("by", "reason"),
    TimeGranted: ("by", "reason", "seconds"),
    TimeLost: ("cause",),
    MessageSent: ("by", "text"),
    IncidentRecorded: ("by", "incident_class", "text"),
    AttemptFinished: ("by", "how", "reason"),
    AttemptRescored: ("by", "reason", "key_version"),
}
"""What is told of an event of one candidate; events that are not here are not told."""


class AccountLine(msgspec.Struct, frozen=True):
    """`values` are the event's own fields; `given_s` is the most any of these got back."""

    at: datetime
    type: str
    values: dict[str, object]
    numbers: tuple[str, ...] = ()
    given_s: float = 0.0


def account_of(
    sitting: Sequence[SittingEvent],
    candidates: Iterable[tuple[str, Sequence[AdmissionEvent | AttemptEvent]]],
) -> tuple[AccountLine, ...]:
    """`candidates` are number and events, of admission and attempt together."""
    lines = [_line_of_sitting(event) for event in sitting]
    told = [(event, number) for number, events in candidates for event in events if _is_told(event)]
    told.sort(key=lambda each: (each[0].at, each[1]))
    lines += _grouped(told)
    return tuple(sorted(lines, key=lambda line: line.at))


def _is_told(event: AdmissionEvent | AttemptEvent) -> bool:
    match event:
        case ProbeCompared(outcome=outcome):
            return outcome == "referred"
        case PinIssued(purpose=purpose):
            return purpose == "move"
        case AttemptFinished(how=how):
            return how == "closed"
        case TimeLost(given_s=given):
            return given > 0
        case _:
            return type(event) in _FIELDS


def _grouped(told: Sequence[tuple[AdmissionEvent | AttemptEvent, str]]) -> list[AccountLine]:
    lines: list[AccountLine] = []
    newest: dict[bytes, int] = {}
    for event, number in told:
        values = _values(event, _FIELDS[type(event)])
        same = msgspec.json.encode((type(event).__name__, values), order="deterministic")
        given = event.given_s if isinstance(event, TimeLost) else 0.0
        place = newest.get(same)
        if place is not None and event.at - lines[place].at <= ONE_ACTION:
            line = lines[place]
            lines[place] = msgspec.structs.replace(
                line, numbers=(*line.numbers, number), given_s=max(line.given_s, given)
            )
            continue
        newest[same] = len(lines)
        lines.append(AccountLine(event.at, type(event).__name__, values, (number,), given))
    return lines


def _line_of_sitting(event: SittingEvent) -> AccountLine:
    hidden = {"at", "type", "attempt", "candidate"}
    fields = [each for each in type(event).__struct_fields__ if each not in hidden]
    numbers = (event.candidate,) if isinstance(event, WITHHOLDING_EVENTS) else ()
    return AccountLine(event.at, type(event).__name__, _values(event, fields), numbers)


def _values(event: Told, fields: Iterable[str]) -> dict[str, object]:
    return {name: msgspec.to_builtins(getattr(event, name)) for name in fields}
