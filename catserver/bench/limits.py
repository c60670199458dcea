"""How many sockets this process may hold, and what memory and processor time processes take."""

import os
import sys
from contextlib import suppress
from pathlib import Path

LAST = 19
"""The least that a process can ask of the processor."""


def raise_open_files() -> int:
    """Raise the soft limit to the hard one; how many files may be open now."""
    if sys.platform == "win32":
        return 100_000  # Windows counts handles, and has millions
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def stand_behind_all() -> None:
    """Take only what of the processor nobody else wants, as somebody who is not on this machine.

    The public is elsewhere: simulated here, it must not take what the measured servers need. Linux
    shares by session first, where it shares by itself ("autogroup"); so that is told too.
    """
    if sys.platform == "win32":
        return
    os.nice(LAST)
    if sys.platform == "linux":
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        with suppress(OSError):
            os.setsid()
            Path("/proc/self/autogroup").write_text(str(LAST), encoding="ascii")


def resident_kib(process: int) -> int | None:
    """Resident memory of a process; None where the system does not say."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return None
    line = next(each for each in status.read_text().splitlines() if each.startswith("VmRSS"))
    return int(line.split()[1])


def cpu_s(process: int) -> float | None:
    """Processor time a process has used; None where the system does not say."""
    stat = Path(f"/proc/{process}/stat")
    if sys.platform == "win32" or not stat.exists():
        return None
    fields = stat.read_text().rpartition(")")[2].split()
    ticks_per_s: int = os.sysconf("SC_CLK_TCK")
    return (int(fields[11]) + int(fields[12])) / ticks_per_s
