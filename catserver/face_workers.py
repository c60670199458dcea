"""The face engine's worker processes, made from the settings and as the arrival desk needs them."""

from concurrent.futures import Future
from functools import partial

from catserver.config import Settings
from catserver.delivery.door.inspecting import Engine, Inspection, Inspector, NoQueue
from catserver.delivery.door.turned_faces import TurnedFaces
from catserver.delivery.keeping.vault import EventKey
from catserver.face_engine import calibrations, engine_choice, inspector_settings
from proctoring.vision.inspection import Wanted
from proctoring.vision.live_work import prepare_face_work
from proctoring.vision.pool import PoolSettings, Urgency, WorkerPool


class PoolInspector:
    """Gives every picture to the workers; `behind` lets the desk's go before."""

    def __init__(self, pool: WorkerPool[..., Inspection], *, behind: bool = False) -> None:
        self._pool = pool
        self._urgency = Urgency.LATER if behind else Urgency.DESK

    def inspect(self, content: bytes) -> Future[Inspection]:
        return self._pool.submit_as(self._urgency, content)

    def hints(self, content: bytes) -> Future[Inspection]:
        return self._pool.submit_unless_busy(content, Wanted.FINDINGS)


class AsidePictures:
    """Pictures of people who are not here yet: behind everything, and never refused a hint."""

    def __init__(self, pool: WorkerPool[..., Inspection]) -> None:
        self._pool = pool

    def inspect(self, content: bytes) -> Future[Inspection]:
        return self._pool.submit_as(Urgency.REGISTRATION, content)

    def hints(self, content: bytes) -> Future[Inspection]:
        return self._pool.submit_as(Urgency.REGISTRATION, content, Wanted.FINDINGS)


class PoolQueue:
    """What stands before the workers, for those who wait and those who watch."""

    def __init__(self, pool: WorkerPool[..., Inspection]) -> None:
        self._pool = pool

    @property
    def length(self) -> int:
        return self._pool.queue_length

    @property
    def workers(self) -> int:
        return self._pool.workers

    def wait_s(self) -> float:
        return self._pool.wait_s(Urgency.DESK)

    def wait_behind_s(self) -> float:
        return self._pool.wait_s(Urgency.LATER)


def engine_of(
    pool: WorkerPool[..., Inspection],
    inspector: Inspector | None,
    key: EventKey | None,
    settings: Settings,
) -> Engine:
    """The workers, or the `inspector` given instead; what they make of a face is turned.

    Without a key nothing is made of one, and nobody waits for it.
    """
    choice = engine_choice(settings) if inspector is None else None
    parts = choice.parts if choice else ()
    return Engine(
        TurnedFaces(inspector or PoolInspector(pool), key, parts),
        TurnedFaces(inspector or PoolInspector(pool, behind=True), key, parts),
        PoolQueue(pool) if inspector is None and key is not None else NoQueue(),
        calibrations(settings),
        TurnedFaces(inspector or AsidePictures(pool), key, parts),
        choice.name if choice else None,
    )


def face_pool(settings: Settings) -> WorkerPool[..., Inspection]:
    faces = settings.faces
    passive_file = settings.path(faces.passive_model) if faces.passive_model else None
    return WorkerPool(
        partial(prepare_face_work, inspector_settings(settings), passive_file),
        PoolSettings(
            workers=faces.workers,
            queue_length_max=faces.queue_length_max,
            only_idle_time=faces.only_idle_time,
        ),
    )
