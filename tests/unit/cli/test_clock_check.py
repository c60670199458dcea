from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catserver.cli.checks import clock
from catserver.cli.checks.finding import Verdict
from catserver.delivery.pulse import PULSE_FILE, Beat, PulseFile, Uptime

NOON = datetime(2026, 10, 16, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("behind_s", "verdicts"),
    [
        (-60, [Verdict.OK]),
        (2, [Verdict.OK]),
        (2.001, [Verdict.OK, Verdict.PROBLEM]),
        (3600, [Verdict.OK, Verdict.PROBLEM]),
    ],
)
def test_a_clock_behind_the_site_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behind_s: float, verdicts: list[Verdict]
) -> None:
    monkeypatch.setattr(clock, "MEASURE_S", 0.0)
    alive_at = NOON + timedelta(seconds=behind_s)
    PulseFile(tmp_path / PULSE_FILE).write(Beat(alive_at, running=True, uptime=Uptime(None, 1)))
    assert [each.verdict for each in clock.check_clock(tmp_path, NOON)] == verdicts


def test_a_site_that_never_ran_has_nothing_to_compare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "MEASURE_S", 0.0)
    assert [each.verdict for each in clock.check_clock(tmp_path, NOON)] == [Verdict.OK]
