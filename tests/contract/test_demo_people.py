"""The demo's people, as the real engine sees them."""

import csv
import io
import os
from functools import cache

import pytest

from proctoring.engine import EngineName
from proctoring.shipped import DLIB_RESNET
from proctoring.vision.demo_people import (
    DEMO_PEOPLE,
    HARD_TO_RECOGNISE,
    STAND_INS,
    arrival_photo,
    demo_roster_table,
    registration_photo,
)
from proctoring.vision.dlib_engine import DlibEngine
from proctoring.vision.inspection import (
    DEFAULT_INSPECTOR_SETTINGS,
    Inspection,
    Inspector,
    compare,
)

POLICY = DLIB_RESNET.policy
MATCH_AT_MOST, STRONG_NON_MATCH_FROM = POLICY.match_at_most, POLICY.strong_non_match_from
ORDINARY = [each for each in DEMO_PEOPLE if each.number not in STAND_INS | HARD_TO_RECOGNISE]


@cache
def the_inspector() -> Inspector:
    return Inspector(DlibEngine(), DEFAULT_INSPECTOR_SETTINGS)


@cache
def inspected(photo: bytes) -> Inspection:
    inspection = the_inspector().inspect(photo)
    assert inspection.findings == ()
    assert inspection.template is not None
    return inspection


def distance(number: str, attempt: int = 1) -> float:
    reference, probe = (
        inspected(registration_photo(number)),
        inspected(arrival_photo(number, attempt)),
    )
    assert reference.template is not None
    assert probe.template is not None
    return compare(EngineName("dlib-resnet-5pt"), probe.template, reference.template)


def test_the_roster_table_holds_every_person_once_with_indonesian_headings() -> None:
    rows = list(csv.DictReader(io.StringIO(demo_roster_table().decode())))
    assert list(rows[0]) == [
        "nomor", "nama", "tanggal_lahir", "formasi", "kategori", "akomodasi",
    ]  # fmt: skip
    assert len({row["nomor"] for row in rows}) == len(rows) == len(DEMO_PEOPLE) >= 72
    assert len({row["nama"] for row in rows}) == len(rows)
    assert all(len(row["nomor"]) == 11 for row in rows)
    assert len({row["formasi"] for row in rows}) >= 6
    assert {"general", "cum_laude", "disability", "papua"} <= {row["kategori"] for row in rows}


def test_a_photo_is_drawn_the_same_every_time_and_differs_between_attempts() -> None:
    number = DEMO_PEOPLE[0].number
    assert registration_photo.__wrapped__(number) == registration_photo(number)
    assert arrival_photo.__wrapped__(number) == arrival_photo(number)
    assert arrival_photo(number, 2) != arrival_photo(number, 1)


def test_every_thirtieth_person_is_matched() -> None:
    for person in ORDINARY[::30]:
        assert distance(person.number) <= 0.25, person


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(
    "CATSERVER_TEST_EVERY_FACE" not in os.environ,
    reason="half a minute of face engine: set CATSERVER_TEST_EVERY_FACE after changing a drawing",
)
def test_everybody_is_matched() -> None:
    too_far = {each.name: distance(each.number) for each in ORDINARY}
    assert {name: far for name, far in too_far.items() if far > 0.25} == {}


@pytest.mark.parametrize("number", STAND_INS)
def test_whoever_comes_instead_of_a_candidate_is_referred(number: str) -> None:
    assert distance(number, attempt=1) > MATCH_AT_MOST + 0.03


def test_one_of_them_is_so_unlike_that_the_referral_is_flagged() -> None:
    assert [number for number in STAND_INS if distance(number) >= STRONG_NON_MATCH_FROM]


@pytest.mark.parametrize("number", HARD_TO_RECOGNISE)
def test_new_glasses_in_bad_light_are_referred_and_matched_at_the_second_try(number: str) -> None:
    assert MATCH_AT_MOST < distance(number, attempt=1) < STRONG_NON_MATCH_FROM
    assert distance(number, attempt=2) <= MATCH_AT_MOST
