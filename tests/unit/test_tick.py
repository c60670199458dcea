"""The clock's next look: a start is met when it comes, everything else a little later."""

from datetime import timedelta

import pytest

from catserver.app import TICK_EVERY_S, until_tick_s
from tests.builders import EIGHT


@pytest.mark.parametrize(
    ("ahead_s", "waits_s"),
    [(3600, TICK_EVERY_S), (TICK_EVERY_S, TICK_EVERY_S), (0.04, 0.04), (0, TICK_EVERY_S)],
)
def test_the_clock_is_there_when_a_start_comes(ahead_s: float, waits_s: float) -> None:
    assert until_tick_s(EIGHT + timedelta(seconds=ahead_s), EIGHT) == pytest.approx(waits_s)


def test_a_start_that_could_not_be_made_is_tried_at_every_tick() -> None:
    assert until_tick_s(EIGHT - timedelta(seconds=5), EIGHT) == TICK_EVERY_S


def test_without_a_start_to_come_the_clock_ticks() -> None:
    assert until_tick_s(None, EIGHT) == TICK_EVERY_S
