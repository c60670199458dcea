"""The clock's next look: a start is met when it comes, everything else a little later."""

from datetime import timedelta

import pytest

from catserver.delivery.clock import nap_s
from tests.builders import EIGHT


@pytest.mark.parametrize(
    ("ahead_s", "sleeps_s"), [(3600, 0.25), (0.25, 0.25), (0.04, 0.04), (0, 0.25), (-5, 0.25)]
)
def test_what_comes_before_the_next_look_is_met_when_it_comes(
    ahead_s: float, sleeps_s: float
) -> None:
    due_at = EIGHT + timedelta(seconds=ahead_s)
    assert nap_s(0.25, due_at, EIGHT) == pytest.approx(sleeps_s)


def test_with_nothing_to_come_it_looks_as_often_as_ever() -> None:
    assert nap_s(0.25, None, EIGHT) == 0.25
