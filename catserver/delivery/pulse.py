"""The server's sign of life: a beat a second beside the database, and what it is worth at a start.

A server that was killed cannot say when. The last beat can: what every candidate lost begins
there. A beat also carries the uptime of the machine, so that a server started again on the same
boot knows how long it was away even if somebody set the wall clock meanwhile.
"""

import logging
import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

logger = logging.getLogger(__name__)

PULSE_FILE = "alive"
BEAT_SIZE_BYTES = 256
"""A beat is written over the one before in one piece, padded, so none is ever half there."""
STEP_SAID_FROM = timedelta(seconds=2)
"""A second is how old a beat can be; a wall clock that differs by more was set."""


class Uptime(msgspec.Struct, frozen=True):
    """How long the machine runs, and which of its boots that is; `boot` is None where unknown."""

    boot: str | None
    seconds: float


class Beat(msgspec.Struct, frozen=True):
    """Alive at `at`, with candidates at work or not."""

    at: datetime
    running: bool
    uptime: Uptime


def uptime() -> Uptime:
    try:
        boot: str | None = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        boot = None
    # With the time a machine slept, where the system counts it.
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    if sys.platform == "win32" or clock is None:
        return Uptime(boot, time.monotonic())
    return Uptime(boot, time.clock_gettime(clock))


class PulseFile:
    """Not flushed to the disk: it need not survive the machine, only the server."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Beat | None:
        """None where there is none, or none that can be read."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Beat)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError):
            logger.warning("the last sign of life in %s cannot be read", self._path.name)
            return None

    def write(self, beat: Beat) -> None:
        """Raises OSError."""
        content = msgspec.json.encode(beat).ljust(BEAT_SIZE_BYTES)
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.write(file, content)
        finally:
            os.close(file)


def instant_at_start(
    wall_at: datetime, newest_at: datetime | None, beat: Beat | None, up: Uptime
) -> datetime:
    """What time it is for a site that starts now.

    While candidates were at work, time goes on from the last beat by the machine's uptime,
    whatever the wall clock was set to. Otherwise the wall clock counts. In neither case is it
    earlier than the newest instant of the journal: nothing happens before what has happened.
    """
    now = wall_at
    if beat is not None:
        same_boot = beat.uptime.boot is not None and beat.uptime.boot == up.boot
        passed = timedelta(seconds=up.seconds - beat.uptime.seconds)
        if beat.running and same_boot and passed >= timedelta():
            now = beat.at + passed
        elif beat.running:
            now = max(now, beat.at)
    return now if newest_at is None else max(now, newest_at)


def say_if_stepped(start_at: datetime, wall_at: datetime) -> None:
    """The operator must know when the site does not go by the wall clock."""
    ahead = start_at - wall_at
    if abs(ahead) > STEP_SAID_FROM:
        logger.warning(
            "the wall clock was set: it is %.0f s %s this site's time. The site goes on by its own "
            "time, so that no candidate gains or loses; see `catserver doctor`.",
            abs(ahead.total_seconds()),
            "behind" if ahead > timedelta() else "ahead of",
        )
