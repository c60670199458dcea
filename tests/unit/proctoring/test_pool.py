"""The pool of worker processes: bounded, and never stopped by one bad photo."""

import errno
import itertools
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import wait
from datetime import timedelta

import pytest

from proctoring.errors import (
    JobFailed,
    JobTimedOut,
    NotAPicture,
    PoolClosed,
    QueueFull,
    WorkerDied,
)
from proctoring.vision.pool import PoolSettings, Urgency, WorkerPool
from proctoring.vision.worker import is_starved

ONE = PoolSettings(workers=1)


def prepare_to_obey() -> Callable[[str], str]:
    """Runs in the worker: what each word makes it do."""

    def obey(word: str) -> str:
        match word:
            case "name yourself":
                return str(os.getpid())
            case "die":
                os._exit(7)
            case "hang":
                threading.Event().wait()
            case "complain":
                raise NotAPicture("no picture")
            case "fail like a library":
                raise ZeroDivisionError("division by zero")
        return word.upper()

    return obey


def prepare_to_count() -> Callable[[str], str]:
    """Says as the how many words came before."""
    count = itertools.count()
    return lambda _word: str(next(count))


def prepare_to_starve_in_idle_time() -> Callable[[str], str]:
    """Says how the system gives it time; told to starve, it ends only where it is given some."""

    def work(word: str) -> str:
        idle = os.sched_getscheduler(0) == os.SCHED_IDLE
        if idle and word == "starve":
            threading.Event().wait()
        return "idle" if idle else "not idle"

    return work


def prepare_in_vain() -> Callable[[str], str]:
    raise FileNotFoundError("the model is not there")


def prepare_what_cannot_be_sent() -> Callable[[str], object]:
    return lambda _word: threading.Lock()


def test_a_job_is_answered_from_another_process() -> None:
    with WorkerPool(prepare_to_obey, ONE) as pool:
        process_id = int(pool.submit("name yourself").result())
        assert process_id != os.getpid()
        assert pool.process_ids == (process_id,)
        assert pool.submit("hello").result() == "HELLO"


def test_what_a_job_raises_is_its_answer_and_the_worker_stays() -> None:
    with WorkerPool(prepare_to_obey, ONE) as pool:
        before = pool.submit("name yourself").result()
        with pytest.raises(NotAPicture, match="no picture"):
            pool.submit("complain").result()
        assert pool.submit("name yourself").result() == before


def test_a_librarys_own_error_is_one_of_the_pools_and_the_worker_stays() -> None:
    with WorkerPool(prepare_to_obey, ONE) as pool:
        process_id = pool.submit("name yourself").result()
        with pytest.raises(JobFailed, match="ZeroDivisionError"):
            pool.submit("fail like a library").result()
        assert pool.submit("name yourself").result() == process_id


def test_a_job_that_is_given_up_while_it_waits_keeps_nobody_from_handing_one_in() -> None:
    settings = PoolSettings(workers=1, queue_length_max=2)
    pool = WorkerPool(prepare_to_obey, settings)  # not started: nothing leaves the queue
    given_up = [pool.submit("one"), pool.submit("two")]
    assert pool.wait_s() > 0
    for each in given_up:
        each.cancel()
    assert (pool.queue_length, pool.wait_s()) == (0, 0.0)
    kept = pool.submit("three")
    with pool:
        assert kept.result() == "THREE"


def test_where_no_process_can_be_started_every_job_is_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def start(_process: object) -> None:
        raise OSError(errno.EAGAIN, "no more processes")

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", start)
    with WorkerPool(prepare_to_obey, ONE) as pool:
        for _ in range(2):
            with pytest.raises(WorkerDied, match="no more processes"):
                pool.submit("hello").result()


def test_a_worker_that_dies_is_replaced_and_only_its_job_fails() -> None:
    with WorkerPool(prepare_to_obey, ONE) as pool:
        before = pool.submit("name yourself").result()
        dying, waiting = pool.submit("die"), pool.submit("still here?")
        with pytest.raises(WorkerDied):
            dying.result()
        assert waiting.result() == "STILL HERE?"
        assert pool.submit("name yourself").result() != before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_worker_killed_from_outside_is_replaced() -> None:
    with WorkerPool(prepare_to_obey, ONE) as pool:
        process_id = int(pool.submit("name yourself").result())
        hanging = pool.submit("hang")
        os.kill(process_id, signal.SIGKILL)
        with pytest.raises(WorkerDied):
            hanging.result()
        assert pool.submit("hello").result() == "HELLO"


def test_a_job_that_takes_too_long_is_given_up_and_its_worker_replaced() -> None:
    settings = PoolSettings(workers=1, job_timeout=timedelta(seconds=0.2))
    with WorkerPool(prepare_to_obey, settings) as pool:
        before = pool.submit("name yourself").result()
        with pytest.raises(JobTimedOut):
            pool.submit("hang").result()
        assert pool.submit("name yourself").result() != before


def test_a_full_queue_refuses_at_once_and_hints_are_refused_sooner() -> None:
    settings = PoolSettings(workers=1, queue_length_max=3, job_timeout=timedelta(seconds=5))
    pool = WorkerPool(prepare_to_obey, settings)  # not started: nothing leaves the queue
    waiting = [pool.submit("one"), pool.submit("two")]
    with pytest.raises(QueueFull):
        pool.submit_unless_busy("a hint")
    waiting.append(pool.submit("three"))
    assert pool.queue_length == 3
    with pytest.raises(QueueFull):
        pool.submit("four")
    with pool:
        wait(waiting)
        assert [job.result() for job in waiting] == ["ONE", "TWO", "THREE"]
        assert pool.submit_unless_busy("a hint").result() == "A HINT"


def test_people_who_are_not_here_yet_keep_no_hint_from_being_given() -> None:
    pool = WorkerPool(prepare_to_obey, PoolSettings(workers=1))
    waiting = [pool.submit_as(Urgency.REGISTRATION, word) for word in ("one", "two")]
    hint = pool.submit_unless_busy("a hint")
    with pytest.raises(QueueFull):
        pool.submit_unless_busy("another")
    with pool:
        assert hint.result() == "A HINT"
        wait(waiting)


def test_the_urgent_come_first_and_the_equal_in_their_order() -> None:
    pool = WorkerPool(prepare_to_count, PoolSettings(workers=1))
    places = {
        word: pool.submit_as(urgency, word)
        for word, urgency in (
            ("registration", Urgency.REGISTRATION),
            ("hint", Urgency.HINT),
            ("later", Urgency.LATER),
            ("desk", Urgency.DESK),
            ("desk again", Urgency.DESK),
        )
    }
    with pool:
        order = {int(job.result()): word for word, job in places.items()}
    assert [order[place] for place in sorted(order)] == [
        "desk",
        "desk again",
        "later",
        "hint",
        "registration",
    ]


def test_what_waits_is_counted_by_urgency() -> None:
    pool = WorkerPool(prepare_to_obey, PoolSettings(workers=2))
    assert pool.wait_s() == 0
    for _ in range(8):
        pool.submit_as(Urgency.LATER, "one")
    assert pool.wait_s(Urgency.DESK) == 0
    assert pool.wait_s(Urgency.LATER) > 0
    for _ in range(4):
        pool.submit("two")
    assert 0 < pool.wait_s(Urgency.DESK) < pool.wait_s(Urgency.LATER)
    assert pool.queue_length == 12
    pool.close()
    assert pool.queue_length == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no niceness")
def test_workers_stand_back_for_the_server() -> None:
    with WorkerPool(prepare_to_obey, PoolSettings(workers=1, niceness=3)) as pool:
        mine = os.getpriority(os.PRIO_PROCESS, 0)
        process_id = int(pool.submit("name yourself").result())
        assert os.getpriority(os.PRIO_PROCESS, process_id) == min(mine + 3, 19)


linux_only = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux gives a process the time that nobody else wants"
)


@linux_only
def test_workers_take_idle_time_only_where_that_is_asked_for() -> None:
    for only, policy in ((True, "idle"), (False, "not idle")):
        settings = PoolSettings(workers=1, only_idle_time=only)
        with WorkerPool(prepare_to_starve_in_idle_time, settings) as pool:
            assert pool.submit("").result() == policy


@linux_only
def test_where_there_is_no_idle_time_a_worker_steps_up_and_later_stands_back_again() -> None:
    settings = PoolSettings(
        workers=1,
        only_idle_time=True,
        starved_after=timedelta(milliseconds=200),
        stepped_up_for=timedelta(seconds=2),
    )
    with WorkerPool(prepare_to_starve_in_idle_time, settings) as pool:
        assert pool.submit("starve").result() == "not idle"
        while pool.submit("").result() != "idle":
            pass
        assert pool.submit("starve").result() == "not idle"


@pytest.mark.parametrize(
    ("used_s", "starves"), [(0.0, True), (0.49, True), (0.5, False), (1.0, False)]
)
def test_who_computed_half_of_the_time_does_not_starve(used_s: float, *, starves: bool) -> None:
    assert is_starved(used_s, waited_s=1.0) is starves


def test_a_job_cancelled_while_it_waits_is_never_done() -> None:
    pool = WorkerPool(prepare_to_obey, ONE)
    dangerous, harmless = pool.submit("die"), pool.submit("hello")
    assert dangerous.cancel()
    with pool:
        before = pool.submit("name yourself").result()
        assert harmless.result() == "HELLO"
        assert pool.submit("name yourself").result() == before


def test_closing_answers_what_waits_and_refuses_what_comes() -> None:
    pool = WorkerPool(prepare_to_obey, ONE)
    waiting = pool.submit("hello")
    pool.close()
    with pytest.raises(PoolClosed):
        waiting.result()
    with pytest.raises(PoolClosed):
        pool.submit("hello")


def test_a_worker_that_cannot_prepare_says_why_with_every_job() -> None:
    with WorkerPool(prepare_in_vain, ONE) as pool:
        for _ in range(2):
            with pytest.raises(WorkerDied, match="the model is not there"):
                pool.submit("hello").result()


def test_an_answer_that_cannot_be_sent_is_an_error_and_not_a_hanging_job() -> None:
    with WorkerPool(prepare_what_cannot_be_sent, ONE) as pool, pytest.raises(WorkerDied):
        pool.submit("anything").result()


def test_two_workers_work_at_the_same_time() -> None:
    settings = PoolSettings(workers=2, job_timeout=timedelta(seconds=0.5))
    with WorkerPool(prepare_to_obey, settings) as pool:
        hanging = pool.submit("hang")
        assert pool.submit("hello").result() == "HELLO"
        assert not hanging.done() or isinstance(hanging.exception(), JobTimedOut)
        with pytest.raises(JobTimedOut):
            hanging.result()
