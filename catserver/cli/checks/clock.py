"""Is the clock of this machine believable, and does it run evenly?"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from catserver.cli.checks.finding import Finding, ok, problem
from catserver.delivery.pulse import PULSE_FILE, STEP_SAID_FROM, PulseFile

# Nothing of this release can run before it was written.
RELEASED_AT = datetime(2025, 1, 1, tzinfo=UTC)
LATEST_AT = datetime(2045, 1, 1, tzinfo=UTC)
MEASURE_S = 0.5
DRIFT_S_MAX = 0.05
SET_IT = "Set date and time, and let a time server of your network keep them."


def check_clock(data_dir: Path, now: datetime | None = None) -> Iterator[Finding]:
    now = now or datetime.now(UTC)
    local = now.astimezone()
    said = f"{local:%Y-%m-%d %H:%M:%S %Z} (UTC{local:%z})"
    if not RELEASED_AT < now < LATEST_AT:
        yield problem("clock", f"{said} cannot be right", SET_IT)
        return
    drift = wall_clock_drift_s()
    if drift > DRIFT_S_MAX:
        yield problem("clock", f"{said}, but it jumped {drift:.2f} s while looked at", SET_IT)
    else:
        yield ok("clock", f"{said}; compare it with your own")
    yield from _beside_the_site(data_dir, now)


def _beside_the_site(data_dir: Path, now: datetime) -> Iterator[Finding]:
    """A site never goes back behind its own last instant, whatever the machine's clock says."""
    beat = PulseFile(data_dir / PULSE_FILE).read()
    if beat is None or beat.at - now <= STEP_SAID_FROM:
        return
    behind_s = (beat.at - now).total_seconds()
    yield problem(
        "clock",
        f"the machine's clock is {behind_s:.0f} s behind this site's last sign of life",
        "Set it right before the next sitting. Attempts under way keep the site's own time.",
    )


def wall_clock_drift_s() -> float:
    wall, steady = time.time(), time.monotonic()
    time.sleep(MEASURE_S)
    return abs((time.time() - wall) - (time.monotonic() - steady))
