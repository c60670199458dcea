"""The same photograph again: referred with its reason, once; and not what a page sends twice."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np
import pytest

from catserver.admission.commands import RecordComparison
from catserver.admission.events import FrameCounted, Gate, ProbeCompared
from catserver.admission.same_picture import PictureSeenBefore
from catserver.admission.state import AdmissionPhase
from catserver.delivery.door.galleries import Galleries
from catserver.delivery.door.looks import BY_CANDIDATE
from catserver.delivery.door.replays import LAID_OVER_MAX, Replays
from catserver.delivery.photos import CandidateNumber, Photo, PhotoId, PhotoKind
from catserver.delivery.registry import Assignment, Candidate, RosterEntry
from proctoring.errors import QueueFull
from tests.rooms import Room

CHANCE = np.random.default_rng(4)
ENGINE = "dlib-resnet-5pt"
ONE, TWO = "001", "002"


@dataclass
class ByName:
    """Two pictures are one photograph where they begin alike: `shot-7 saved again`."""

    laid: list[tuple[bytes, bytes]] = field(default_factory=list)
    full: int = 0

    def same_picture(self, one: bytes, other: bytes) -> Future[float | None]:
        if self.full:
            self.full -= 1
            raise QueueFull("full")
        self.laid.append((one, other))
        answer: Future[float | None] = Future()
        answer.set_result(0.99 if one.split()[0] == other.split()[0] else 0.9)
        return answer


def a_face() -> np.ndarray:
    return CHANCE.standard_normal(128).astype(np.float32) * np.float32(0.07)


class Door:
    def __init__(self, comparer: ByName | None) -> None:
        self.room = Room()
        self.comparer = comparer
        self.made_wait: list[str] = []
        self.count = 0

    async def open(self) -> Replays:
        self.sitting = (await self.room.an_open_sitting()).id
        self.faces: dict[str, np.ndarray] = {}
        for number in self.room.sittings.assignments(self.sitting):
            self.faces[number] = a_face()
            candidate = await self.room.registry.candidate(number)
            assert candidate is not None
            await self._enrol(candidate, f"studio-{number}".encode())

        async def make_wait(assignment: Assignment) -> None:
            self.made_wait.append(assignment.candidate)

        return Replays(
            self.room.registry,
            Galleries(self.room.registry),
            self.room.sittings,
            self.room.admissions,
            self.comparer,
            make_wait,
        )

    async def _enrol(self, candidate: Candidate, content: bytes) -> None:
        photo = self._photo(candidate.number, PhotoKind.REGISTRATION)
        await self.room.registry.load_roster([RosterEntry(candidate, photo, content)])
        face = self.faces[candidate.number]
        await self.room.registry.store_template(photo.id, ENGINE, face.tobytes())

    async def look(
        self,
        number: str,
        content: bytes,
        gate: Gate = "seat",
        by: str = BY_CANDIDATE,
        *,
        apart: float = 0.01,
        frames: Sequence[str] = (),
    ) -> ProbeCompared:
        photo = self._photo(number, PhotoKind.ARRIVAL)
        await self.room.registry.add_photo(photo, content)
        face = self.faces[number] + CHANCE.standard_normal(128).astype(np.float32) * apart
        template = face.astype("<f4").tobytes()
        await self.room.registry.store_template(photo.id, ENGINE, template)
        compared = ProbeCompared(
            self.room.clock.now(), by, gate, photo.id, f"r-{number}", ENGINE,
            "match", None, 0.3, 0.42, 0.6, (),
            frames=tuple(FrameCounted(each, 0.2) for each in frames),
        )  # fmt: skip
        await self.room.admissions.handle(self.attempt(number), RecordComparison(compared))
        return compared

    def _photo(self, number: str, kind: PhotoKind) -> Photo:
        self.count += 1
        name = PhotoId(f"{kind.value}-{number}-{self.count}")
        return Photo(name, kind, CandidateNumber(number), name, "image/png", self.room.clock.now())

    def attempt(self, number: str) -> str:
        return self.room.sittings.assignments(self.sitting)[number].attempt

    async def seen(self, number: str) -> list[PictureSeenBefore]:
        events = await self.room.admissions.events(self.attempt(number))
        return [each for each in events if isinstance(each, PictureSeenBefore)]


@pytest.fixture
def door() -> Door:
    return Door(ByName())


async def test_todays_photo_sent_again_at_the_seat_is_referred_and_nobody_is_stopped(
    door: Door,
) -> None:
    replays = await door.open()
    first = await door.look(ONE, b"desk-1 as it came", "arrival", "ani")
    again = await door.look(ONE, b"desk-1 saved again", "seat")
    await replays.look_at(door.attempt(ONE), again)
    (seen,) = await door.seen(ONE)
    assert (seen.gate, seen.probe, seen.earlier) == ("seat", again.probe, first.probe)
    assert (seen.number, seen.taken_as, seen.likeness) == (ONE, "arrival", 0.99)
    state = await door.room.admissions.state(door.attempt(ONE))
    assert state.referral is not None
    assert (state.referral.gate, state.referral.reason) == ("seat", "same_picture")
    assert not state.referral.technical
    assert state.phase is AdmissionPhase.MATCHED
    assert door.made_wait == [ONE]


async def test_the_registration_photo_sent_at_the_desk_is_referred_there_and_is_no_witness(
    door: Door,
) -> None:
    replays = await door.open()
    sent = await door.look(ONE, b"studio-001", "arrival", "ani")
    await replays.look_at(door.attempt(ONE), sent)
    (seen,) = await door.seen(ONE)
    assert (seen.taken_as, seen.likeness) == ("registration", 1.0)
    state = await door.room.admissions.state(door.attempt(ONE))
    assert (state.phase, state.vouched) == (AdmissionPhase.REFERRED, "nobody")


async def test_another_candidates_picture_is_found_and_the_earlier_one_is_left_alone(
    door: Door,
) -> None:
    replays = await door.open()
    first = await door.look(ONE, b"desk-1 as it came", "arrival", "ani")
    door.faces[TWO] = door.faces[ONE]
    copied = await door.look(TWO, b"desk-1 cut", "arrival", "ani")
    await replays.look_at(door.attempt(ONE), first)
    await replays.look_at(door.attempt(TWO), copied)
    assert [each.number for each in await door.seen(TWO)] == [ONE]
    assert await door.seen(ONE) == []


async def test_other_shots_of_the_same_person_raise_nothing(door: Door) -> None:
    replays = await door.open()
    for gate, content in (("arrival", b"desk-1"), ("seat", b"seat-1"), ("return", b"back-1")):
        look = await door.look(ONE, content, gate)  # type: ignore[arg-type]
        await replays.look_at(door.attempt(ONE), look)
    assert await door.seen(ONE) == []
    assert (await door.room.admissions.state(door.attempt(ONE))).referral is None


async def test_what_lies_far_off_is_not_laid_over_and_of_the_near_only_a_few_are(
    door: Door,
) -> None:
    replays = await door.open()
    for place in range(LAID_OVER_MAX + 3):
        await door.look(ONE, f"earlier-{place}".encode(), "presence")
    look = await door.look(ONE, b"now", "presence")
    await door.look(TWO, b"somebody else", "seat")
    assert door.comparer is not None
    await replays.look_at(door.attempt(ONE), look)
    assert len(door.comparer.laid) == LAID_OVER_MAX
    door.comparer.laid.clear()
    far = await door.look(ONE, b"far", "presence", apart=0.08)
    await replays.look_at(door.attempt(ONE), far)
    assert door.comparer.laid == []


async def test_a_page_of_the_staff_that_sends_its_picture_again_raises_nothing(
    door: Door,
) -> None:
    replays = await door.open()
    await door.look(ONE, b"desk-1", "arrival", "ani")
    again = await door.look(ONE, b"desk-1", "arrival", "ani")
    await replays.look_at(door.attempt(ONE), again)
    assert await door.seen(ONE) == []
    door.room.clock.pass_(minutes=11)
    later = await door.look(ONE, b"desk-1", "arrival", "ani")
    await replays.look_at(door.attempt(ONE), later)
    assert len(await door.seen(ONE)) == 1


async def test_frames_that_count_with_a_shot_raise_nothing_and_sent_again_later_they_do(
    door: Door,
) -> None:
    replays = await door.open()
    frame = door._photo(ONE, PhotoKind.ARRIVAL)
    await door.room.registry.add_photo(frame, b"moment-1 a little before")
    seat = await door.look(ONE, b"moment-1", "seat", frames=[frame.id])
    await replays.look_at(door.attempt(ONE), seat)
    assert await door.seen(ONE) == []
    door.room.clock.pass_(minutes=30)
    look = await door.look(ONE, b"moment-1 mirrored", "presence", apart=0.08)
    await replays.look_at(door.attempt(ONE), look)
    assert [each.earlier for each in await door.seen(ONE)] == [frame.id]


async def test_one_picture_is_told_once(door: Door) -> None:
    replays = await door.open()
    await door.look(ONE, b"desk-1", "arrival", "ani")
    again = await door.look(ONE, b"desk-1 darker", "seat")
    for _ in range(2):
        await replays.look_at(door.attempt(ONE), again)
    assert len(await door.seen(ONE)) == 1


async def test_while_the_workers_are_full_it_is_not_forgotten(door: Door) -> None:
    replays = await door.open()
    assert door.comparer is not None
    await door.look(ONE, b"desk-1", "arrival", "ani")
    again = await door.look(ONE, b"desk-1 darker", "seat")
    door.comparer.full = 1
    with pytest.raises(QueueFull):
        await replays.look_at(door.attempt(ONE), again)
    await replays.look_at(door.attempt(ONE), again)
    assert len(await door.seen(ONE)) == 1


async def test_without_workers_nothing_is_held_against_anything() -> None:
    door = Door(None)
    replays = await door.open()
    await door.look(ONE, b"desk-1 as it came", "arrival", "ani")
    again = await door.look(ONE, b"desk-1 saved again", "seat")
    await replays.look_at(door.attempt(ONE), again)
    assert await door.seen(ONE) == []
