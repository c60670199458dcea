"""A distance held against the cohort: the arithmetic, and what it promises."""

import numpy as np
import pytest

from proctoring.cohort import Calibration, Cohort, Surroundings, on_scale, standing, surroundings
from proctoring.engine import EngineName, Template
from proctoring.errors import ModelUnusable, TemplateMismatch
from proctoring.verification import ThresholdPolicy, outcome

ENGINE = EngineName("plain")
CALIBRATION = Calibration(mean=0.55, deviation=0.05)
POLICY = ThresholdPolicy(0.42, 0.55)


def a_template(*numbers: float, engine: EngineName = ENGINE) -> Template:
    return Template.from_vector(engine, np.array(numbers))


def a_cohort(size: int, spread: float, seed: int = 1) -> Cohort:
    vectors = np.random.default_rng(seed).normal(0, spread, (size, 16)).astype("<f4")
    return Cohort.of(ENGINE, [(f"person {at}", row.tobytes()) for at, row in enumerate(vectors)])


def two_templates(spread: float, distance: float) -> tuple[Template, Template]:
    one = np.random.default_rng(2).normal(0, spread, 16)
    other = one.copy()
    other[0] += distance
    return Template.from_vector(ENGINE, one), Template.from_vector(ENGINE, other)


def normalised(distance: float, sides: tuple[Surroundings, ...], like: Calibration) -> float:
    return on_scale(standing(distance, sides), like)


def test_without_a_cohort_the_score_is_the_distance() -> None:
    one, other = a_template(0, 0), a_template(0.3, 0.4)
    score = Cohort.of(ENGINE, []).score(one, other, CALIBRATION, without=())
    assert score.score == score.distance == pytest.approx(0.5)
    assert score.cohort == 0


def test_like_the_calibrations_people_a_distance_stays_what_it_is() -> None:
    like_them = Surroundings(CALIBRATION.mean, CALIBRATION.deviation)
    assert normalised(0.42, (like_them, like_them), CALIBRATION) == pytest.approx(0.42)


def test_each_side_counts_half() -> None:
    near, far = Surroundings(0.5, 0.05), Surroundings(0.7, 0.05)
    expected = 0.55 + 0.05 * ((0.4 - 0.5) / 0.05 + (0.4 - 0.7) / 0.05) / 2
    assert normalised(0.4, (near, far), CALIBRATION) == pytest.approx(expected)
    assert normalised(0.4, (far, near), CALIBRATION) == pytest.approx(expected)


def test_among_people_who_look_alike_the_same_distance_is_less_of_a_match() -> None:
    scores = []
    for spread in (0.10, 0.14):
        one, other = two_templates(spread, 0.3)
        cohort = a_cohort(400, spread)
        scores.append(cohort.score(one, other, CALIBRATION, without=()).score)
    alike, unlike = scores
    assert alike > unlike + 0.05


def test_a_cohort_of_one_is_nearly_the_calibration() -> None:
    one, other = two_templates(0.12, 0.3)
    score = a_cohort(1, 0.12).score(one, other, CALIBRATION, without=())
    assert score.cohort == 1
    assert score.score == pytest.approx(score.distance, abs=0.08)


def test_rooms_of_every_size_are_held_against_about_the_same() -> None:
    calibration = Calibration(mean=0.55, deviation=0.05, size_half=0)
    draw = np.random.default_rng(3)
    means = {}
    for size in (30, 60, 200, 800):
        drawn = [surroundings(draw.normal(0.7, 0.07, size), calibration) for _ in range(200)]
        means[size] = np.mean([each.mean for each in drawn])
    assert max(means.values()) - min(means.values()) < 0.02


def test_the_nearest_are_counted_and_no_others() -> None:
    calibration = Calibration(0.55, 0.05, size_half=0)
    far = np.concatenate([np.full(50, 0.5), np.full(50, 0.6), np.full(700, 9.0)])
    around = surroundings(far, calibration)
    assert around.mean == pytest.approx(0.55)
    assert around.deviation == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("size", "neighbours"), [(1, 1), (6, 3), (40, 20), (160, 20), (400, 50), (5_000, 100)]
)
def test_how_many_neighbours_are_looked_at(size: int, neighbours: int) -> None:
    assert CALIBRATION.neighbours(size) == neighbours


def test_a_cohort_of_one_picture_many_times_over_divides_by_nothing() -> None:
    same = Cohort.of(ENGINE, [(str(at), a_template(0, 0).content) for at in range(50)])
    score = same.score(a_template(0, 0), a_template(0, 0), CALIBRATION, without=())
    assert np.isfinite(score.score)
    assert score.score >= 0


def test_whoever_is_compared_is_not_held_against_themselves() -> None:
    one, other = two_templates(0.12, 0.3)
    strangers = a_cohort(100, 0.12)
    rows = list(zip(strangers.row_of, (row.tobytes() for row in strangers.templates), strict=True))
    among = Cohort.of(ENGINE, [*rows, ("the candidate", other.content)])
    alone = strangers.score(one, other, CALIBRATION, without=())
    assert among.score(one, other, CALIBRATION, without={"the candidate"}) == alone
    assert among.score(one, other, CALIBRATION, without=()) != alone


def test_a_score_never_lies_below_nothing() -> None:
    far_away = Surroundings(0.9, 0.03)
    assert normalised(0.0, (far_away, far_away), CALIBRATION) == 0


def test_a_cohort_never_prints_itself() -> None:
    assert repr(a_cohort(3, 0.1)) == "Cohort(engine='plain')"


def test_another_engines_template_is_never_held_against_a_cohort() -> None:
    stranger = a_template(*range(16), engine=EngineName("another"))
    with pytest.raises(TemplateMismatch):
        a_cohort(5, 0.1).score(stranger, stranger, CALIBRATION, without=())


def test_rows_of_different_lengths_are_no_cohort() -> None:
    with pytest.raises(TemplateMismatch):
        Cohort.of(ENGINE, [("one", bytes(8)), ("other", bytes(12))])


def test_of_a_very_large_event_every_so_manieth_person_is_taken() -> None:
    people = [str(at) for at in range(12_000)]
    matrix = np.arange(24_000, dtype=np.float32).reshape(12_000, 2)
    cohort = Cohort.of_matrix(ENGINE, people, matrix)
    assert cohort.size == 4_000
    assert cohort.templates[cohort.row_of["3"]].tolist() == [6.0, 7.0]
    assert "4" not in cohort.row_of


def test_a_person_named_twice_is_left_out_once() -> None:
    one, other = two_templates(0.12, 0.3)
    cohort = a_cohort(50, 0.12)
    once = cohort.score(one, other, CALIBRATION, without=["person 3"])
    assert cohort.score(one, other, CALIBRATION, without=["person 3", "person 3"]) == once
    assert once.cohort == 49


@pytest.mark.parametrize("size", [0, 1, 50])
def test_what_is_no_number_is_never_a_match(size: int) -> None:
    """Of two numbers of which one is none, Python takes 0 for the larger."""
    one, _ = two_templates(0.12, 0.3)
    broken = Template(ENGINE, np.full(16, np.nan, dtype="<f4").tobytes())
    with pytest.raises(TemplateMismatch):
        outcome(a_cohort(size, 0.12).score(one, broken, CALIBRATION, without=()).score, POLICY)


def test_a_network_that_gives_no_numbers_makes_no_template() -> None:
    with pytest.raises(ModelUnusable):
        Template.from_vector(ENGINE, np.array([0.1, np.inf]))
