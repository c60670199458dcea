"""The same worker processes, as the live checks need them."""

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from catserver.config import Settings
from catserver.delivery.door.inspecting import FaceBox, Inspector
from catserver.delivery.door.live_checks import WATCHES_MAX, LiveInspector
from catserver.delivery.door.live_watch import LiveFrame
from catserver.delivery.door.replays import PictureComparer
from proctoring.errors import PoolClosed
from proctoring.presentation.cues import SeriesMeasures
from proctoring.vision.inspection import FaceBox as Share
from proctoring.vision.live_work import AreAlike, LookAt, OneShot, Together
from proctoring.vision.pool import Urgency, WorkerPool

ALONE_A_WORKER = 4
"""Four frames a second of 22 ms each: a third of a worker is theirs, the rest is the desk's."""


class PoolLiveInspector:
    """Frames are dropped while anything waits, so that no comparison waits for them."""

    def __init__(self, pool: WorkerPool[..., Any]) -> None:
        self._pool = pool

    def look(self, content: bytes, near: FaceBox | None) -> Future[LiveFrame]:
        place = None if near is None else Share(near.x, near.y, near.width, near.height)
        return self._pool.submit_unless_busy(LookAt(content, place))

    def alike(self, contents: Sequence[bytes]) -> Future[Sequence[float | None]]:
        return self._pool.submit(AreAlike(tuple(contents)))

    def series(self, contents: Sequence[bytes]) -> Future[SeriesMeasures]:
        return self._pool.submit(Together(tuple(contents)))


class PoolPictureComparer:
    """Behind everything: whoever sent the picture sits already."""

    def __init__(self, pool: WorkerPool[..., Any]) -> None:
        self._pool = pool

    def same_picture(self, one: bytes, other: bytes) -> Future[float | None]:
        return self._pool.submit_as(Urgency.REGISTRATION, OneShot(one, other))


def picture_comparer(
    pool: WorkerPool[..., Any], inspector: Inspector | None
) -> PictureComparer | None:
    """The workers, unless the site was given an inspector of its own, which may do this, too."""
    if inspector is None:
        return PoolPictureComparer(pool)
    return inspector if isinstance(inspector, PictureComparer) else None


class NoLiveInspector:
    """Where there are no worker processes: nothing is said of anybody."""

    def look(self, content: bytes, near: FaceBox | None) -> Future[LiveFrame]:
        raise PoolClosed(f"nobody looks at {len(content)} bytes near {near}")

    def alike(self, contents: Sequence[bytes]) -> Future[Sequence[float | None]]:
        raise PoolClosed(f"nobody looks at {len(contents)} frames")

    def series(self, contents: Sequence[bytes]) -> Future[SeriesMeasures]:
        raise PoolClosed(f"nobody looks at {len(contents)} frames")


def alone_max(settings: Settings) -> int:
    """How many terminals are followed at once: each takes a tenth of a worker."""
    return min(ALONE_A_WORKER * settings.faces.workers, WATCHES_MAX // 2)


def live_inspector(pool: WorkerPool[..., Any], inspector: Inspector | None) -> LiveInspector:
    """The workers, unless the site was given an inspector of its own, which may do this, too."""
    if inspector is None:
        return PoolLiveInspector(pool)
    return inspector if isinstance(inspector, LiveInspector) else NoLiveInspector()
