"""How many sockets this process may hold, and how much memory another one holds."""

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
