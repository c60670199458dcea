"""The face engine's worker processes, made from the settings and as the arrival desk needs them."""

from concurrent.futures import Future
from functools import partial

from catserver.config import Settings
from catserver.delivery.arrivals import Inspection
from proctoring.vision.inspection import InspectorSettings, Wanted, prepare_inspector
from proctoring.vision.pool import PoolSettings, WorkerPool


class PoolInspector:
    def __init__(self, pool: WorkerPool[..., Inspection]) -> None:
        self._pool = pool

    def inspect(self, content: bytes) -> Future[Inspection]:
        return self._pool.submit(content)

    def hints(self, content: bytes) -> Future[Inspection]:
        return self._pool.submit_unless_busy(content, Wanted.FINDINGS)


def face_pool(settings: Settings) -> WorkerPool[..., Inspection]:
    faces = settings.faces
    yunet_file = settings.path(faces.yunet_model) if faces.yunet_model else None
    return WorkerPool(
        partial(prepare_inspector, InspectorSettings(yunet_file=yunet_file)),
        PoolSettings(workers=faces.workers, queue_length_max=faces.queue_length_max),
    )
