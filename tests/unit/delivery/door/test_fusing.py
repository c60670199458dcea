"""Good frames of the moment before a shot: when they count, how much, and what is written down."""

import asyncio
from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np
import pytest

from catserver.admission import codec
from catserver.admission.events import ProbeCompared
from catserver.delivery.door import fusing
from catserver.delivery.door.inspecting import Engine, Inspection
from catserver.delivery.door.looks import Looks
from catserver.delivery.registry import (
    Candidate,
    CandidateNumber,
    Photo,
    PhotoId,
    PhotoKind,
    RosterEntry,
)
from proctoring.engine import EngineName
from proctoring.errors import WorkerDied
from proctoring.quality import Finding, FindingCode
from tests.builders import EIGHT
from tests.rooms import Room, SetQueue

REFERENCE = b"0.0 1.0"


@dataclass(frozen=True)
class Seen:
    engine: EngineName
    findings: tuple[Finding, ...]
    face: None
    template: bytes | None
    worth: float
    rims: None = None


@dataclass
class Numbers:
    """An engine that reads a face from the picture's text: where it lies, what it is worth."""

    inspected: list[bytes] = field(default_factory=list)
    never: bytes = b"?"

    def inspect(self, content: bytes) -> Future[Inspection]:
        self.inspected.append(content)
        answer: Future[Inspection] = Future()
        if content == self.never:
            return answer
        if content == b"dies":
            answer.set_exception(WorkerDied("away"))
            return answer
        place, worth, *codes = content.decode().split()
        findings = tuple(Finding(FindingCode(code), 0, 1) for code in codes)
        template = np.array([float(place), 0.0], dtype="<f4").tobytes()
        if FindingCode.NO_FACE in {each.code for each in findings}:
            answer.set_result(Seen(EngineName("n"), findings, None, None, 0.0))
        else:
            answer.set_result(Seen(EngineName("n"), findings, None, template, float(worth)))
        return answer

    hints = inspect


@dataclass
class Desk:
    """The first candidate of a room; the reference lies at 0."""

    room: Room
    attempt: str
    engine: Numbers = field(default_factory=Numbers)
    queue: SetQueue = field(default_factory=SetQueue)

    async def shot(self, content: bytes, *frames: bytes) -> ProbeCompared:
        looks: Looks = self.room.looks(self.engine, self.queue)
        assignment = self.room.sittings.assignment(self.attempt)
        assert assignment is not None
        taken = await looks.take(assignment, content, "ani", "arrival", accept=True, frames=frames)
        assert taken.compared is not None
        return taken.compared


async def a_desk() -> Desk:
    room = Room()
    sitting = await room.an_open_sitting()
    number = CandidateNumber("001")
    photo = Photo(PhotoId("ref"), PhotoKind.REGISTRATION, number, "", "", EIGHT)
    candidate = Candidate(number, "Peserta 001", "Pranata", "general")
    await room.registry.load_roster([RosterEntry(candidate, photo, REFERENCE)])
    return Desk(room, f"{sitting.id}-1")


async def test_the_mean_of_shot_and_frames_is_compared_and_each_counts_as_it_is_worth() -> None:
    desk = await a_desk()
    compared = await desk.shot(b"0.50 0.5", b"0.30 1.0", b"0.35 0.5")
    assert compared.dissimilarity == pytest.approx((0.5 * 0.5 + 0.3 + 0.35 * 0.5) / 2, abs=1e-3)
    assert [each.weight for each in compared.frames] == [0.5, 0.25]
    assert compared.shot_dissimilarity == 0.5


async def test_what_counted_is_kept_and_the_shot_stays_the_picture_of_the_record() -> None:
    desk = await a_desk()
    compared = await desk.shot(b"0.50 1.0", b"0.45 1.0")
    contents = [await desk.room.registry.photo_content(each.photo) for each in compared.frames]
    assert contents == [b"0.45 1.0"]
    assert await desk.room.registry.photo_content(compared.probe or "") == b"0.50 1.0"
    state = await desk.room.admissions.state(desk.attempt)
    assert state.compared == compared
    assert codec.decode(codec.SCHEMA_VERSION, codec.encode(compared)) == compared


@pytest.mark.parametrize(
    "frame",
    [b"0.90 1.0", b"0.45 1.0 several_faces", b"0.45 1.0 no_face", b"dies"],
    ids=["another face", "something ails it", "nobody", "the worker dies"],
)
async def test_a_frame_that_does_not_help_is_left_out(frame: bytes) -> None:
    desk = await a_desk()
    compared = await desk.shot(b"0.50 1.0", frame)
    assert (compared.dissimilarity, compared.frames) == (0.5, ())
    assert compared.shot_dissimilarity is None


async def test_a_face_that_was_there_before_lends_nothing_to_whoever_stands_there_now() -> None:
    """The registered one is shown first, somebody else is photographed."""
    desk = await a_desk()
    compared = await desk.shot(b"0.50 0.1", b"0.05 1.0", b"0.05 1.0")
    assert (compared.outcome, compared.dissimilarity, compared.frames) == ("referred", 0.5, ())


async def test_while_somebody_else_waits_the_shot_counts_alone() -> None:
    desk = await a_desk()
    desk.queue.seconds = fusing.BUSY_FROM_S * 2
    compared = await desk.shot(b"0.50 1.0", b"0.45 1.0")
    assert compared.frames == ()
    assert desk.engine.inspected == [b"0.50 1.0", REFERENCE]


async def test_nobody_waits_long_for_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fusing, "WAITED_FOR_S", 0.01)
    desk = await a_desk()
    desk.engine.never = b"0.45 1.0"
    async with asyncio.timeout(5):
        compared = await desk.shot(b"0.50 1.0", b"0.45 1.0", b"0.48 1.0")
    assert len(compared.frames) == 1


async def test_of_many_frames_two_are_looked_at() -> None:
    desk = await a_desk()
    assert len((await desk.shot(b"0.50 1.0", *[b"0.45 1.0"] * 5)).frames) == fusing.FRAMES_MAX


async def test_a_shot_without_a_face_is_a_referral_whatever_came_before() -> None:
    desk = await a_desk()
    compared = await desk.shot(b"0.50 1.0 no_face", b"0.05 1.0")
    assert (compared.reason, compared.frames) == ("no_probe", ())
    assert desk.engine.inspected == [b"0.50 1.0 no_face"]


async def test_an_engine_of_no_queue_takes_frames() -> None:
    """`Engine` alone, as the site puts it together for an inspector of its own."""
    engine = Engine(Numbers(), Numbers(), SetQueue())
    shot = Numbers().inspect(b"0.50 1.0").result()
    frames = await fusing.frames_beside(engine, shot, [b"0.45 1.0"])
    assert [each.content for each in frames] == [b"0.45 1.0"]
    assert fusing.fused(shot, [each.inspection for each in frames]).weights == (0.5, 0.5)
