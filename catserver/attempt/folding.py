"""What an attempt becomes: events folded into its state. They are facts; none is refused."""

from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from catserver.attempt.events import (
    AttemptEvent,
    AttemptFinished,
    AttemptPaused,
    AttemptPrepared,
    AttemptRescored,
    AttemptResumed,
    AttemptStarted,
    IncidentRecorded,
    MessageSent,
    ResponseRecorded,
    ServerReturned,
    TerminalConnected,
    TerminalDisconnected,
    TerminalReleased,
    TerminalReturned,
    TimeGranted,
    TimeLost,
)
from catserver.attempt.forms import shared
from catserver.attempt.responses import Response, Responses
from catserver.attempt.state import Attempt, LedgerEntry, Mark, Phase
from catserver.attempt.timing import marked, server_marked
from question_bank.scoring import Points

replace = msgspec.structs.replace


def evolve(attempt: Attempt, event: AttemptEvent) -> Attempt:
    """The attempt after `event`. Total: an event is a fact."""
    match event:
        case ResponseRecorded():
            return _with_response(attempt, event)
        case AttemptPrepared():
            form = shared(event.form)
            return replace(
                attempt,
                phase=Phase.PREPARED,
                prepared=replace(event, form=form),
                entries={entry.item: entry for entry in form},
                points={entry.section: Points(0) for entry in form},
                key_version=event.key_version,
            )
        case TerminalConnected():
            waiting = attempt.phase is Phase.PREPARED
            return replace(
                attempt,
                phase=Phase.WAITING if waiting else attempt.phase,
                connection=event.connection,
                connected=True,
                terminal=event.terminal,
                last_seen_at=event.at,
                absence=(),
            )
        case TerminalDisconnected():
            heard_at = event.heard_at or event.at
            away = (Mark(event.cause, heard_at),)
            return replace(attempt, connected=False, last_seen_at=heard_at, absence=away)
        case TerminalReturned():
            return replace(attempt, connected=True, last_seen_at=event.at, absence=())
        case TerminalReleased():
            return replace(
                attempt,
                connection=None,
                connected=False,
                last_seen_at=event.at,
                absence=marked(attempt.absence, "moved", event.at),
            )
        case ServerReturned():
            absence = server_marked(attempt.absence, event.alive_at, event.at)
            return replace(attempt, connected=False, absence=absence)
        case TimeLost():
            return _with_loss(attempt, event)
        case AttemptStarted():
            return replace(
                attempt,
                phase=Phase.RUNNING,
                started_at=event.at,
                deadline_at=event.deadline_at,
                measured_from=event.at,
            )
        case AttemptPaused():
            return replace(
                attempt,
                phase=Phase.PAUSED,
                deadline_at=None,
                remaining=timedelta(seconds=event.remaining_s),
                paused=event,
            )
        case AttemptResumed():
            return replace(
                _with_pause(attempt, event.at),
                phase=Phase.RUNNING,
                deadline_at=event.deadline_at,
                remaining=None,
                measured_from=event.at,
            )
        case TimeGranted():
            return _with_grant(_with_request(attempt, event.request), event)
        case MessageSent():
            return replace(
                _with_request(attempt, event.request), messages=(*attempt.messages, event)
            )
        case IncidentRecorded():
            return replace(_with_request(attempt, event.request), incidents=attempt.incidents + 1)
        case AttemptFinished():
            return replace(
                _with_pause(attempt, event.at),
                phase=Phase.FINISHED,
                finished=event,
                deadline_at=None,
                remaining=None,
                absence=(),
            )
        case AttemptRescored():
            return _with_points(attempt, event)
        case _:
            assert_never(event)


def _with_request(attempt: Attempt, request: str) -> Attempt:
    return replace(attempt, requests=(*attempt.requests, request)) if request else attempt


def _with_response(attempt: Attempt, event: ResponseRecorded) -> Attempt:
    before = attempt.responses.get(event.item)
    entry = attempt.entries[event.item]
    section = entry.section
    response = Response(event.seq, event.choice, event.doubt, event.points)
    points = dict(attempt.points)
    points[section] = Points(points[section] + event.points - (before.points if before else 0))
    was_answered = before is not None and before.choice is not None
    was_in_doubt = before is not None and before.doubt
    return replace(
        attempt,
        responses=attempt.responses.with_response(entry.item, response),
        points=points,
        answered=attempt.answered + (event.choice is not None) - was_answered,
        in_doubt=attempt.in_doubt + event.doubt - was_in_doubt,
        last_seq=event.seq,
        last_seen_at=event.at,
    )


def _with_loss(attempt: Attempt, event: TimeLost) -> Attempt:
    given = timedelta(seconds=event.given_s)
    entry = LedgerEntry(event.cause, event.from_at, event.until_at, given, "rule")
    entered = replace(attempt, ledger=(*attempt.ledger, entry), measured_from=event.until_at)
    return _with_time(entered, given)


def _with_grant(attempt: Attempt, event: TimeGranted) -> Attempt:
    granted = timedelta(seconds=event.seconds)
    entry = LedgerEntry("granted", event.at, event.at, granted, event.by, event.reason)
    return _with_time(replace(attempt, ledger=(*attempt.ledger, entry)), granted)


def _with_pause(attempt: Attempt, until: datetime) -> Attempt:
    """A pause that is over gave back what it took: the remaining time was kept."""
    paused = attempt.paused
    if paused is None:
        return attempt
    entry = LedgerEntry("paused", paused.at, until, until - paused.at, paused.by, paused.reason)
    return replace(attempt, paused=None, ledger=(*attempt.ledger, entry))


def _with_time(attempt: Attempt, granted: timedelta) -> Attempt:
    deadline_at, remaining = attempt.deadline_at, attempt.remaining
    before_start = attempt.granted_before_start
    if deadline_at is not None:
        deadline_at += granted
    elif remaining is not None:
        remaining += granted
    else:
        before_start += granted
    return replace(
        attempt,
        deadline_at=deadline_at,
        remaining=remaining,
        granted=attempt.granted + granted,
        granted_before_start=before_start,
    )


def _with_points(attempt: Attempt, event: AttemptRescored) -> Attempt:
    responses = dict(attempt.responses)
    points = dict(attempt.points)
    for item, worth in event.points.items():
        section = attempt.entries[item].section
        points[section] = Points(points[section] + worth - responses[item].points)
        responses[item] = replace(responses[item], points=worth)
    return replace(
        attempt,
        responses=Responses(responses),
        points=points,
        key_version=event.key_version,
    )


def fold(attempt: Attempt, events: tuple[AttemptEvent, ...]) -> Attempt:
    for event in events:
        attempt = evolve(attempt, event)
    return attempt
