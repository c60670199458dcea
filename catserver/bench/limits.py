"""How many sockets this process may hold, and what memory and processor time another one takes."""

import os
import sys
from pathlib import Path


def raise_open_files() -> int:
    """Raise the soft limit to the hard one; how many files may be open now."""
    if sys.platform == "win32":
        return 100_000  # Windows counts handles, and has millions
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


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
