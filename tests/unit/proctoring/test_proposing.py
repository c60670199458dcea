"""Thresholds for an engine nobody measured yet."""

import numpy as np
import pytest

from proctoring.cohort import Calibration, Cohort
from proctoring.engine import EngineName
from proctoring.errors import ModelUnusable
from proctoring.measured import ScoredPair
from proctoring.proposing import FALSE_MATCH_SHARE, calibration_of, propose

ENGINE = EngineName("plain")
CALIBRATION = Calibration(mean=0.55, deviation=0.05)


def impostors(group: str, middle: float, count: int = 1000) -> list[ScoredPair]:
    scores = np.random.default_rng(1).normal(middle, 0.05, count)
    return [
        ScoredPair((f"{group}{at}", "x"), group, same_person=False, score=float(score))
        for at, score in enumerate(scores)
    ]


def people(count: int) -> Cohort:
    vectors = np.random.default_rng(1).normal(0, 0.1, (count, 16)).astype("<f4")
    return Cohort.of(ENGINE, [(str(at), row.tobytes()) for at, row in enumerate(vectors)])


def test_the_group_that_is_hardest_to_tell_apart_decides() -> None:
    near, far = impostors("near", 0.6), impostors("far", 0.9)
    proposed = propose(ENGINE, CALIBRATION, [*near, *far], "pairs.csv")
    alone = propose(ENGINE, CALIBRATION, near, "pairs.csv")
    assert proposed.policy.match_at_most == alone.policy.match_at_most
    matching = sum(
        each.score is not None and each.score <= proposed.policy.match_at_most for each in near
    )
    assert matching <= FALSE_MATCH_SHARE * len(near)
    assert proposed.policy.strong_non_match_from > proposed.policy.match_at_most
    assert (proposed.engine, proposed.measured_on) == (ENGINE, "pairs.csv")


def test_too_few_pairs_give_no_threshold() -> None:
    with pytest.raises(ModelUnusable, match="299 compared pairs"):
        propose(ENGINE, CALIBRATION, impostors("few", 0.6, 299), "pairs.csv")


def test_a_network_that_tells_nobody_apart_gives_no_threshold() -> None:
    same = [ScoredPair(("a", "b"), None, same_person=False, score=0.0)] * 400
    with pytest.raises(ModelUnusable, match="tells nobody apart"):
        propose(ENGINE, CALIBRATION, same, "pairs.csv")


def test_the_calibration_is_that_of_people_with_near_neighbours() -> None:
    calibration = calibration_of(people(200))
    assert 0.2 < calibration.mean < 0.5
    assert 0.005 < calibration.deviation < 0.1
    with pytest.raises(ModelUnusable, match="29 people with a template are too few"):
        calibration_of(people(29))
