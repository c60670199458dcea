"""Looks at the three gates, from a picture to what the room and the clock know of it."""

import asyncio
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, cast

import pytest

from catserver.admission.commands import ComeBack, Decide, GoOut, IssuePin, UsePin
from catserver.admission.events import Gate, LiveCheck
from catserver.admission.state import AdmissionPhase
from catserver.attempt.commands import Start
from catserver.attempt.state import Phase
from catserver.delivery.door.inspecting import Inspection
from catserver.delivery.door.later import Later
from catserver.delivery.door.looks import BY_CANDIDATE, Looks, ProbeResult
from catserver.delivery.registry import (
    Candidate,
    CandidateNumber,
    Photo,
    PhotoId,
    PhotoKind,
    RosterEntry,
)
from proctoring.engine import EngineName
from proctoring.errors import QueueFull, WorkerDied
from tests.builders import EIGHT
from tests.live import BytesInspector
from tests.rooms import EXAM, START_AFTER, Room, SetQueue

GATES = b"""[identity]
seat = "required"
return = "required"
presence_every_minutes = 30
"""
ALL_GATES = EXAM.replace(b"[identity]\n", GATES)
OPTIONAL = EXAM.replace(b"[identity]\n", b'[identity]\nseat = "optional"\n')
WAITS = EXAM.replace(b"[identity]\n", GATES + b'while_referred = "waits"\n')


class Silent:
    """A worker that never answers."""

    def __init__(self) -> None:
        self.asked: Future[Inspection] = Future()

    def inspect(self, _: bytes) -> Future[Inspection]:
        return self.asked

    hints = inspect


@dataclass
class Failing:
    error: Exception

    def inspect(self, content: bytes) -> Future[Inspection]:
        assert content
        raise self.error

    hints = inspect


@dataclass
class Place:
    """The first candidate of a room, whose registration photo shows `anisa`."""

    room: Room
    attempt: str
    sitting: str
    queue: SetQueue = field(default_factory=SetQueue)

    @property
    def looks(self) -> Looks:
        return self.room.looks(BytesInspector(), self.queue)

    @property
    def phase(self) -> Phase:
        state = self.room.attempts.known(self.attempt)
        assert state is not None
        return state.phase

    async def look(
        self, gate: Gate, who: str, by: str = "ani", *, accept: bool = False
    ) -> ProbeResult:
        assignment = self.room.sittings.assignment(self.attempt)
        assert assignment is not None
        return await self.looks.take(assignment, who.encode(), by, gate, accept=accept)

    async def said(self, gate: Gate, who: str, by: str = "ani") -> str | None:
        compared = (await self.look(gate, who, by)).compared
        assert compared is not None
        return compared.reason

    async def decide(self, reason: str = "same_person") -> None:
        await self.room.admissions.handle(self.attempt, Decide("ani", "admit", reason, ""))

    async def register(self, who: str) -> None:
        number = CandidateNumber("001")
        photo = Photo(PhotoId(f"ref-{who}"), PhotoKind.REGISTRATION, number, who, "", EIGHT)
        candidate = Candidate(number, "Peserta 001", "Pranata", "general")
        await self.room.registry.load_roster([RosterEntry(candidate, photo, who.encode())])

    async def seat(self) -> None:
        pin = IssuePin("ani", "arrival", "hash", None)
        await self.room.admissions.handle(self.attempt, pin)
        await self.room.admissions.handle(self.attempt, UsePin("A-01", "hash"))
        await self.room.seat(self.attempt)

    async def start(self) -> None:
        self.room.clock.at += START_AFTER
        await self.room.attempts.handle(self.attempt, Start(self.room.clock.now()))


async def a_place(exam_file: bytes = ALL_GATES, arrival: str | None = "anisa") -> Place:
    """Registered, photographed at the desk and, where that was a match, seated."""
    room = Room()
    sitting = await room.an_open_sitting(exam_file=exam_file)
    place = Place(room, f"{sitting.id}-1", sitting.id)
    await place.register("anisa")
    if arrival is not None:
        await place.look("arrival", arrival)
        if arrival != "anisa":
            await place.decide()
        await place.seat()
    return place


async def test_each_look_is_compared_with_both_photos() -> None:
    place = await a_place()
    looked = await place.look("seat", "anisa")
    assert looked.compared is not None
    assert looked.compared.outcome == "match"
    assert (looked.compared.dissimilarity, looked.compared.today_dissimilarity) == (0, 0)
    assert looked.compared.today == (await place.room.admissions.state(place.attempt)).today_photo


async def test_the_face_the_desk_admitted_matches_and_the_registered_one_does_not() -> None:
    """Somebody else's registration photo, or a stand-in: a person decided, and today's counts."""
    place = await a_place(arrival="changed")
    assert await place.said("seat", "changed") is None
    assert await place.said("return", "anisa") == "arrival_differs"


async def test_a_match_with_today_alone_is_referred_when_only_a_machine_vouched() -> None:
    place = await a_place()
    await place.register("another")
    assert await place.said("seat", "anisa") == "registration_differs"


async def test_nobody_known_is_a_referral_and_the_candidate_goes_on() -> None:
    place = await a_place()
    await place.start()
    assert await place.said("presence", "stranger") == "non_match"
    admission = await place.room.admissions.state(place.attempt)
    assert admission.phase is AdmissionPhase.SEATED
    assert admission.referred_at is not None
    assert place.phase is Phase.RUNNING


async def test_where_the_exam_says_so_they_wait_with_the_clock_standing() -> None:
    place = await a_place(WAITS)
    await place.start()
    await place.look("presence", "stranger")
    assert place.phase is Phase.PAUSED
    place.room.clock.pass_(minutes=7)
    await place.decide()
    await place.looks.resume(place.attempt)
    assert place.phase is Phase.RUNNING
    state = await place.room.attempts.state(place.attempt)
    assert [(e.cause, e.given) for e in state.ledger] == [("paused", timedelta(minutes=7))]


@pytest.mark.parametrize("exam_file", [ALL_GATES, WAITS])
async def test_a_camera_that_fails_never_stops_anybody(exam_file: bytes) -> None:
    place = await a_place(exam_file)
    assignment = place.room.sittings.assignment(place.attempt)
    assert assignment is not None
    await place.start()
    await place.looks.pass_by(assignment, "seat", "denied")
    admission = await place.room.admissions.state(place.attempt)
    assert admission.referral is not None
    assert (admission.referral.gate, admission.referral.reason) == ("seat", "no_camera")
    assert place.phase is Phase.RUNNING


async def test_an_optional_look_can_be_skipped_and_nobody_is_called() -> None:
    place = await a_place(OPTIONAL)
    assignment = place.room.sittings.assignment(place.attempt)
    assert assignment is not None
    await place.looks.pass_by(assignment, "seat", "skipped")
    assert (await place.room.admissions.state(place.attempt)).referral is None
    assert place.looks.due(place.attempt) is None


async def test_each_look_is_wanted_in_its_turn() -> None:
    place = await a_place()

    def wanted() -> Gate | None:
        due = place.looks.due(place.attempt)
        return due.gate if due is not None and due.at <= place.room.clock.now() else None

    assert wanted() == "seat"
    await place.look("seat", "anisa", BY_CANDIDATE)
    assert wanted() is None
    await place.start()
    place.room.clock.pass_(minutes=29, seconds=59)
    assert wanted() is None
    place.room.clock.pass_(seconds=1)
    assert wanted() == "presence"
    await place.room.admissions.handle(place.attempt, GoOut("ani", "toilet"))
    assert wanted() is None
    place.room.clock.pass_(minutes=3)
    await place.room.admissions.handle(place.attempt, ComeBack("ani", ""))
    assert wanted() == "return"
    await place.look("return", "anisa", BY_CANDIDATE)
    assert wanted() is None


async def test_the_time_a_terminal_asked_for_is_given_back() -> None:
    place = await a_place()
    await place.start()
    await place.looks.ask(place.attempt, "seat")
    place.room.clock.pass_(seconds=9)
    assert (await place.look("seat", "anisa too_dark", BY_CANDIDATE)).compared is None
    place.room.clock.pass_(seconds=4)
    await place.look("seat", "anisa", BY_CANDIDATE)
    state = await place.room.attempts.state(place.attempt)
    assert [(e.cause, e.lost, e.given) for e in state.ledger] == [
        ("gate", timedelta(seconds=13), timedelta(seconds=13))
    ]


async def test_what_was_never_asked_costs_and_gives_nothing() -> None:
    place = await a_place()
    await place.start()
    await place.looks.ask(place.attempt, "return")
    await place.look("seat", "anisa", "ani")
    assert (await place.room.attempts.state(place.attempt)).ledger == ()


async def test_a_long_queue_seats_first_and_compares_behind() -> None:
    place = await a_place(arrival=None)
    later = Later(place.looks, place.room.sittings, place.room.admissions)
    place.queue.seconds = 9.0
    taken = await place.look("arrival", "stranger")
    assert taken.deferred
    admission = await place.room.admissions.state(place.attempt)
    assert admission.phase is AdmissionPhase.DEFERRED
    assert later.waiting == 1
    assert later.since == place.room.clock.at
    command = IssuePin("ani", "arrival", "hash", None, while_deferred=True)
    await place.room.admissions.handle(place.attempt, command)
    await place.room.admissions.handle(place.attempt, UsePin("A-01", "hash"))
    async with asyncio.timeout(5):
        working = asyncio.create_task(later.run())
        while later.waiting:
            await asyncio.sleep(0)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    admission = await place.room.admissions.state(place.attempt)
    assert admission.phase is AdmissionPhase.SEATED
    assert admission.referral is not None
    assert (admission.referral.gate, admission.referral.reason) == ("arrival", "non_match")


async def test_what_was_deferred_is_compared_after_a_restart() -> None:
    place = await a_place(arrival=None)
    place.queue.seconds = 9.0
    await place.look("arrival", "anisa")
    place.room.restart()
    await place.room.sittings.recover()
    later = Later(place.looks, place.room.sittings, place.room.admissions)
    async with asyncio.timeout(5):
        working = asyncio.create_task(later.run())
        while later.waiting:
            await asyncio.sleep(0)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    admission = await place.room.admissions.state(place.attempt)
    assert admission.phase is AdmissionPhase.MATCHED


async def test_a_queue_that_is_full_defers_and_a_dead_worker_refers() -> None:
    place = await a_place(arrival=None)
    assignment = place.room.sittings.assignment(place.attempt)
    assert assignment is not None
    full = place.room.looks(Failing(QueueFull("64 jobs wait")))
    assert (await full.take(assignment, b"anisa", "ani", "arrival", accept=False)).deferred
    dead = place.room.looks(Failing(WorkerDied("it ended")))
    referred = (await dead.take(assignment, b"anisa", "ani", "arrival", accept=False)).compared
    assert referred is not None
    assert referred.reason == "engine_unavailable"


class Shorter(BytesInspector):
    """The same engine by name, and templates of half the length: another file under its name."""

    def inspect(self, content: bytes) -> Future[Inspection]:
        told = super().inspect(content).result()
        assert told.template is not None
        answer: Future[Inspection] = Future()
        answer.set_result(replace(cast("Any", told), template=told.template[:256]))
        return answer


async def test_templates_that_have_nothing_to_compare_go_to_a_person_and_stop_nobody() -> None:
    place = await a_place(arrival="anisa")
    assignment = place.room.sittings.assignment(place.attempt)
    assert assignment is not None
    looks = place.room.looks(Shorter())
    taken = await looks.take(assignment, b"anisa again", "ani", "return", accept=False)
    assert taken.compared is not None
    assert (taken.compared.outcome, taken.compared.reason) == ("referred", "engine_unavailable")
    assert taken.compared.dissimilarity is None


async def test_a_worker_that_is_slower_than_was_guessed_keeps_nobody_waiting() -> None:
    place = await a_place(arrival=None)
    assignment = place.room.sittings.assignment(place.attempt)
    assert assignment is not None
    silent = Silent()
    slow = place.room.looks(silent, defer_from_s=0.005)
    async with asyncio.timeout(5):
        taken = await slow.take(assignment, b"anisa", "ani", "arrival", accept=False)
    assert taken.deferred
    assert silent.asked.cancelled(), "no worker shall do for nothing what is done behind"


async def test_a_deferred_picture_that_shows_nobody_is_referred() -> None:
    place = await a_place(arrival=None)
    place.queue.seconds = 9.0
    await place.look("arrival", "broken")
    assignment = place.room.sittings.assignment(place.attempt)
    deferred = (await place.room.admissions.state(place.attempt)).deferred
    assert assignment is not None
    assert deferred is not None
    await place.looks.compare_deferred(assignment, deferred)
    admission = await place.room.admissions.state(place.attempt)
    assert admission.phase is AdmissionPhase.REFERRED
    assert admission.referral is not None
    assert admission.referral.reason == "no_probe"


async def test_a_deferred_picture_keeps_what_was_seen_when_it_was_taken() -> None:
    place = await a_place(arrival=None)
    place.queue.seconds = 9.0
    assignment = place.room.sittings.assignment(place.attempt)
    assert assignment is not None
    screen = LiveCheck("suspected", ("screen_pattern",))
    await place.looks.take(assignment, b"anisa", "ani", "arrival", accept=False, live=screen)
    deferred = (await place.room.admissions.state(place.attempt)).deferred
    assert deferred is not None
    await place.looks.compare_deferred(assignment, deferred)
    admission = await place.room.admissions.state(place.attempt)
    assert admission.compared is not None
    assert admission.compared.live == screen
    assert admission.referral is not None
    assert admission.referral.reason == "not_live"


@pytest.mark.parametrize(
    ("site_engine", "reason"), [("dlib-resnet-5pt", None), ("sface", "other_engine")]
)
async def test_thresholds_of_another_engine_let_nobody_in_and_turn_nobody_away(
    site_engine: str, reason: str | None
) -> None:
    place = await a_place()
    looks = place.room.looks(BytesInspector(), site_engine=EngineName(site_engine))
    assignment = place.room.sittings.assignment(place.attempt)
    assert assignment is not None
    taken = await looks.take(assignment, b"anisa", "ani", "arrival", accept=True)
    assert taken.compared is not None
    assert taken.compared.reason == reason
    assert taken.compared.outcome == ("match" if reason is None else "referred")
    assert (taken.compared.dissimilarity is None) == (reason is not None)
