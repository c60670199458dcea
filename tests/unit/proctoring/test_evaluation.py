"""Figures from pairs of photos, with templates whose distances are known."""

import numpy as np
import pytest

from proctoring.cohort import Calibration
from proctoring.engine import EngineName, Template
from proctoring.measured import Measured, ScoredPair, as_object, figures
from proctoring.performance import ErrorRate, performance_at
from proctoring.vision.evaluation import Material, cohort_of, score_pairs, with_probes
from proctoring.vision.pairs import Pair
from proctoring.vision.photo_reading import PhotoRead

ENGINE = EngineName("plain")
PAIRS = (
    Pair("Ani/1", ("Ani/2",), same_person=True),
    Pair("Ani/1", ("Budi/1",), same_person=False),
    Pair("Budi/1", ("Cut/1",), same_person=False),
    Pair("Dewi/1", ("Ani/1",), same_person=False),
)
GROUPS = {"Ani": "west", "Budi": "west", "Cut": "east", "Dewi": "west"}


def a_read(*numbers: float) -> PhotoRead:
    vector = np.array(numbers) if numbers else None
    return PhotoRead(None if vector is None else Template.from_vector(ENGINE, vector).content)


def the_material() -> Material:
    """Ani's photos lie 0.1 apart, Budi 1 from them; Cut's photo and Dewi's hold no face."""
    reads = {
        "Ani/1": a_read(0, 0),
        "Ani/2": a_read(0.1, 0),
        "Budi/1": a_read(0, 1),
        "Cut/1": a_read(),
        "Dewi/1": a_read(),
    }
    identity_of = {photo: photo.split("/")[0] for photo in reads}
    return Material(ENGINE, reads, reads, identity_of, GROUPS)


def the_figures(threshold: float = 0.4) -> Measured:
    scored = score_pairs(PAIRS, the_material(), None)
    has_template = {
        photo: read.template is not None for photo, read in the_material().references.items()
    }
    return Measured(ENGINE, figures(scored, has_template), threshold, 5.0)


def test_rates_are_over_completed_comparisons_and_missing_photos_are_counted() -> None:
    everyone = the_figures().everyone
    assert everyone.group == "all"
    assert everyone.acquisition == ErrorRate(2, 5)
    at = performance_at(everyone.scores, 0.4)
    assert (at.false_non_match, at.false_match) == (ErrorRate(0, 1), ErrorRate(0, 1))


def test_a_group_counts_only_pairs_within_it() -> None:
    measured = the_figures()
    assert [group.group for group in measured.groups] == ["all", "west"]
    west = measured.groups[1]
    assert (len(west.scores.genuine), len(west.scores.impostor)) == (1, 1)
    assert west.acquisition == ErrorRate(1, 4)


def test_the_object_for_programs_has_these_keys_and_shares() -> None:
    measured = as_object(the_figures())
    assert set(measured) == {
        "engine", "genuine", "impostor", "fta", "photos_per_second", "fnmr_at_fmr", "policy",
        "groups",
    }  # fmt: skip
    assert measured["fta"] == pytest.approx(0.4)
    assert measured["fnmr_at_fmr"] == {"0.01": 0.0, "0.001": 0.0}
    assert measured["policy"] == {"threshold": 0.4, "fmr": 0.0, "fnmr": 0.0}
    west = measured["groups"]["west"]
    assert (west["genuine"], west["impostor"], west["fta"]) == (1, 1, 0.25)
    assert west["fnmr_at_fmr"] == {"0.01": 0.0, "0.001": 0.0}
    assert west["policy"] == {key: west[key] for key in ("threshold", "fmr", "fnmr")}


def test_what_was_not_measured_is_none_and_no_rate_of_zero() -> None:
    only_genuine = [ScoredPair(("a", "b"), None, same_person=True, score=0.2)]
    measured = Measured(ENGINE, figures(only_genuine, {"a": True, "b": True}), 0.4, 1.0)
    assert as_object(measured)["policy"]["fmr"] is None
    assert as_object(measured)["fnmr_at_fmr"] == {"0.01": None, "0.001": None}


def test_the_cohort_has_one_row_a_person_and_none_without_a_template() -> None:
    cohort = cohort_of(PAIRS, the_material())
    assert list(cohort.row_of) == ["Ani", "Budi"]


def test_neither_person_of_a_pair_is_in_the_cohort_of_that_pair() -> None:
    calibration = Calibration(mean=0.5, deviation=0.05)
    scored = score_pairs(PAIRS[:2], the_material(), calibration)
    # Only Ani is in this cohort, so nobody is left and the score is the distance.
    assert [each.score for each in scored] == [pytest.approx(0.1), pytest.approx(1.0)]


def test_several_probes_of_one_person_are_fused() -> None:
    pair = Pair("Budi/1", ("Ani/1", "Ani/2", "Cut/1"), same_person=False)
    (scored,) = score_pairs([pair], the_material(), None)
    assert scored.score == pytest.approx(np.hypot(0.05, 1.0))


def test_pairs_with_several_probes_are_those_of_people_with_photos_enough() -> None:
    identity_of = {photo: photo.split("/")[0] for pair in PAIRS for photo in pair.photos}
    several = with_probes([*PAIRS, Pair("Budi/1", ("Ani/2",), same_person=False)], identity_of, 2)
    assert [(each.reference, each.probes) for each in several] == [
        ("Dewi/1", ("Ani/1", "Ani/2")),
        ("Budi/1", ("Ani/2", "Ani/1")),
    ]
