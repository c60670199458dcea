"""A bounded pool of worker processes, for work that would hold the interpreter's lock.

Each process has one thread here that feeds it: the thread takes a job from the queue, sends it,
and waits for the answer, for the process's end or for the time limit. In the last two cases the
job is answered with an error and another process takes the place: one photo that crashes a
decoder costs one answer and nothing else.

Jobs wait by urgency, then in order: whoever stands before a camera comes before what can wait.

The caller gets a ``concurrent.futures.Future``; an event loop wraps it. The pool knows nothing of
faces: ``prepare`` runs once in each worker (loading models) and returns the function that does
the jobs.
"""

import contextlib
import itertools
import math
import multiprocessing
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import Any, Generic, ParamSpec, Self, TypeVar

from proctoring.errors import (
    JobTimedOut,
    PoolClosed,
    PoolError,
    QueueFull,
    WorkerDied,
    WorkerStarved,
)
from proctoring.vision.worker import Worker

P = ParamSpec("P")
R = TypeVar("R")

JOB_S_AT_FIRST = 0.25
"""What a photo took where this was measured; soon the pool goes by its own jobs."""
JOB_S_WEIGHT = 0.1
"""Of one more job in that mean: the last ten or so count."""


class Urgency(IntEnum):
    """What a job waits behind: everything smaller."""

    DESK = 0
    """A person stands before the camera, and a line behind them."""
    LATER = 1
    """A picture kept while the line was long; the person sits already."""
    HINT = 2
    """Advice on a live picture: the next one comes in a moment."""
    REGISTRATION = 3
    """Pictures of people who are not here yet."""
    NONE = 4
    """No job: the feeder that finds it ends."""


@dataclass(frozen=True, slots=True)
class PoolSettings:
    workers: int = 2
    queue_length_max: int = 64
    """At a quarter of a second a photo and two workers: eight seconds of waiting, then "full"."""
    job_timeout: timedelta = timedelta(seconds=10)
    """Forty times what a photo takes."""
    niceness: int = 10
    """How far the workers stand back for the server's process, where the system knows it."""
    only_idle_time: bool = False
    """Stand back altogether (Linux): a worker gives way at once."""
    starved_after: timedelta = timedelta(seconds=1.5)
    """With a job and hardly any idle time for so long, a worker is replaced by one that stands back
    no more than `niceness` says, and the job is done by that one."""
    stepped_up_for: timedelta = timedelta(minutes=10)
    """So long after the last time that idle time was not enough."""


@dataclass(frozen=True, slots=True)
class _Job:
    future: Future[Any]
    args: tuple[Any, ...]


class WorkerPool(Generic[P, R]):
    """``with WorkerPool(prepare_inspector) as pool: pool.submit(photo).result()``."""

    def __init__(
        self, prepare: Callable[[], Callable[P, R]], settings: PoolSettings | None = None
    ) -> None:
        self._prepare = prepare
        self._settings = settings or PoolSettings()
        self._context = multiprocessing.get_context("spawn")
        self._jobs: queue.PriorityQueue[tuple[Urgency, int, _Job | None]] = queue.PriorityQueue()
        self._order = itertools.count()
        self._running = 0
        self._job_s = JOB_S_AT_FIRST
        self._stepped_up_until_s = -math.inf
        self._door = threading.Lock()
        self._closed = False
        self._workers: dict[str, Worker] = {}
        self._feeders = [
            threading.Thread(target=self._feed, name=f"pool-feeder-{number}", daemon=True)
            for number in range(self._settings.workers)
        ]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start all workers. Jobs are taken at once and answered when the first worker is warm."""
        for feeder in self._feeders:
            feeder.start()

    def close(self) -> None:
        """Answer waiting jobs with PoolClosed, let running ones end, stop all workers."""
        with self._door:
            self._closed = True
        with contextlib.suppress(queue.Empty):
            while job := self._take(wait=False)[1]:
                if job.future.set_running_or_notify_cancel():
                    job.future.set_exception(PoolClosed("the pool was closed"))
        for _ in self._feeders:
            self._put(Urgency.NONE, None)
        for feeder in self._feeders:
            if feeder.ident is not None:
                feeder.join()

    def submit(self, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Raise QueueFull when ``queue_length_max`` jobs wait, PoolClosed after ``close``."""
        assert not kwargs, "arguments are sent by position"
        return self._submit(Urgency.DESK, args, self._settings.queue_length_max)

    def submit_as(self, urgency: Urgency, *args: Any) -> Future[R]:
        """As ``submit``, behind everything that is more urgent."""
        return self._submit(urgency, args, self._settings.queue_length_max)

    def submit_unless_busy(self, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """For work that may be dropped, such as live hints: QueueFull when any job waits.

        Pictures of people who are not here yet do not count: they may wait all morning.
        """
        assert not kwargs, "arguments are sent by position"
        return self._submit(Urgency.HINT, args, 1)

    @property
    def queue_length(self) -> int:
        """Jobs that no worker has taken yet, and nobody has given up."""
        return self._waiting()

    @property
    def workers(self) -> int:
        return self._settings.workers

    def wait_s(self, urgency: Urgency = Urgency.DESK) -> float:
        """How long a job handed in now is expected to wait before a worker takes it."""
        with self._door:
            ahead = self._waiting(urgency)
            running = min(self._running, self._settings.workers)
            if ahead + running < self._settings.workers:
                return 0.0
            return (ahead + 0.5 * running) * self._job_s / self._settings.workers

    @property
    def process_ids(self) -> tuple[int, ...]:
        """Of the workers that are ready."""
        workers = tuple(self._workers.values())
        return tuple(worker.process_id for worker in workers if worker.process_id is not None)

    def _submit(self, urgency: Urgency, args: tuple[Any, ...], length_max: int) -> Future[R]:
        job = _Job(Future(), args)
        with self._door:
            if self._closed:
                raise PoolClosed("the pool was closed")
            waiting = self._waiting(urgency if urgency is Urgency.HINT else Urgency.NONE)
            if waiting >= length_max:
                raise QueueFull(f"{waiting} jobs wait")
            self._put(urgency, job)
        return job.future

    def _waiting(self, up_to: Urgency = Urgency.NONE) -> int:
        return sum(
            urgency <= up_to and job is not None and not job.future.cancelled()
            for urgency, _, job in list(self._jobs.queue)
        )

    def _put(self, urgency: Urgency, job: _Job | None) -> None:
        self._jobs.put((urgency, next(self._order), job))

    def _take(self, *, wait: bool = True) -> tuple[Urgency, _Job | None]:
        urgency, _, job = self._jobs.get(block=wait)
        return urgency, job

    def _feed(self) -> None:
        """One thread's life: a worker at its side, job after job."""
        place = threading.current_thread().name
        with contextlib.suppress(PoolError):  # tried again, and reported, with the first job
            self._workers[place] = self._worker()
        while True:
            urgency, job = self._take()
            if job is None:
                break
            if job.future.set_running_or_notify_cancel():
                self._work(place, urgency, job)
                self._stand_back_again(place)
        if worker := self._workers.pop(place, None):
            worker.stop()

    def _work(self, place: str, urgency: Urgency, job: _Job) -> None:
        with self._door:
            self._running += 1
        began_s = time.monotonic()
        self._answer(place, job)
        with self._door:
            self._running -= 1
            if urgency is not Urgency.HINT:  # a hint takes a fraction of a photo
                self._job_s += (time.monotonic() - began_s - self._job_s) * JOB_S_WEIGHT

    def _answer(self, place: str, job: _Job) -> None:
        try:
            job.future.set_result(self._done(place, job))
        except (WorkerDied, JobTimedOut) as error:
            job.future.set_exception(error)
            self._replace(place)
        except Exception as error:  # noqa: BLE001 - the job's own answer
            job.future.set_exception(error)

    def _done(self, place: str, job: _Job) -> Any:
        """What the job returns, or what it raises. A starved worker's job is done by the next."""
        settings = self._settings
        worker = self._ready(place)
        starved_after = settings.starved_after if worker.only_idle_time else None
        try:
            return worker.do(job.args, settings.job_timeout, starved_after)
        except WorkerStarved:
            self._stepped_up_until_s = time.monotonic() + settings.stepped_up_for.total_seconds()
            self._workers.pop(place).kill()
            self._workers[place] = worker = self._worker(at_once=True)
            return worker.do(job.args, settings.job_timeout)

    def _ready(self, place: str) -> Worker:
        """Raise PoolError where none can be started."""
        if place not in self._workers:
            self._workers[place] = self._worker()
        return self._workers[place]

    def _stand_back_again(self, place: str) -> None:
        """Once others leave time enough, and nobody waits for the second that it takes."""
        worker = self._workers.get(place)
        if worker is None or worker.only_idle_time == self._in_idle_time or self.queue_length:
            return
        self._replace(place)

    @property
    def _in_idle_time(self) -> bool:
        return self._settings.only_idle_time and time.monotonic() > self._stepped_up_until_s

    def _replace(self, place: str) -> None:
        """The next job finds a warm worker again, unless none can be started."""
        if spent := self._workers.pop(place, None):
            spent.kill()
            with contextlib.suppress(PoolError):
                self._workers[place] = self._worker()

    def _worker(self, *, at_once: bool = False) -> Worker:
        return Worker(
            self._context,
            self._prepare,
            self._settings.niceness,
            only_idle_time=self._in_idle_time,
            at_once=at_once,
        )
