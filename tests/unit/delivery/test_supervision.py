import asyncio
from concurrent.futures import Future
from datetime import timedelta

from catserver.admission.commands import AskGate, UsePin
from catserver.admission.events import Decision
from catserver.attempt.commands import HandIn, Respond
from catserver.attempt.events import ConnectionId
from catserver.delivery.door.arrivals import Arrivals
from catserver.delivery.door.inspecting import Inspection
from catserver.delivery.journal import JournalFull
from catserver.delivery.pins import Secrets
from catserver.delivery.room_row import Person, room_row
from catserver.delivery.supervision import Action, Supervision
from tests.rooms import START_AFTER, Room

MOVE = Action("move", "ani", "screen broken")
SECRETS = Secrets(bytes(32))
ADMIT: Decision = "admit"


class NoInspector:
    def inspect(self, content: bytes) -> Future[Inspection]:
        raise AssertionError(len(content))

    hints = inspect


async def a_room_at_work() -> tuple[Room, str, Supervision]:
    """The first candidate was admitted by hand, is seated and works."""
    room = Room()
    sitting = await room.an_open_sitting()
    arrivals = Arrivals(
        room.registry,
        room.cabinet,
        room.sittings,
        room.admissions,
        room.looks(NoInspector()),
        SECRETS,
        room.clock,
    )
    attempt = f"{sitting.id}-1"
    await arrivals.decide(sitting.id, "001", "ani", ADMIT, "documents_checked", "")
    pin = (await arrivals.issue_pin(sitting.id, "001", "ani")).pin
    await room.admissions.handle(attempt, UsePin("T-1", SECRETS.pin_hash(attempt, pin)))
    await room.seat(attempt)
    room.clock.at += START_AFTER
    await room.sittings.tick()
    return room, sitting.id, Supervision(room.sittings, room.attempts, room.admissions, arrivals)


async def test_a_move_gives_a_pin_and_takes_the_terminal_away() -> None:
    room, sitting, supervision = await a_room_at_work()
    (moved,) = await supervision.act(sitting, MOVE, ["001"])
    assert moved.ok
    assert moved.pin is not None
    assert (await room.admissions.state(f"{sitting}-1")).seated_at is None
    assert (await room.attempts.state(f"{sitting}-1")).connection is None


async def test_nobody_is_moved_after_the_end_and_the_outcome_stays_on_their_screen() -> None:
    room, sitting, supervision = await a_room_at_work()
    attempt = f"{sitting}-1"
    await room.attempts.handle(attempt, HandIn(ConnectionId(f"line-{attempt}")))
    (moved,) = await supervision.act(sitting, MOVE, ["001"])
    assert (moved.ok, moved.code, moved.pin) == (False, "finished", None)
    assert (await room.admissions.state(attempt)).seated_at is not None


async def test_each_candidate_is_acted_on_for_themselves() -> None:
    room, sitting, supervision = await a_room_at_work()
    pause = Action("pause", "ani", "fire drill")
    results = await supervision.act(sitting, pause, ["001", "002", "999"])
    assert [(each.number, each.ok, each.code) for each in results] == [
        ("001", True, None),
        ("002", False, "not_running"),
        ("999", False, "not_in_this_sitting"),
    ]
    assert (await room.attempts.state(f"{sitting}-1")).deadline_at is None


async def test_a_store_without_room_is_said_of_each_candidate() -> None:
    room, sitting, supervision = await a_room_at_work()
    room.journal.fail_next = JournalFull()
    (refused,) = await supervision.act(sitting, Action("message", "ani", text="Tenang"), ["001"])
    assert (refused.ok, refused.code) == (False, "disk_full")


GRANT = Action("grant_time", "ani", "Listrik padam", minutes=5, request="a1")


async def test_a_press_that_was_sent_twice_grants_once_and_both_are_told_that_it_is_done() -> None:
    room, sitting, supervision = await a_room_at_work()
    both = await asyncio.gather(*(supervision.act(sitting, GRANT, ["001"]) for _ in range(2)))
    assert [each.ok for (each,) in both] == [True, True]
    assert (await room.attempts.state(f"{sitting}-1")).granted == timedelta(minutes=5)


async def test_a_grant_sent_again_after_the_server_was_started_again_is_done_already() -> None:
    room, sitting, supervision = await a_room_at_work()
    await supervision.act(sitting, GRANT, ["001"])
    room.restart()
    await room.sittings.recover()
    again = Supervision(room.sittings, room.attempts, room.admissions, supervision._arrivals)
    (told,) = await again.act(sitting, GRANT, ["001"])
    assert told.ok
    assert (await room.attempts.state(f"{sitting}-1")).granted == timedelta(minutes=5)


async def test_a_move_asked_for_again_shows_the_same_pin() -> None:
    _, sitting, supervision = await a_room_at_work()
    move = Action("move", "ani", "screen broken", request="a2")
    (first,), (second,) = [await supervision.act(sitting, move, ["001"]) for _ in range(2)]
    assert first.pin is not None
    assert second.pin == first.pin


async def test_what_failed_is_tried_anew_under_the_same_name() -> None:
    room, sitting, supervision = await a_room_at_work()
    room.journal.fail_next = JournalFull()
    (refused,) = await supervision.act(sitting, GRANT, ["001"])
    assert refused.code == "disk_full"
    (done,) = await supervision.act(sitting, GRANT, ["001"])
    assert done.ok
    assert (await room.attempts.state(f"{sitting}-1")).granted == timedelta(minutes=5)


async def test_who_goes_out_while_the_camera_asks_gets_the_time_of_the_question_back() -> None:
    room, sitting, supervision = await a_room_at_work()
    attempt = f"{sitting}-1"
    await room.admissions.handle(attempt, AskGate("T-1", "presence"))
    room.clock.pass_(seconds=20)
    await supervision.act(sitting, Action("out", "ani"), ["001"])
    (lost,) = (await room.attempts.state(attempt)).ledger
    assert (lost.cause, lost.given) == ("gate", timedelta(seconds=20))


async def test_nobody_goes_out_after_the_end() -> None:
    room, sitting, supervision = await a_room_at_work()
    await room.attempts.handle(f"{sitting}-1", HandIn(ConnectionId(f"line-{sitting}-1")))
    (out,) = await supervision.act(sitting, Action("out", "ani"), ["001"])
    assert (out.ok, out.code) == (False, "finished")


async def test_answers_that_come_while_somebody_is_out_are_told_until_they_are_back() -> None:
    room, sitting, supervision = await a_room_at_work()
    attempt = f"{sitting}-1"
    (out,) = await supervision.act(sitting, Action("out", "ani"), ["001"])
    assert out.ok
    assert not await answers_while_out(room, attempt)
    item = next(iter((await room.attempts.state(attempt)).entries))
    answer = Respond(ConnectionId(f"line-{attempt}"), 1, item, None, doubt=True)
    await room.attempts.handle(attempt, answer)
    assert await answers_while_out(room, attempt)
    (back,) = await supervision.act(sitting, Action("back", "budi"), ["001"])
    assert back.ok
    assert not await answers_while_out(room, attempt)


async def answers_while_out(room: Room, attempt: str) -> bool:
    assignment = room.sittings.assignment(attempt)
    assert assignment is not None
    candidate = await room.registry.candidate(assignment.candidate)
    assert candidate is not None
    admission, state = await room.admissions.state(attempt), await room.attempts.state(attempt)
    person = Person(assignment, candidate, admission, state)
    identity = room.cabinet.known(assignment.sitting).exam.identity
    row = room_row(person, identity, room.clock.now(), lambda _: "", total=None, version=1)
    return row.answers_while_out
