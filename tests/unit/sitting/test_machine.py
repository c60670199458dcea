from datetime import datetime

import pytest

from catserver.sitting.events import SittingId
from catserver.sitting.machine import (
    CloseSitting,
    OpenSitting,
    PrepareSitting,
    RecordRoomIncident,
    Reschedule,
    SittingCommand,
    SittingPhase,
    SittingRefused,
    SittingState,
    StartSitting,
    decide,
    evolve,
)
from tests.builders import EIGHT, after

PREPARE = PrepareSitting("panitia", "Sesi 1", "Ruang A", "skd-2024", EIGHT)
OPEN = OpenSitting("panitia", "c" * 64)
START = StartSitting("clock")


def after_commands(*commands: SittingCommand, now: datetime = EIGHT) -> SittingState:
    sitting = SittingState(SittingId("s1"))
    for command in commands:
        for event in decide(sitting, command, now):
            sitting = evolve(sitting, event)
    return sitting


def refusal(sitting: SittingState, command: SittingCommand) -> str:
    with pytest.raises(SittingRefused) as refused:
        decide(sitting, command, EIGHT)
    return refused.value.code


def test_a_day_goes_from_prepared_to_closed() -> None:
    close = CloseSitting("panitia", "all sheets signed", {"finished": 60}, "d" * 64)
    sitting = after_commands(PREPARE, OPEN, START, close)
    assert sitting.phase is SittingPhase.CLOSED
    assert sitting.closed is not None
    assert sitting.closed.balance == {"finished": 60}


def test_nobody_starts_a_room_that_was_not_opened() -> None:
    assert refusal(after_commands(PREPARE), START) == "sitting_not_open"


@pytest.mark.parametrize("still", ["waiting", "running", "paused"])
def test_a_sitting_does_not_close_while_anyone_still_works(still: str) -> None:
    running = after_commands(PREPARE, OPEN, START)
    close = CloseSitting("panitia", "end", {"finished": 59, still: 1}, "d" * 64)
    assert refusal(running, close) == "sitting_does_not_balance"


def test_absent_candidates_do_not_keep_a_sitting_open() -> None:
    running = after_commands(PREPARE, OPEN, START)
    close = CloseSitting("panitia", "end", {"finished": 56, "prepared": 4}, "d" * 64)
    assert decide(running, close, EIGHT)


def test_starting_twice_starts_once() -> None:
    running = after_commands(PREPARE, OPEN, START)
    assert decide(running, START, after(minutes=1)) == ()


def test_a_running_sitting_keeps_its_start() -> None:
    running = after_commands(PREPARE, OPEN, START)
    later = Reschedule("panitia", "power cut", after(minutes=30))
    assert refusal(running, later) == "sitting_already_running"


def test_a_closed_sitting_takes_incidents_and_nothing_else() -> None:
    close = CloseSitting("panitia", "end", {}, "d" * 64)
    closed = after_commands(PREPARE, OPEN, START, close)
    assert refusal(closed, START) == "sitting_closed"
    assert decide(closed, RecordRoomIncident("ani", "environment", "generator ran"), EIGHT)
