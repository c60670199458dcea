"""Is there room, does a write reach the disk, how fast, and who may read it?"""

import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from catserver.cli.checks.finding import Finding, attention, ok, problem

FREE_BYTES_LEAST = 1 << 30
FREE_BYTES_GOOD = 5 << 30
MEASURE_S = 1.0
WRITE_BYTES = 4096
# Answers are committed in groups, so a group of any size costs one fsync or two; below this many a
# second an acknowledgement takes longer than the tenth of a second a person calls "at once".
FSYNC_PER_S_GOOD = 100
FSYNC_PER_S_LEAST = 20


def check_disk(data_dir: Path) -> Iterator[Finding]:
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        free = shutil.disk_usage(data_dir).free
        per_second = fsync_per_second(data_dir)
    except OSError as error:
        yield problem("disk", str(error), f"Make {data_dir} writable for this user.")
        return
    yield _free_space(free)
    yield _fsync_speed(per_second)
    if sys.platform != "win32":
        yield _permissions(data_dir)


def fsync_per_second(folder: Path) -> float:
    """Measured: small writes, each brought to the disk, for about a second."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix="doctor-") as file:
        writes = 0
        began = time.perf_counter()
        while (passed := time.perf_counter() - began) < MEASURE_S:
            file.write(os.urandom(WRITE_BYTES))
            file.flush()
            os.fsync(file.fileno())
            writes += 1
    return writes / passed


def _free_space(free: int) -> Finding:
    said = f"{free / (1 << 30):.1f} GiB free"
    if free < FREE_BYTES_LEAST:
        return problem("disk space", said, "Free some, or put data.directory on another disk.")
    if free < FREE_BYTES_GOOD:
        return attention("disk space", said, "An exam day with photos of 1,000 needs about 1 GiB.")
    return ok("disk space", said)


def _fsync_speed(per_second: float) -> Finding:
    said = f"{per_second:,.0f} writes brought to the disk per second (measured)"
    remedy = "Use a solid-state disk of this machine for data.directory, not a network share."
    if per_second < FSYNC_PER_S_LEAST:
        return problem("disk speed", said, remedy)
    if per_second < FSYNC_PER_S_GOOD:
        return attention("disk speed", said, remedy)
    return ok("disk speed", said)


def _permissions(data_dir: Path) -> Finding:
    mode = stat.S_IMODE(data_dir.stat().st_mode)
    said = f"{data_dir} has mode {mode:04o}"
    if mode & 0o002:
        return problem("data directory", said, f"Others may write to it: chmod 700 {data_dir}")
    if mode & 0o077:
        return attention(
            "data directory",
            said,
            f"Other users of this machine may look into it: chmod 700 {data_dir}",
        )
    return ok("data directory", said)
