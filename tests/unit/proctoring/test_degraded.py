"""Spoilt probes: what they cost, and whether the gate spoke up before."""

from dataclasses import replace

import numpy as np

from proctoring.cohort import Calibration, Cohort
from proctoring.engine import EngineName, Template
from proctoring.glasses import Rims
from proctoring.performance import ErrorRate, performance_at
from proctoring.vision.degraded import GlassesTold, part_of, spoilt_as_object, spoilt_pairs
from proctoring.vision.evaluation import Material
from proctoring.vision.pairs import Pair
from proctoring.vision.photo_reading import PhotoRead
from proctoring.vision.spoiling import Spoiling

ENGINE = EngineName("plain")
PAIRS = (
    Pair("Ani/1", ("Ani/2",), same_person=True),
    Pair("Budi/1", ("Budi/2",), same_person=True),
    Pair("Cut/1", ("Cut/2",), same_person=True),
    Pair("Dewi/1", ("Dewi/2",), same_person=True),
    Pair("Ani/1", ("Budi/2",), same_person=False),
)


def a_read(place: float, *findings: str) -> PhotoRead:
    return PhotoRead(Template.from_vector(ENGINE, np.array([place, 0.0])).content, findings)


def the_material() -> Material:
    """Spoilt, Ani's probe is far off and announced, Cut's is far off without a word."""
    references = {f"{name}/1": a_read(at) for at, name in enumerate(("Ani", "Budi", "Cut", "Dewi"))}
    probes = {
        "Ani/2": a_read(0.9, "too_dark"),
        "Budi/2": a_read(1.1, "busy_behind"),
        "Cut/2": a_read(2.9),
        "Dewi/2": PhotoRead(None, ("no_face",)),
    }
    identity_of = {photo: photo.split("/")[0] for photo in (*references, *probes)}
    return Material(ENGINE, references, probes, identity_of, {})


def test_pairs_that_fail_are_told_apart_by_whether_the_gate_spoke_first() -> None:
    said = spoilt_pairs(PAIRS, the_material(), None, Spoiling.DARK)
    assert said.warned == ErrorRate(2, 4)
    assert said.said == (("no_face", 1), ("too_dark", 1))
    assert said.acquisition == ErrorRate(1, 4)
    assert performance_at(said.everyone.scores, 0.4).false_non_match == ErrorRate(2, 3)
    assert performance_at(said.unwarned.scores, 0.4).false_non_match == ErrorRate(1, 2)


def test_advice_is_no_warning_because_no_picture_is_sent_back_for_it() -> None:
    said = spoilt_pairs(PAIRS[1:2], the_material(), None, None)
    assert (said.name, said.warned, said.said) == ("as_it_is", ErrorRate(0, 1), ())


def test_the_object_for_programs_has_rates_and_none_where_nothing_was_compared() -> None:
    said = spoilt_pairs(PAIRS[:1], the_material(), None, Spoiling.DARK)
    assert spoilt_as_object([said], 0.4) == {
        "dark": {
            "probes": 1, "warned": 1.0, "said": {"too_dark": 1}, "fta": 0.0, "fmr": None,
            "fnmr": 1.0, "fnmr_unwarned": None,
            "glasses": {"all": {"pairs": 1, "added": 0.0, "missing": 0.0}}, "referred_told": 0,
        }
    }  # fmt: skip


def test_pairs_are_told_of_glasses_that_one_photo_has_in_all_and_for_each_group() -> None:
    worn, bare = Rims(0.4, 0.9), Rims(0.0, 0.01)
    rims = {"Ani/1": bare, "Ani/2": worn, "Budi/1": worn, "Budi/2": bare, "Cut/1": worn}
    rims |= {"Cut/2": worn, "Dewi/1": bare}
    plain = the_material()
    material = replace(
        plain,
        references={at: replace(read, rims=rims[at]) for at, read in plain.references.items()},
        probes={at: replace(read, rims=rims.get(at)) for at, read in plain.probes.items()},
        group_of={"Ani": "one", "Budi": "other", "Cut": "one", "Dewi": "one"},
    )
    said = spoilt_pairs(PAIRS, material, None, Spoiling.GLASSES)
    assert said.glasses == (
        GlassesTold("all", ErrorRate(1, 4), ErrorRate(1, 4)),
        GlassesTold("one", ErrorRate(1, 3), ErrorRate(0, 3)),
        GlassesTold("other", ErrorRate(0, 1), ErrorRate(1, 1)),
    )
    assert len(said.told.scores.genuine) == 2
    assert spoilt_as_object([said], 0.4)["glasses"]["referred_told"] == 1


def test_a_part_has_so_many_probes_evenly_taken_and_all_of_their_pairs() -> None:
    assert part_of(PAIRS, 2) == (PAIRS[0], PAIRS[2])
    assert part_of(PAIRS, 3) == (PAIRS[0], PAIRS[1], PAIRS[2], PAIRS[4])
    assert part_of(PAIRS, 100) == PAIRS
    assert part_of(PAIRS[4:], 5) == ()


def test_a_part_is_held_against_the_cohort_it_is_given() -> None:
    material, calibration = the_material(), Calibration(mean=0.5, deviation=0.05)
    far_off = [(str(at), a_read(20.0 + at).template or b"") for at in range(30)]
    near = [(str(at), a_read(0.01 * at).template or b"") for at in range(30)]
    among = [
        spoilt_pairs(PAIRS[:1], material, calibration, None, Cohort.of(ENGINE, people))
        for people in (far_off, near)
    ]
    first, second = (each.everyone.scores.genuine[0] for each in among)
    assert first < 0.4 < second
