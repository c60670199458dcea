"""The heart on a loop's time moved by hand."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from catserver.delivery.heart import Heart
from catserver.delivery.pulse import PulseFile
from tests.hand_clock import HandClock

TEN = datetime(2024, 10, 16, 3, 0, tzinfo=UTC)


def a_heart(folder: Path) -> tuple[Heart, HandClock, list[float]]:
    """A heart over an empty site; the list holds the loop's time."""
    nobody: Any = SimpleNamespace(in_use=list, anyone_runs=lambda: True)
    clock, seconds = HandClock(TEN), [1000.0]
    heart = Heart(PulseFile(folder / "alive"), nobody, nobody, clock)
    heart._time = lambda: seconds[0]
    heart._beat_s = 1000.0
    return heart, clock, seconds


@pytest.mark.parametrize(
    ("late_s", "stood_s"), [(0, None), (1, None), (3.999, None), (4, 4), (60, 60)]
)
async def test_a_loop_that_is_seconds_late_stood_still_since_the_last_beat(
    tmp_path: Path, late_s: float, stood_s: float | None
) -> None:
    heart, clock, seconds = a_heart(tmp_path)
    seconds[0] += late_s
    clock.move(seconds=late_s)
    expected = None if stood_s is None else clock.now() - timedelta(seconds=stood_s)
    assert heart.standstill() == expected
    heart.close()


async def test_a_beat_says_when_and_whether_anybody_is_at_work(tmp_path: Path) -> None:
    heart, clock, _ = a_heart(tmp_path)
    clock.move(seconds=5)
    await heart.beat()
    heart.close()
    beat = PulseFile(tmp_path / "alive").read()
    assert beat is not None
    assert (beat.at, beat.running) == (TEN + timedelta(seconds=5), True)


async def test_a_sign_of_life_that_cannot_be_written_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    heart, _, _ = a_heart(tmp_path / "not there")
    with caplog.at_level(logging.WARNING):
        await heart.beat()
    heart.close()
    assert "the sign of life could not be written" in caplog.text
