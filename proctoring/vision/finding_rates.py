"""How often each finding is said of a folder of photos, in all and for each group of people.

A finding that one group hears more often than another is a fault of the measure, whatever the
overall rate. People are told apart by the folder their photos lie in.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from proctoring.errors import PictureRefused, PoolError, ProctoringError
from proctoring.performance import ErrorRate
from proctoring.vision.inspection import InspectorSettings, Wanted, prepare_inspector
from proctoring.vision.photo_reading import JOB_TIMEOUT
from proctoring.vision.pool import PoolSettings, WorkerPool

EVERYONE = "all"
UNREADABLE = "not_a_picture"
PHOTO_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp"})
WAITING_MAX = 8
Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingRates:
    """`said` of photos that are said to have it, by group; everyone's come first."""

    code: str
    said: Mapping[str, ErrorRate]


def photos_in(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(each for each in folder.rglob("*") if each.suffix.lower() in PHOTO_ENDINGS))


def read_findings(
    settings: InspectorSettings,
    photos: Sequence[Path],
    workers: int,
    progress: Callable[[int], None] = lambda _done: None,
) -> dict[Path, Codes]:
    """As the live hints and the check of registration photos look at them."""
    limits = PoolSettings(
        workers=workers, queue_length_max=WAITING_MAX, job_timeout=JOB_TIMEOUT, niceness=0
    )
    read: dict[Path, Codes] = {}
    waiting: list[tuple[Path, Future[Codes]]] = []
    with WorkerPool(partial(prepare_finder, settings), limits) as pool:
        for photo in photos:
            if len(waiting) == WAITING_MAX:
                _settle(waiting.pop(0), read)
                progress(len(read))
            waiting.append((photo, pool.submit(photo)))
        for each in waiting:
            _settle(each, read)
            progress(len(read))
    return read


def prepare_finder(settings: InspectorSettings) -> Callable[[Path], Codes]:
    """What a worker runs once; it returns what the worker does with every photo."""
    inspect = prepare_inspector(settings)

    def find(photo: Path) -> Codes:
        try:
            seen = inspect(photo.read_bytes(), Wanted.FINDINGS)
        except (OSError, PictureRefused):
            return (UNREADABLE,)
        return tuple(each.code.value for each in seen.findings)

    return find


def _settle(job: tuple[Path, Future[Codes]], read: dict[Path, Codes]) -> None:
    photo, future = job
    try:
        read[photo] = future.result()
    except PoolError:
        read[photo] = (UNREADABLE,)
    except ProctoringError:
        raise
    except Exception:  # noqa: BLE001 - native code fails on a photo in ways of its own
        read[photo] = (UNREADABLE,)


def finding_rates(
    read: Mapping[Path, Iterable[str]], group_of: Mapping[str, str]
) -> tuple[FindingRates, ...]:
    """The most frequent first. `group_of` is by the name of the folder a photo lies in."""
    photos: Counter[str] = Counter()
    said: dict[str, Counter[str]] = {}
    for photo, codes in read.items():
        group = group_of.get(photo.parent.name)
        groups = [EVERYONE] if group is None else [EVERYONE, group]
        photos.update(groups)
        for code in set(codes):
            said.setdefault(code, Counter()).update(groups)
    names = [EVERYONE, *sorted(set(photos) - {EVERYONE})]
    rates = [
        FindingRates(code, {name: ErrorRate(counts[name], photos[name]) for name in names})
        for code, counts in said.items()
    ]
    return tuple(sorted(rates, key=lambda each: (-each.said[EVERYONE].errors, each.code)))
