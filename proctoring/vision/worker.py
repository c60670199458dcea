"""One worker process: it prepares once and then does a job at a time, until it fails.

It ends by itself when its pipe closes, so a killed server leaves no workers behind. It ignores
Ctrl-C, which reaches every process of a terminal: the server ends its workers in order.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext
from pathlib import Path
from typing import Any

from proctoring.errors import (
    JobFailed,
    JobTimedOut,
    PoolError,
    ProctoringError,
    WorkerDied,
    WorkerStarved,
)

START_TIMEOUT = timedelta(seconds=60)
"""Loading the models takes about a second; a slow disk at eight in the morning gets a minute."""
STOP_TIMEOUT = timedelta(seconds=2)
STARVED_BELOW = 0.5
"""Of the time it has had a job, in which a worker was given the processor."""

Prepare = Callable[[], Callable[..., Any]]


class Worker:
    """Used by one thread. After WorkerDied, JobTimedOut or WorkerStarved it is spent."""

    def __init__(
        self,
        context: SpawnContext,
        prepare: Prepare,
        niceness: int = 0,
        *,
        only_idle_time: bool = False,
        at_once: bool = False,
    ) -> None:
        """Return when the process is ready; raise PoolError when it cannot be.

        `at_once` prepares before it stands back: on a full machine the models would take a minute.
        """
        self.only_idle_time = only_idle_time
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_work,
            args=(theirs, prepare, niceness, only_idle_time, at_once),
            daemon=True,
        )
        try:
            self._process.start()
        except OSError as error:  # no memory, or too many processes
            self._connection.close()
            raise WorkerDied(f"no worker can be started: {error}") from error
        finally:
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

    def do(
        self, args: tuple[Any, ...], timeout: timedelta, starved_after: timedelta | None = None
    ) -> Any:
        """What the job returns, or what it raises.

        Raise WorkerStarved where the system says that the processor was given to others for most
        of `starved_after`.
        """
        used_s, began_s = self._processor_s(), time.monotonic()
        try:
            self._connection.send(args)
        except OSError as error:
            raise WorkerDied("the worker had ended") from error
        if starved_after is None or starved_after >= timeout or used_s is None:
            return self._answer(timeout)
        if self._silent(starved_after):
            waited_s = time.monotonic() - began_s
            if is_starved((self._processor_s() or 0.0) - used_s, waited_s):
                raise WorkerStarved(f"others had the processor for {waited_s:.1f} s")
        return self._answer(timeout - starved_after)

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

    def _silent(self, for_: timedelta) -> bool:
        return not wait([self._connection, self._process.sentinel], for_.total_seconds())

    def _processor_s(self) -> float | None:
        """What the process has used; None where the system does not say."""
        if sys.platform == "win32":
            return None
        try:
            stat = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii")
        except (OSError, UnicodeError):
            return None
        fields = stat.rpartition(")")[2].split()
        ticks_per_s: int = os.sysconf("SC_CLK_TCK")
        return (int(fields[11]) + int(fields[12])) / ticks_per_s

    def _answer(self, timeout: timedelta) -> Any:
        if self._silent(timeout):
            raise JobTimedOut(f"no answer within {timeout.total_seconds():g} s")
        try:
            succeeded, value = self._connection.recv()
        except (EOFError, OSError) as error:
            raise WorkerDied("the worker ended while it had the job") from error
        if succeeded:
            return value
        raise value


def is_starved(used_s: float, waited_s: float) -> bool:
    """Of the processor's time that a worker used while its job was waited for."""
    return used_s < STARVED_BELOW * waited_s


def _work(
    connection: Connection,
    prepare: Prepare,
    niceness: int,
    only_idle_time: bool,  # noqa: FBT001 - sent by position
    at_once: bool,  # noqa: FBT001 - likewise
) -> None:
    """What the process does, from start to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not at_once:
        _stand_back(niceness)
    try:
        work = prepare()
    except Exception as error:  # noqa: BLE001 - reported to the pool, whatever it is
        _send(connection, succeeded=False, value=error)
        return
    if at_once:
        _stand_back(niceness)
    if only_idle_time:  # from here on: in idle time alone the models might not be loaded today
        _stand_back_altogether()
    _send(connection, succeeded=True, value=None)
    while True:
        try:
            args = connection.recv()
        except (EOFError, OSError):
            return
        try:
            value, succeeded = work(*args), True
        except ProctoringError as error:
            value, succeeded = error, False
        except Exception as error:  # noqa: BLE001 - of a library, and nobody listens for those
            value, succeeded = JobFailed(f"{type(error).__name__}: {error}"), False
        _send(connection, succeeded=succeeded, value=value)


def _stand_back(niceness: int) -> None:
    if sys.platform != "win32":  # there a process cannot step back by itself
        os.nice(niceness)
    if sys.platform == "linux":  # nice alone does not make a long slice give way at once
        with contextlib.suppress(OSError):  # a container may forbid it
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _stand_back_altogether() -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def _send(connection: Connection, *, succeeded: bool, value: Any) -> None:
    try:
        connection.send((succeeded, value))
    except OSError:
        return  # nobody listens any more; the next receive ends the process
    except Exception:  # noqa: BLE001 - an answer that cannot be sent is named instead
        connection.send((False, WorkerDied(f"the answer cannot be sent: {type(value).__name__}")))
