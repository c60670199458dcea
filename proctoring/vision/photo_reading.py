"""Photos become templates in worker processes, for a measurement: a bounded number at a time."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from proctoring.engine import FaceEngine
from proctoring.errors import PictureRefused, PoolError, ProctoringError
from proctoring.glasses import Rims
from proctoring.vision.decode import decode
from proctoring.vision.inspection import Inspector, InspectorSettings, prepare_engine
from proctoring.vision.pool import PoolSettings, WorkerPool
from proctoring.vision.spoiling import Spoiling, spoilt

WAITING_A_WORKER = 3
TRIES_MAX = 3
"""A worker that starts too slowly is no fault of the photo; one that dies three times of it is."""
JOB_TIMEOUT = timedelta(minutes=2)
"""Nobody waits at a desk: a busy machine must not turn photos into failures."""


@dataclass(frozen=True, slots=True)
class PhotoRead:
    """``template`` is None where no face was found or the photo cannot be opened."""

    template: bytes | None = field(repr=False)
    findings: tuple[str, ...] = ()
    """What the quality gate says of it."""
    trouble: str = ""
    """Why there was nothing to look at; a face that was not found is a finding."""
    worth: float = 1.0
    """What it counts beside others of the same person."""
    rims: Rims | None = None
    """Of glasses; None where the photo does not tell."""


def read_photos(
    settings: InspectorSettings,
    folder: Path,
    photos: Iterable[str],
    *,
    workers: int,
    spoiling: Spoiling | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> dict[str, PhotoRead]:
    """Every photo once, in no order."""
    waiting: dict[Future[PhotoRead], str] = {}
    read: dict[str, PhotoRead] = {}
    left, tried = deque(photos), Counter[str]()
    limits = PoolSettings(
        workers=workers,
        queue_length_max=WAITING_A_WORKER * workers + 1,
        job_timeout=JOB_TIMEOUT,
        niceness=0,
    )
    with WorkerPool(partial(prepare_reader, settings, spoiling), limits) as pool:
        while left or waiting:
            while left and len(waiting) < WAITING_A_WORKER * workers:
                photo = left.popleft()
                waiting[pool.submit(folder / photo)] = photo
            for photo, answer in _done(waiting):
                tried[photo] += 1
                if answer is None and tried[photo] < TRIES_MAX:
                    left.append(photo)
                else:
                    read[photo] = answer or PhotoRead(None, trouble="its worker failed")
            progress(len(read))
    return read


def prepare_reader(
    settings: InspectorSettings, spoiling: Spoiling | None
) -> Callable[[Path], PhotoRead]:
    """What a worker runs once; it returns what the worker does with every photo."""
    engine = prepare_engine(settings)
    inspector = Inspector(engine, settings)

    def read(file: Path) -> PhotoRead:
        try:
            content = file.read_bytes()
            if spoiling is not None:
                content = _spoilt(engine, content, spoiling)
            seen = inspector.inspect(content)
        except OSError as error:
            return PhotoRead(None, trouble=error.strerror or "cannot be read")
        except PictureRefused as error:
            return PhotoRead(None, trouble=str(error))
        codes = tuple(each.code.value for each in seen.findings)
        return PhotoRead(seen.template, codes, worth=seen.worth, rims=seen.rims)

    return read


def _spoilt(engine: FaceEngine, content: bytes, spoiling: Spoiling) -> bytes:
    picture = decode(content)
    faces = engine.faces(picture, thorough=True)
    return spoilt(picture, faces[0], spoiling) if faces else content


def _done(waiting: dict[Future[PhotoRead], str]) -> Iterator[tuple[str, PhotoRead | None]]:
    """None where the worker failed, and not the photo. One photo ends no measurement of thousands.

    Raise ProctoringError.
    """
    finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in finished:
        photo = waiting.pop(future)
        try:
            yield photo, future.result()
        except PoolError:
            yield photo, None
        except ProctoringError:  # the engine itself cannot be used: no photo will do
            raise
        except Exception as error:  # noqa: BLE001 - native code fails on a photo in ways of its own
            yield photo, PhotoRead(None, trouble=f"the engine failed: {type(error).__name__}")
