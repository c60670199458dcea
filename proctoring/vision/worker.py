"""One worker process: it prepares once and then does a job at a time, until it fails.

It ends by itself when its pipe closes, so a killed server leaves no workers behind. It ignores
Ctrl-C, which reaches every process of a terminal: the server ends its workers in order.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext
from typing import Any

from proctoring.errors import JobTimedOut, PoolError, WorkerDied

START_TIMEOUT = timedelta(seconds=60)
"""Loading the models takes about a second; a slow disk at eight in the morning gets a minute."""
STOP_TIMEOUT = timedelta(seconds=2)

Prepare = Callable[[], Callable[..., Any]]


class Worker:
    """Used by one thread. After WorkerDied or JobTimedOut it is spent."""

    def __init__(
        self,
        context: SpawnContext,
        prepare: Prepare,
        niceness: int = 0,
        *,
        only_idle_time: bool = False,
    ) -> None:
        """Return when the process is ready; raise PoolError when it cannot be."""
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_work, args=(theirs, prepare, niceness, only_idle_time), daemon=True
        )
        self._process.start()
        theirs.close()
        try:
            self._answer(START_TIMEOUT)
        except PoolError:
            self.stop()
            raise
        except Exception as error:
            self.stop()
            raise WorkerDied(f"a worker could not prepare: {error}") from error

    @property
    def process_id(self) -> int | None:
        return self._process.pid

    def do(self, args: tuple[Any, ...], timeout: timedelta) -> Any:
        """What the job returns, or what it raises."""
        try:
            self._connection.send(args)
        except OSError as error:
            raise WorkerDied("the worker had ended") from error
        return self._answer(timeout)

    def stop(self) -> None:
        """End the process, gently while it listens and by force where it does not."""
        self._connection.close()
        self._process.join(STOP_TIMEOUT.total_seconds())
        self.kill()

    def kill(self) -> None:
        self._connection.close()
        if self._process.is_alive():
            self._process.kill()
        self._process.join()

    def _answer(self, timeout: timedelta) -> Any:
        ready = wait([self._connection, self._process.sentinel], timeout.total_seconds())
        if not ready:
            raise JobTimedOut(f"no answer within {timeout.total_seconds():g} s")
        try:
            succeeded, value = self._connection.recv()
        except (EOFError, OSError) as error:
            raise WorkerDied("the worker ended while it had the job") from error
        if succeeded:
            return value
        raise value


def _work(
    connection: Connection,
    prepare: Prepare,
    niceness: int,
    only_idle_time: bool,  # noqa: FBT001 - sent by position
) -> None:
    """What the process does, from start to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _stand_back(niceness, only_idle_time=only_idle_time)
    try:
        work = prepare()
    except Exception as error:  # noqa: BLE001 - reported to the pool, whatever it is
        _send(connection, succeeded=False, value=error)
        return
    _send(connection, succeeded=True, value=None)
    while True:
        try:
            args = connection.recv()
        except (EOFError, OSError):
            return
        try:
            value, succeeded = work(*args), True
        except Exception as error:  # noqa: BLE001 - the job's answer, whatever it is
            value, succeeded = error, False
        _send(connection, succeeded=succeeded, value=value)


def _stand_back(niceness: int, *, only_idle_time: bool) -> None:
    if sys.platform != "win32":  # there a process cannot step back by itself
        os.nice(niceness)
    if sys.platform == "linux":  # nice alone does not make a long slice give way at once
        policy = os.SCHED_IDLE if only_idle_time else os.SCHED_BATCH
        os.sched_setscheduler(0, policy, os.sched_param(0))


def _send(connection: Connection, *, succeeded: bool, value: Any) -> None:
    try:
        connection.send((succeeded, value))
    except OSError:
        return  # nobody listens any more; the next receive ends the process
    except Exception:  # noqa: BLE001 - an answer that cannot be sent is named instead
        connection.send((False, WorkerDied(f"the answer cannot be sent: {type(value).__name__}")))
