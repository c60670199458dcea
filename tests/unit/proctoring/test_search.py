"""A search knows how far everybody is, and how often it names a stranger."""

import numpy as np
import pytest

from proctoring.errors import TemplateMismatch
from proctoring.search import (
    ROWS_A_BLOCK,
    distances,
    false_alarm_share,
    share_for_false_alarm,
)

CHANCE = np.random.default_rng(4)
DIMENSION = 128


def people(count: int) -> np.ndarray:
    return CHANCE.standard_normal((count, DIMENSION)).astype(np.float32) * 0.1


def test_a_search_finds_what_a_loop_over_all_would_find() -> None:
    matrix = people(ROWS_A_BLOCK + 7)
    probe = matrix[ROWS_A_BLOCK + 3] + np.float32(0.001)
    one_by_one = [float(np.linalg.norm(row - probe)) for row in matrix]

    assert np.allclose(distances(matrix, probe), one_by_one, rtol=1e-5)
    assert np.flatnonzero(distances(matrix, probe) <= 0.4).tolist() == [ROWS_A_BLOCK + 3]


def test_a_search_among_nobody_has_no_distances() -> None:
    assert len(distances(np.empty((0, DIMENSION), np.float32), people(1)[0])) == 0


def test_the_same_template_lies_nowhere_but_at_nothing() -> None:
    """By the product of both templates it would lie some hundredths away."""
    matrix = people(3) + np.float32(10)
    assert distances(matrix, matrix[1])[1] == 0.0


def test_templates_of_another_length_are_no_match_but_a_fault() -> None:
    with pytest.raises(TemplateMismatch):
        distances(people(2), np.zeros(64, dtype=np.float32))


@pytest.mark.parametrize(
    ("share", "people_searched", "alarm"),
    [(0.001, 500, 0.3936), (0.001, 5_000, 0.9933), (0.0, 5_000, 0.0), (1.0, 1, 1.0), (1.0, 0, 0.0)],
)
def test_false_alarms_grow_with_the_number_searched(
    share: float, people_searched: int, alarm: float
) -> None:
    assert false_alarm_share(share, people_searched) == pytest.approx(alarm, abs=1e-4)


@pytest.mark.parametrize("gallery", [1, 500, 5_000, 100_000])
def test_the_rate_for_an_alarm_and_the_alarm_of_a_rate_are_inverse(gallery: int) -> None:
    share = share_for_false_alarm(0.05, gallery)
    assert false_alarm_share(share, gallery) == pytest.approx(0.05)


@pytest.mark.parametrize("alarm", [-0.1, 1.0])
def test_an_impossible_rate_is_refused(alarm: float) -> None:
    with pytest.raises(ValueError, match="share"):
        share_for_false_alarm(alarm, 10)
