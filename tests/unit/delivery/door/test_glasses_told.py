"""The registration photo is looked at for glasses once, and nobody waits for it at a camera."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from catserver.delivery.door.glasses import REMEMBERED_MAX, Glasses
from catserver.delivery.door.inspecting import Engine, Inspection, NoQueue
from catserver.delivery.door.live_checks import LiveChecks
from catserver.delivery.door.live_watch import LiveFrame, WatchKey
from catserver.delivery.memory_registry import MemoryRegistry
from catserver.delivery.registry import (
    Candidate,
    CandidateNumber,
    Photo,
    PhotoId,
    PhotoKind,
    RosterEntry,
)
from proctoring.engine import EngineName
from proctoring.errors import NotAPicture, PoolClosed, QueueFull, WorkerDied
from proctoring.glasses import Rims
from proctoring.presentation.cues import SeriesMeasures
from proctoring.presentation.pose import FacePose
from proctoring.quality import Finding, FindingCode
from proctoring.vision.inspection import FaceBox
from question_bank.exam import IdentityRules, LivePolicy
from question_bank.preset import read_preset
from tests.builders import EIGHT
from tests.hand_clock import HandClock

ENGINE = EngineName("n")
NUMBER = CandidateNumber("001")
PHOTO = PhotoId("p1")
WORN = Rims(weakest=0.4, together=0.9)
BARE = Rims(weakest=0.0, together=0.01)
RULES: IdentityRules = read_preset("skd-2024").exam.identity


@dataclass(frozen=True)
class Seen:
    rims: Rims | None
    findings: tuple[Finding, ...] = ()
    engine: EngineName = ENGINE
    face: FaceBox | None = None
    template: None = None
    worth: float = 1.0
    faces: int = 1
    pose: FacePose | None = None


@dataclass
class Inspector:
    """Answers when it is told to; a photo's text says what is to be seen."""

    fails: list[Exception] = field(default_factory=list)
    looked: list[str] = field(default_factory=list)
    waiting: list[tuple[bytes, Future[Inspection]]] = field(default_factory=list)

    def hints(self, content: bytes) -> Future[Inspection]:
        self.looked.append("hints")
        if self.fails:
            raise self.fails.pop(0)
        answer: Future[Inspection] = Future()
        self.waiting.append((content, answer))
        return answer

    def inspect(self, content: bytes) -> Future[Inspection]:
        self.looked.append("inspect")
        if self.fails:
            raise self.fails.pop(0)
        answer: Future[Inspection] = Future()
        answer.set_result(seen(content))
        return answer

    def answer(self, error: Exception | None = None) -> None:
        content, answer = self.waiting.pop(0)
        if error is None:
            answer.set_result(seen(content))
        else:
            answer.set_exception(error)


def seen(content: bytes) -> Seen:
    return Seen({b"glasses": WORN, b"bare": BARE}.get(content))


async def a_registry(content: bytes = b"bare") -> MemoryRegistry:
    registry = MemoryRegistry()
    candidate = Candidate(NUMBER, "Peserta 1", "Pranata", "general")
    photo = Photo(PHOTO, PhotoKind.REGISTRATION, NUMBER, "d1", "image/jpeg", EIGHT)
    await registry.load_roster([RosterEntry(candidate, photo, content)])
    return registry


def codes(found: tuple[Finding, ...]) -> list[FindingCode]:
    return [each.code for each in found]


async def test_at_a_camera_it_is_said_as_soon_as_the_photo_was_looked_at() -> None:
    inspector = Inspector()
    glasses = Glasses(await a_registry(), Engine(inspector, inspector, NoQueue()))
    photo = await glasses.photo_of(NUMBER)
    assert photo == PHOTO
    assert await glasses.live(photo, WORN) == ()
    assert await glasses.live(photo, WORN) == ()
    inspector.answer()
    assert codes(await glasses.live(photo, WORN)) == [FindingCode.GLASSES_ADDED]
    assert await glasses.live(photo, BARE) == ()
    assert codes(await glasses.compared(photo, WORN)) == [FindingCode.GLASSES_ADDED]
    assert inspector.looked == ["hints"]


async def test_a_comparison_waits_for_the_photo_where_no_camera_saw_it_before() -> None:
    inspector = Inspector()
    registry = await a_registry(b"glasses")
    glasses = Glasses(registry, Engine(inspector, inspector, NoQueue()))
    assert codes(await glasses.compared(PHOTO, BARE)) == [FindingCode.GLASSES_MISSING]
    assert codes(await glasses.live(PHOTO, BARE)) == [FindingCode.GLASSES_MISSING]
    assert inspector.looked == ["inspect"]


async def test_a_busy_engine_is_asked_again_and_a_photo_that_is_none_is_not() -> None:
    inspector = Inspector(fails=[QueueFull("busy")])
    glasses = Glasses(await a_registry(), Engine(inspector, inspector, NoQueue()))
    assert await glasses.live(PHOTO, WORN) == ()
    assert await glasses.live(PHOTO, WORN) == ()
    inspector.answer(WorkerDied("away"))
    assert await glasses.live(PHOTO, WORN) == ()
    inspector.answer(NotAPicture("damaged"))
    assert await glasses.live(PHOTO, WORN) == ()
    assert await glasses.compared(PHOTO, WORN) == ()
    assert inspector.looked == ["hints"] * 3


async def test_the_comparison_stands_where_the_engine_is_away() -> None:
    inspector = Inspector(fails=[QueueFull("busy")])
    glasses = Glasses(await a_registry(), Engine(inspector, inspector, NoQueue()))
    assert await glasses.compared(PHOTO, WORN) == ()
    assert codes(await glasses.compared(PHOTO, WORN)) == [FindingCode.GLASSES_ADDED]


async def test_behind_the_door_nobody_is_told_again_what_the_desk_has_told() -> None:
    registry, inspector = await a_registry(), Inspector()
    glasses = Glasses(registry, Engine(inspector, inspector, NoQueue()))
    assert await glasses.photo_of(NUMBER, "seat") == PHOTO
    at_the_desk = Photo(PhotoId("p2"), PhotoKind.ARRIVAL, NUMBER, "d2", "image/jpeg", EIGHT)
    await registry.add_photo(at_the_desk, b"worn")
    assert await glasses.photo_of(NUMBER, "seat") == ""
    assert await glasses.photo_of(NUMBER, "arrival") == PHOTO


async def test_without_a_registration_photo_or_a_clear_picture_nobody_looks() -> None:
    inspector = Inspector()
    glasses = Glasses(await a_registry(), Engine(inspector, inspector, NoQueue()))
    assert await glasses.photo_of("999") == ""
    assert await glasses.live("", WORN) == ()
    assert await glasses.live(PHOTO, None) == ()
    assert await glasses.compared(None, WORN) == ()
    assert await glasses.compared(PHOTO, None) == ()
    assert await glasses.live("forgotten", WORN) == ()
    assert inspector.looked == []


async def test_what_is_remembered_has_an_end() -> None:
    inspector = Inspector()
    glasses = Glasses(await a_registry(), Engine(inspector, inspector, NoQueue()))
    glasses.learn(PHOTO, BARE)
    for place in range(REMEMBERED_MAX):
        glasses.learn(f"another-{place}", BARE)
    await glasses.compared(PHOTO, WORN)
    assert inspector.looked == ["inspect"]


class Camera:
    """A frame's text says what is to be seen."""

    def look(self, content: bytes, near: object) -> Future[LiveFrame]:
        assert near is None
        frame: Future[LiveFrame] = Future()
        frame.set_result(seen(content))
        return frame

    def alike(self, contents: Sequence[bytes]) -> Future[Sequence[float | None]]:
        raise PoolClosed(f"nobody looks at {len(contents)} frames")

    def series(self, contents: Sequence[bytes]) -> Future[SeriesMeasures]:
        raise PoolClosed(f"nobody looks at {len(contents)} frames")


async def test_a_look_tells_the_candidate_it_was_begun_for() -> None:
    inspector = Inspector()
    glasses = Glasses(await a_registry(), Engine(inspector, inspector, NoQueue()))
    clock = HandClock(EIGHT)
    checks = LiveChecks(Camera(), clock, glasses=glasses)
    key = WatchKey("s1", NUMBER, "arrival")
    name = checks.begin(key, LivePolicy.CUES)
    assert (await checks.frame(name, key, b"glasses", "", RULES)).findings == ()
    inspector.answer()
    view = await checks.frame(name, key, b"glasses", "", RULES)
    assert codes(view.findings) == [FindingCode.GLASSES_ADDED]
