"""A comparison at the desk is held against the other candidates' references."""

import numpy as np
import pytest

from catserver.delivery.door.strangers import FEW, FRESH_S, Strangers
from catserver.delivery.door.templates import Gallery
from catserver.delivery.registry import CandidateNumber, PhotoId
from proctoring.cohort import Calibration, Cohort
from proctoring.engine import EngineName, Template

ENGINE = EngineName("plain")
CALIBRATION = Calibration(mean=0.55, deviation=0.05)


class Templates:
    """A store whose gallery the test sets."""

    def __init__(self, people: int) -> None:
        matrix = np.random.default_rng(1).normal(0, 0.1, (people, 16)).astype(np.float32)
        numbers = tuple(CandidateNumber(f"{at:03}") for at in range(people))
        self.gallery = Gallery(numbers, tuple(PhotoId(each) for each in numbers), matrix)

    async def references(self, engine: str) -> Gallery:
        assert engine == ENGINE
        return self.gallery

    async def arrivals(self, engine: str) -> Gallery:
        raise AssertionError(engine)


def two_templates() -> tuple[Template, Template]:
    one = np.random.default_rng(2).normal(0, 0.1, 16)
    return Template.from_vector(ENGINE, one), Template.from_vector(ENGINE, one + 0.05)


@pytest.mark.parametrize("people", [60, FEW + 200])
async def test_the_candidates_own_reference_is_no_strangers(people: int) -> None:
    store = Templates(people)
    score = await Strangers(store, {ENGINE: CALIBRATION}).score(*two_templates(), "007")
    matrix, numbers = store.gallery.matrix, store.gallery.numbers
    others = [row for row in range(people) if numbers[row] != "007"]
    among = Cohort.of_matrix(ENGINE, [numbers[row] for row in others], matrix[others])
    assert score == among.score(*two_templates(), CALIBRATION, without=())
    assert score.cohort == people - 1
    assert score.score != score.distance


async def test_a_reference_that_came_later_counts_a_few_seconds_after() -> None:
    store, now_s = Templates(10), [100.0]
    strangers = Strangers(store, {ENGINE: CALIBRATION}, lambda: now_s[0])
    assert (await strangers.score(*two_templates(), "007")).cohort == 9
    store.gallery = Templates(30).gallery
    assert (await strangers.score(*two_templates(), "007")).cohort == 9
    now_s[0] += FRESH_S
    assert (await strangers.score(*two_templates(), "007")).cohort == 29


async def test_an_engine_without_a_calibration_is_compared_by_plain_distance() -> None:
    score = await Strangers(Templates(60), {}).score(*two_templates(), "007")
    assert score.score == score.distance
    assert score.cohort == 0
