"""A face under two numbers is found among strangers, in a crowded group as in a sparse one."""

import numpy as np
import pytest

from proctoring.duplicates import COHORT_MIN, POINTS, People, demand, doubles

CHANCE = np.random.default_rng(11)


def strangers(count: int, spread: float = 0.07, prefix: str = "n") -> People:
    matrix = CHANCE.standard_normal((count, 128)).astype(np.float32) * np.float32(spread)
    return People([f"{prefix}{place}" for place in range(count)], matrix)


def again(face: np.ndarray, far: float) -> np.ndarray:
    """Another photo of the same face, so far away."""
    step = CHANCE.standard_normal(128).astype(np.float32)
    moved: np.ndarray = face + step * np.float32(far / np.linalg.norm(step))
    return moved


@pytest.mark.parametrize("spread", [0.07, 0.045])
def test_the_same_face_under_another_number_is_found_and_a_stranger_is_not(spread: float) -> None:
    people = strangers(300, spread)
    probe = again(people.matrix[7], 5 * spread)

    found = doubles(probe, "n9", people, people, 5.0, match_at_most=0.42)
    assert [people.numbers[each.row] for each in found] == ["n7"]
    stranger = strangers(1, spread).matrix[0]
    assert doubles(stranger, "n9", people, people, 5.0, match_at_most=0.42) == ()


def test_ones_own_photos_are_no_discovery() -> None:
    people = strangers(300)
    probe = again(people.matrix[7], 0.1)
    assert doubles(probe, "n7", people, people, 5.0, match_at_most=0.42) == ()


def test_arrivals_are_searched_against_the_neighbourhood_of_the_registration_photos() -> None:
    people = strangers(300)
    arrived = People(["x"], again(people.matrix[7], 0.2)[None])
    probe = again(people.matrix[7], 0.2)
    (found,) = doubles(probe, "n9", arrived, people, 5.0, match_at_most=0.42)
    assert found.row == 0
    assert found.remarkable is not None


@pytest.mark.parametrize(("far", "count"), [(0.30, 1), (0.40, 0)])
def test_among_few_a_pair_must_lie_well_below_the_threshold(far: float, count: int) -> None:
    people = strangers(COHORT_MIN // 2)
    probe = again(people.matrix[3], far)
    found = doubles(probe, "n0", people, people, 5.0, match_at_most=0.42)
    assert len(found) == count
    assert all(each.remarkable is None for each in found)


@pytest.mark.parametrize("searched", [500, 5_000])
def test_more_people_need_a_more_remarkable_pair_for_the_same_false_alarms(searched: int) -> None:
    here, larger = demand(0.02, searched), demand(0.02, searched * 2)
    assert here.remarkable_at_least < larger.remarkable_at_least
    assert here.false_alarm == pytest.approx(0.02)


def test_beyond_what_was_measured_the_false_alarms_are_said_and_not_wished() -> None:
    far = demand(0.02, 100_000)
    assert far.remarkable_at_least == POINTS[-1][0]
    assert far.false_alarm == pytest.approx(0.217, abs=0.001)
    assert demand(0.02, 1).remarkable_at_least == POINTS[0][0]
