"""What the shell asks of a face engine, and of the queue in front of it.

The engine works in other processes behind a bounded queue; `catserver.face_workers` is the real
one, tests have their own.
"""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from proctoring.cohort import Calibration
from proctoring.engine import EngineName
from proctoring.glasses import Rims
from proctoring.quality import Finding


class FaceBox(Protocol):
    """In shares of the picture, 0 to 1."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...


class Inspection(Protocol):
    @property
    def engine(self) -> EngineName: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...
    @property
    def face(self) -> FaceBox | None: ...
    @property
    def template(self) -> bytes | None: ...
    @property
    def worth(self) -> float:
        """What the face counts beside others of the same moment, 0 to 1."""
        ...

    @property
    def rims(self) -> Rims | None:
        """Of glasses; None where the picture does not tell."""
        ...


class Inspector(Protocol):
    """The worker processes.

    Both raise proctoring.errors.PoolError at once when they are full; the future raises
    PictureRefused for what is no picture.
    """

    def inspect(self, content: bytes) -> Future[Inspection]: ...
    def hints(self, content: bytes) -> Future[Inspection]: ...


class Queue(Protocol):
    """What stands before the workers."""

    @property
    def length(self) -> int:
        """Pictures that no worker has taken yet."""
        ...

    @property
    def workers(self) -> int: ...

    def wait_s(self) -> float:
        """How long a picture from the desk would wait for a worker."""
        ...

    def wait_behind_s(self) -> float:
        """The same of a picture that the desk's go before."""
        ...


@dataclass(frozen=True, slots=True)
class NoQueue:
    """Of an inspector that answers at once."""

    length: int = 0
    workers: int = 0

    def wait_s(self) -> float:
        return 0.0

    def wait_behind_s(self) -> float:
        return 0.0


@dataclass(frozen=True, slots=True)
class Engine:
    """Whom to give a picture to: `desk` where somebody stands and waits, `behind` where not."""

    desk: Inspector
    behind: Inspector
    queue: Queue
    calibrations: Mapping[EngineName, Calibration] | None = None
    """What turns distances into scores; None: what ships."""
    aside: Inspector | None = None
    name: EngineName | None = None
    """The one that an exam's thresholds must be for; None: they are for whichever it is."""

    @property
    def idle(self) -> Inspector:
        """For pictures of people who are not here yet: everything else goes before."""
        return self.aside or self.behind
