"""Templates of registration photos are made one after another, and no photo is tried for ever."""

from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np

from catserver.delivery.door.inspecting import Engine, NoQueue
from catserver.delivery.door.preparing import TRIES_MAX, Preparer
from catserver.delivery.memory_registry import MemoryRegistry
from catserver.delivery.photos import CandidateNumber, Photo, PhotoId, PhotoKind
from catserver.delivery.registry import Candidate, RosterEntry
from proctoring.engine import EngineName
from proctoring.errors import NotAPicture, PoolError, WorkerDied
from proctoring.quality import Finding
from tests.builders import EIGHT

ENGINE = EngineName("e")


@dataclass(frozen=True)
class Seen:
    template: bytes | None
    engine: EngineName = ENGINE
    findings: tuple[Finding, ...] = ()
    face: None = None


class Camera:
    """A photo's content says what becomes of it."""

    def __init__(self) -> None:
        self.away = False
        self.asked: list[bytes] = []

    def inspect(self, content: bytes) -> Future[Seen]:
        self.asked.append(content)
        told: Future[Seen] = Future()
        if self.away:
            told.set_exception(PoolError("the engine is away"))
        elif content == b"deadly":
            told.set_exception(WorkerDied("the worker ended while it had the job"))
        elif content == b"broken":
            told.set_exception(NotAPicture("broken"))
        else:
            made = np.zeros(4, "<f4").tobytes() if content == b"face" else None
            told.set_result(Seen(made))
        return told

    hints = inspect


async def a_roster(*contents: bytes) -> MemoryRegistry:
    registry = MemoryRegistry()
    for place, content in enumerate(contents):
        number = CandidateNumber(f"n{place}")
        photo = Photo(
            PhotoId(f"p{place}"), PhotoKind.REGISTRATION, number, f"d{place}", "image/png", EIGHT
        )
        entry = RosterEntry(Candidate(number, "Ani", "Guru", "general"), photo, content)
        await registry.load_roster([entry])
    return registry


def preparer_of(registry: MemoryRegistry, camera: Camera, queue: NoQueue | None = None) -> Preparer:
    engine = Engine(camera, camera, queue or NoQueue())  # type: ignore[arg-type] # a future of the protocol's
    return Preparer(registry, engine)


async def test_every_photo_gets_its_template_and_the_engine_is_told() -> None:
    registry, camera = await a_roster(b"face", b"face"), Camera()
    preparer = preparer_of(registry, camera)
    learnt: list[str] = []
    preparer.tell(learnt.append)
    rounds = [(await preparer.prepare_some(), preparer.complete) for _ in range(2)]
    assert rounds == [(True, False), (False, True)]
    assert await registry.photos_without_template(ENGINE, 9) == ()
    assert set(learnt) == {ENGINE}


async def test_a_photo_without_a_face_or_that_is_none_is_tried_once() -> None:
    registry, camera = await a_roster(b"empty", b"broken", b"face"), Camera()
    preparer = preparer_of(registry, camera)
    for _ in range(3):
        await preparer.prepare_some()
    assert sorted(camera.asked) == [b"broken", b"empty", b"face"]
    assert preparer.complete


async def test_a_photo_that_ends_its_worker_each_time_holds_up_nobody_and_is_given_up() -> None:
    registry, camera = await a_roster(b"deadly", *[b"face"] * 20), Camera()
    preparer = preparer_of(registry, camera)
    for _ in range(8):
        await preparer.prepare_some()
    assert camera.asked.count(b"face") == 20
    assert camera.asked.count(b"deadly") == TRIES_MAX
    assert preparer.complete


async def test_of_an_engine_that_never_worked_no_photo_is_to_blame() -> None:
    registry, camera = await a_roster(b"deadly"), Camera()
    preparer = preparer_of(registry, camera)
    for _ in range(2 * TRIES_MAX):
        assert not await preparer.prepare_some()
    assert not preparer.complete


async def test_while_the_engine_is_away_nothing_is_given_up() -> None:
    registry, camera = await a_roster(b"face"), Camera()
    preparer = preparer_of(registry, camera)
    camera.away = True
    assert not await preparer.prepare_some()
    camera.away = False
    rounds = [(await preparer.prepare_some(), preparer.complete) for _ in range(2)]
    assert rounds == [(True, False), (False, True)]


async def test_while_somebody_waits_at_the_desk_no_photo_is_looked_at() -> None:
    registry, camera = await a_roster(b"face"), Camera()
    assert not await preparer_of(registry, camera, NoQueue(length=1)).prepare_some()
    assert camera.asked == []
