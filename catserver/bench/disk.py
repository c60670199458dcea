"""What the disk promises: appends of a page, each forced to the platter, a second."""

import os
import time
from pathlib import Path

PAGE_SIZE_BYTES = 4096


def fsyncs_per_s(folder: Path, for_s: float) -> float:
    """4 KiB appended and fdatasync'ed, one after another, for about `for_s` seconds."""
    path = folder / "fsync.bench"
    page = os.urandom(PAGE_SIZE_BYTES)
    force = getattr(os, "fdatasync", os.fsync)
    count, began = 0, time.perf_counter()
    with path.open("wb", buffering=0) as file:
        while time.perf_counter() - began < for_s:
            file.write(page)
            force(file.fileno())
            count += 1
    spent = time.perf_counter() - began
    path.unlink()
    return count / spent
