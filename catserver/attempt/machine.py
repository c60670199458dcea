"""The rules of one attempt: what may happen, and what is refused.

An attempt is prepared once with a recorded form, bound to one terminal at a time, started once,
and finished once. While it runs, each response carries the attempt's next `seq`. That number is
what makes repetition harmless: the same response again is acknowledged again and changes nothing,
other content under a used number is a conflict, and a gap means something is still on its way.

The binding is a fence: a connection that is no longer the attempt's own is refused as `replaced`,
whatever it says, so two terminals can never interleave.

Time is the server's. A response counts until the deadline plus the exam's grace, which covers the
flight of an answer given in the last second. A pause keeps what remained; time granted before the
start lengthens the run, during a pause the remainder, while running the deadline. Time in which the
candidate could not work is measured and given back by the exam's rule, in the same decision that
hears their terminal again; `timing.py` knows how. Until then the time cannot run out over an
absence that the rule still covers.

`decide` reads the state and the command and returns what will have happened; `folding.py` has what
becomes of the state then.
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
    Return,
    ReturnFromGate,
    ReturnServer,
    ReturnStore,
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
    ServerReturned,
    TerminalConnected,
    TerminalDisconnected,
    TerminalReleased,
    TerminalReturned,
    TimeGranted,
)
from catserver.attempt.folding import fold
from catserver.attempt.state import Attempt, Mark, Phase
from catserver.attempt.timing import losses, still_covered
from question_bank.key import KeyBook
from question_bank.scoring import score_response

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
        return _disconnect(attempt, command, now)
    if isinstance(command, GrantTime | SendMessage | RecordIncident) and _is_done(attempt, command):
        return ()
    if isinstance(command, RecordIncident):
        _require_reason(command.text)
        by, text, request = command.by, command.text, command.request
        return (IncidentRecorded(now, by, command.incident_class, text, request),)
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
        case (
            Expire()
            | Close()
            | Start()
            | Return()
            | ReturnServer()
            | ReturnStore()
            | ReturnFromGate()
        ):
            return ()
        case _:
            raise CommandRefused("finished")


def _decide_before_the_end(
    attempt: Attempt, command: AttemptCommand, now: datetime
) -> tuple[AttemptEvent, ...]:
    match command:
        case Connect():
            connected = TerminalConnected(now, command.connection, command.terminal)
            return (connected, *_unnoticed(attempt, command.heard_at, now), *losses(attempt, now))
        case Return():
            return _return(attempt, command.heard_at, now)
        case ReturnServer():
            return _return_server(attempt, command, now)
        case ReturnFromGate():
            return _return_from_gate(attempt, command, now)
        case ReturnStore():
            if not attempt.connected:
                return ()  # their absence is measured already, whoever was away as well
            return losses(attempt, now, (Mark("server_away", command.away_from),))
        case Release():
            return (TerminalReleased(now, command.by, command.reason),)
        case SendMessage():
            _require_reason(command.text)
            by, text, request = command.by, command.text, command.request
            return (MessageSent(now, by, command.message, text, request),)
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
            by, reason, request = command.by, command.reason, command.request
            return (TimeGranted(now, by, reason, command.seconds, request),)
        case HandIn():
            _require_connection(attempt, command)
            _require_running(attempt)
            handed_in = AttemptFinished(now, "handed_in", "candidate", "")
            return (*_return(attempt, None, now), handed_in)
        case Close():
            _require_reason(command.reason)
            closed = AttemptFinished(now, "closed", command.by, command.reason)
            return (*losses(attempt, now), closed)
        case Expire():
            return _expire(attempt, now)
        case Prepare() | Respond() | Disconnect() | RecordIncident() | Rescore():
            raise AssertionError("decided before")
        case _:
            assert_never(command)


def _is_done(attempt: Attempt, command: GrantTime | SendMessage | RecordIncident) -> bool:
    """Asked before: a press that was sent twice, or again because its answer was lost."""
    return bool(command.request) and command.request in attempt.requests


def _disconnect(attempt: Attempt, command: Disconnect, now: datetime) -> tuple[AttemptEvent, ...]:
    if not attempt.connected or command.connection != attempt.connection:
        return ()
    heard_at = _heard(attempt, command.heard_at, now)
    return (TerminalDisconnected(now, command.connection, heard_at, command.cause),)


def _return(attempt: Attempt, heard_at: datetime | None, now: datetime) -> tuple[AttemptEvent, ...]:
    """Heard over plain HTTP. A terminal that was released has nothing to come back to."""
    if attempt.connection is None:
        return ()
    if attempt.absence:
        return (TerminalReturned(now, attempt.connection), *losses(attempt, now))
    return _unnoticed(attempt, heard_at, now)


def _return_server(
    attempt: Attempt, command: ReturnServer, now: datetime
) -> tuple[AttemptEvent, ...]:
    alive_at = _heard(attempt, command.alive_at, now)
    assert alive_at is not None
    if attempt.connected and command.lines_held:
        return losses(attempt, now, (Mark("server_away", alive_at),))
    if attempt.connected or (attempt.absence and attempt.absence[-1].cause != "moved"):
        return (ServerReturned(now, alive_at),)
    return ()


def _return_from_gate(
    attempt: Attempt, command: ReturnFromGate, now: datetime
) -> tuple[AttemptEvent, ...]:
    """Whoever answered items meanwhile has worked meanwhile; who was away loses it elsewhere."""
    if not attempt.connected:
        return ()
    from_at = _heard(attempt, command.asked_at, now)
    assert from_at is not None
    return losses(attempt, now, (Mark("gate", from_at),))


def _unnoticed(
    attempt: Attempt, heard_at: datetime | None, now: datetime
) -> tuple[AttemptEvent, ...]:
    """The loss of a line that was dead while it still counted as connected."""
    if heard_at is None or not attempt.connected:
        return ()
    from_at = _heard(attempt, heard_at, now)
    assert from_at is not None
    return losses(attempt, now, (Mark("terminal_away", from_at),))


def _heard(attempt: Attempt, heard_at: datetime | None, now: datetime) -> datetime | None:
    """What the shell believes, held to what the journal knows: never before the last sign."""
    if heard_at is None:
        return None
    return min(max(heard_at, attempt.last_seen_at or heard_at), now)


def _respond(
    attempt: Attempt, command: Respond, now: datetime, keys: KeyBook
) -> tuple[AttemptEvent, ...]:
    if command.connection != attempt.connection:
        raise CommandRefused("replaced")
    if attempt.absence:  # an answer over plain HTTP: they work again, and the clock knows it first
        returned = _return(attempt, None, now)
        return (*returned, *_respond(fold(attempt, returned), command, now, keys))
    seq = command.seq
    if seq <= attempt.last_seq:
        return _retransmitted(attempt, command)
    if attempt.phase is not Phase.RUNNING:
        _require_running(attempt)
    assert attempt.deadline_at is not None
    if now > attempt.deadline_at and now > _closes_at(attempt):
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
    lost = losses(attempt, now)
    deadline_at = fold(attempt, lost).deadline_at
    assert deadline_at is not None
    remaining_s = (deadline_at - now).total_seconds()  # below zero within the grace
    return (*lost, AttemptPaused(now, command.by, command.reason, remaining_s))


def _resume(attempt: Attempt, command: Resume, now: datetime) -> tuple[AttemptEvent, ...]:
    if attempt.phase is Phase.RUNNING:
        return ()
    if attempt.phase is not Phase.PAUSED:
        raise CommandRefused("not_paused")
    assert attempt.remaining is not None
    return (AttemptResumed(now, command.by, command.reason, now + attempt.remaining),)


def _expire(attempt: Attempt, now: datetime) -> tuple[AttemptEvent, ...]:
    if attempt.phase is not Phase.RUNNING:
        raise CommandRefused("not_over")
    if now <= _closes_at(attempt) + still_covered(attempt, now):
        raise CommandRefused("not_over")
    return (*losses(attempt, now), AttemptFinished(now, "time_over", "clock", ""))


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
