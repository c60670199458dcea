"""The rules of one attempt: `decide` may refuse, `evolve` may not.

An attempt is prepared once with a recorded form, bound to one terminal at a time, started once,
and finished once. While it runs, each response carries the attempt's next `seq`. That number is
what makes repetition harmless: the same response again is acknowledged again and changes nothing,
other content under a used number is a conflict, and a gap means something is still on its way.

The binding is a fence: a connection that is no longer the attempt's own is refused as `replaced`,
whatever it says, so two terminals can never interleave.

Time is the server's. A response counts until the deadline plus the exam's grace, which covers the
flight of an answer given in the last second. A pause keeps what remained; time granted before the
start lengthens the run, during a pause the remainder, while running the deadline.

`decide` reads the state and the command and returns what will have happened; `evolve` folds one
event into the state and is total, because events are facts.
"""

from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from catserver.attempt.commands import (
    AttemptCommand,
    Close,
    Connect,
    Disconnect,
    Expire,
    GrantTime,
    HandIn,
    Pause,
    Prepare,
    RecordIncident,
    Release,
    Rescore,
    Respond,
    Resume,
    SendMessage,
    Start,
)
from catserver.attempt.errors import CommandRefused
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
    TerminalConnected,
    TerminalDisconnected,
    TerminalReleased,
    TimeGranted,
)
from catserver.attempt.state import Attempt, Phase, Response
from question_bank.key import KeyBook
from question_bank.scoring import Points, score_response

replace = msgspec.structs.replace


def decide(
    attempt: Attempt, command: AttemptCommand, now: datetime, keys: KeyBook
) -> tuple[AttemptEvent, ...]:
    """What happens when `command` meets `attempt` at `now`.

    An empty tuple means: allowed, and already so. Raises CommandRefused.
    """
    if isinstance(command, Respond):
        return _respond(attempt, command, now, keys)
    if isinstance(command, Prepare):
        if attempt.phase is not Phase.BLANK:
            raise CommandRefused("already_prepared")
        return (replace(command.prepared, at=now),)
    if attempt.phase is Phase.BLANK:
        raise CommandRefused("not_prepared")
    if isinstance(command, Rescore):
        return _rescore(attempt, command, now)
    if isinstance(command, Disconnect):
        if not attempt.connected or command.connection != attempt.connection:
            return ()
        return (TerminalDisconnected(now, command.connection),)
    if isinstance(command, RecordIncident):
        _require_reason(command.text)
        return (IncidentRecorded(now, command.by, command.incident_class, command.text),)
    if attempt.phase is Phase.FINISHED:
        return _decide_after_the_end(attempt, command, now)
    return _decide_before_the_end(attempt, command, now)


def _decide_after_the_end(
    attempt: Attempt, command: AttemptCommand, now: datetime
) -> tuple[AttemptEvent, ...]:
    match command:
        case Connect():
            return (TerminalConnected(now, command.connection, command.terminal),)
        case HandIn() if command.connection == attempt.connection:
            return ()  # handed in already, or the clock was faster: the outcome is the answer
        case Expire() | Close() | Start():
            return ()
        case _:
            raise CommandRefused("finished")


def _decide_before_the_end(
    attempt: Attempt, command: AttemptCommand, now: datetime
) -> tuple[AttemptEvent, ...]:
    match command:
        case Connect():
            return (TerminalConnected(now, command.connection, command.terminal),)
        case Release():
            return (TerminalReleased(now, command.by, command.reason),)
        case SendMessage():
            _require_reason(command.text)
            return (MessageSent(now, command.by, command.message, command.text),)
        case Start():
            return _start(attempt, command, now)
        case Pause():
            return _pause(attempt, command, now)
        case Resume():
            return _resume(attempt, command, now)
        case GrantTime():
            if command.seconds <= 0:
                raise CommandRefused("nothing_to_grant")
            _require_reason(command.reason)
            return (TimeGranted(now, command.by, command.reason, command.seconds),)
        case HandIn():
            _require_connection(attempt, command)
            _require_running(attempt)
            return (AttemptFinished(now, "handed_in", "candidate", ""),)
        case Close():
            _require_reason(command.reason)
            return (AttemptFinished(now, "closed", command.by, command.reason),)
        case Expire():
            return _expire(attempt, now)
        case Prepare() | Respond() | Disconnect() | RecordIncident() | Rescore():
            raise AssertionError("decided before")
        case _:
            assert_never(command)


def _respond(
    attempt: Attempt, command: Respond, now: datetime, keys: KeyBook
) -> tuple[AttemptEvent, ...]:
    if command.connection != attempt.connection:
        raise CommandRefused("replaced")
    seq = command.seq
    if seq <= attempt.last_seq:
        return _retransmitted(attempt, command)
    if attempt.phase is not Phase.RUNNING:
        _require_running(attempt)
    if now > _closes_at(attempt):
        raise CommandRefused("too_late")
    if seq != attempt.last_seq + 1:
        raise CommandRefused("seq_gap")
    entry = attempt.entries.get(command.item)
    if entry is None:
        raise CommandRefused("unknown_item")
    choice = command.choice
    if choice is not None and choice not in entry.choices:
        raise CommandRefused("unknown_choice")
    points = score_response(keys, command.item, choice)
    return (ResponseRecorded(now, seq, command.item, choice, command.doubt, points, keys.version),)


def _retransmitted(attempt: Attempt, command: Respond) -> tuple[AttemptEvent, ...]:
    """A `seq` from the past: harmless if it says what was recorded, or what was since replaced."""
    recorded = attempt.responses.get(command.item)
    if recorded is None or recorded.seq < command.seq:
        raise CommandRefused("seq_conflict")  # that number was another item's
    if recorded.seq == command.seq and (
        recorded.choice != command.choice or recorded.doubt != command.doubt
    ):
        raise CommandRefused("seq_conflict")
    return ()


def _start(attempt: Attempt, command: Start, now: datetime) -> tuple[AttemptEvent, ...]:
    if attempt.phase is not Phase.WAITING:
        return ()  # started before, or nobody sits there yet
    prepared = _prepared(attempt)
    begins_at = command.sitting_started_at if prepared.late_start == "common_end" else now
    allowed = timedelta(seconds=prepared.allowed_s)
    return (AttemptStarted(now, begins_at + allowed + attempt.granted_before_start),)


def _pause(attempt: Attempt, command: Pause, now: datetime) -> tuple[AttemptEvent, ...]:
    if attempt.phase is Phase.PAUSED:
        return ()
    _require_running(attempt)
    _require_reason(command.reason)
    assert attempt.deadline_at is not None
    remaining = max(attempt.deadline_at - now, timedelta())
    return (AttemptPaused(now, command.by, command.reason, remaining.total_seconds()),)


def _resume(attempt: Attempt, command: Resume, now: datetime) -> tuple[AttemptEvent, ...]:
    if attempt.phase is Phase.RUNNING:
        return ()
    if attempt.phase is not Phase.PAUSED:
        raise CommandRefused("not_paused")
    assert attempt.remaining is not None
    return (AttemptResumed(now, command.by, command.reason, now + attempt.remaining),)


def _expire(attempt: Attempt, now: datetime) -> tuple[AttemptEvent, ...]:
    if attempt.phase is not Phase.RUNNING or now <= _closes_at(attempt):
        raise CommandRefused("not_over")
    return (AttemptFinished(now, "time_over", "clock", ""),)


def _rescore(attempt: Attempt, command: Rescore, now: datetime) -> tuple[AttemptEvent, ...]:
    if command.keys.version == attempt.key_version:
        return ()
    points = {
        item: now_worth
        for item, response in attempt.responses.items()
        if (now_worth := score_response(command.keys, item, response.choice)) != response.points
    }
    return (AttemptRescored(now, command.by, command.reason, command.keys.version, points),)


def _prepared(attempt: Attempt) -> AttemptPrepared:
    assert attempt.prepared is not None
    return attempt.prepared


def _closes_at(attempt: Attempt) -> datetime:
    """The instant after which no response counts: the deadline and the exam's grace."""
    assert attempt.deadline_at is not None
    return attempt.deadline_at + timedelta(seconds=_prepared(attempt).answer_grace_s)


def _require_connection(attempt: Attempt, command: HandIn) -> None:
    if command.connection != attempt.connection:
        raise CommandRefused("replaced")


def _require_running(attempt: Attempt) -> None:
    match attempt.phase:
        case Phase.RUNNING:
            return
        case Phase.PAUSED:
            raise CommandRefused("paused")
        case Phase.FINISHED:
            raise CommandRefused("finished")
        case _:
            raise CommandRefused("not_running")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise CommandRefused("reason_missing")


def evolve(attempt: Attempt, event: AttemptEvent) -> Attempt:
    """The attempt after `event`. Total: an event is a fact."""
    match event:
        case ResponseRecorded():
            return _with_response(attempt, event)
        case AttemptPrepared():
            return replace(
                attempt,
                phase=Phase.PREPARED,
                prepared=event,
                entries={entry.item: entry for entry in event.form},
                points={entry.section: Points(0) for entry in event.form},
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
            )
        case TerminalDisconnected():
            return replace(attempt, connected=False, last_seen_at=event.at)
        case TerminalReleased():
            return replace(attempt, connection=None, connected=False, last_seen_at=event.at)
        case AttemptStarted():
            return replace(
                attempt, phase=Phase.RUNNING, started_at=event.at, deadline_at=event.deadline_at
            )
        case AttemptPaused():
            return replace(
                attempt,
                phase=Phase.PAUSED,
                deadline_at=None,
                remaining=timedelta(seconds=event.remaining_s),
            )
        case AttemptResumed():
            return replace(
                attempt, phase=Phase.RUNNING, deadline_at=event.deadline_at, remaining=None
            )
        case TimeGranted():
            return _with_time(attempt, timedelta(seconds=event.seconds))
        case MessageSent():
            return replace(attempt, messages=(*attempt.messages, event))
        case IncidentRecorded():
            return replace(attempt, incidents=attempt.incidents + 1)
        case AttemptFinished():
            return replace(
                attempt, phase=Phase.FINISHED, finished=event, deadline_at=None, remaining=None
            )
        case AttemptRescored():
            return _with_points(attempt, event)
        case _:
            assert_never(event)


def _with_response(attempt: Attempt, event: ResponseRecorded) -> Attempt:
    before = attempt.responses.get(event.item)
    section = attempt.entries[event.item].section
    responses = dict(attempt.responses)
    responses[event.item] = Response(event.seq, event.choice, event.doubt, event.points)
    points = dict(attempt.points)
    points[section] = Points(points[section] + event.points - (before.points if before else 0))
    was_answered = before is not None and before.choice is not None
    was_in_doubt = before is not None and before.doubt
    return replace(
        attempt,
        responses=responses,
        points=points,
        answered=attempt.answered + (event.choice is not None) - was_answered,
        in_doubt=attempt.in_doubt + event.doubt - was_in_doubt,
        last_seq=event.seq,
        last_seen_at=event.at,
    )


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
    return replace(attempt, responses=responses, points=points, key_version=event.key_version)


def fold(attempt: Attempt, events: tuple[AttemptEvent, ...]) -> Attempt:
    for event in events:
        attempt = evolve(attempt, event)
    return attempt
