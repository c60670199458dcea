"""Rims of glasses, on drawn people and on photographs of two groups."""

import csv
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from proctoring.engine import Face, Picture
from proctoring.glasses import DEFAULT_GLASSES_LIMITS, Rims, glasses_differ
from proctoring.quality import FindingCode
from proctoring.vision.decode import decode
from proctoring.vision.portrait import draw_portrait
from proctoring.vision.portrait_person import Glasses, a_person
from proctoring.vision.portrait_shot import an_arrival_shot
from proctoring.vision.rims import measure_rims
from proctoring.vision.spoiling import Spoiling, spoilt
from proctoring.vision.tracking import FaceTracker

TEST_DATA = Path(os.environ.get("CATSERVER_TEST_DATA", "../shared/data"))
FACES_DEV = Path(os.environ.get("CATSERVER_TEST_FACES", str(TEST_DATA / "faces-dev")))
SEEDS = range(6)
LIMITS = DEFAULT_GLASSES_LIMITS
PHOTOS_A_GROUP = 40


@cache
def the_tracker() -> FaceTracker:
    return FaceTracker()


def a_face(content: bytes) -> tuple[Picture, Face]:
    picture = decode(content)
    return picture, the_tracker().faces(picture, None)[0]


@cache
def drawn(seed: int, glasses: Glasses) -> Rims:
    """One of six people of lighter and darker skin."""
    person = a_person(
        seed, female=seed % 2 == 0, skin=0.1 + 0.14 * seed, headscarf=seed == 2, age=30
    )
    shot = replace(an_arrival_shot(seed), glasses=glasses)
    return measure_rims(*a_face(draw_portrait(person, shot)))


@pytest.mark.parametrize("glasses", [Glasses.RECTANGULAR, Glasses.DARK_RIMMED])
@pytest.mark.parametrize("seed", SEEDS)
def test_glasses_are_told_whatever_the_skin(seed: int, glasses: Glasses) -> None:
    worn, bare = drawn(seed, glasses), drawn(seed, Glasses.NONE)
    assert [each.code for each in glasses_differ(worn, bare)] == [FindingCode.GLASSES_ADDED]
    assert [each.code for each in glasses_differ(bare, worn)] == [FindingCode.GLASSES_MISSING]
    assert glasses_differ(worn, worn) == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_narrow_eyes_are_no_rims(seed: int) -> None:
    person = a_person(seed, female=False, skin=0.3, headscarf=False, age=50)
    shot = replace(an_arrival_shot(seed), glasses=Glasses.NONE)
    content = draw_portrait(replace(person, eye_opening=0.5, glasses=Glasses.NONE), shot)
    rims = measure_rims(*a_face(content))
    assert rims.weakest < LIMITS.worn_min
    assert rims.together < LIMITS.surely_bare_max


def test_a_face_without_light_has_no_rims() -> None:
    person = a_person(1, female=False, skin=0.3, headscarf=False, age=30)
    picture, face = a_face(draw_portrait(person, an_arrival_shot(1)))
    black = Picture(np.zeros_like(picture.pixels))
    assert measure_rims(black, face) == Rims(weakest=0.0, together=0.0)


def some_of(group: str) -> list[Path]:
    """One photo a person."""
    table = FACES_DEV / "groups.csv"
    if not table.is_file():
        pytest.skip(f"needs the photographs of faces-dev in {FACES_DEV}")
    with table.open(newline="", encoding="utf-8") as rows:
        people = [each["identity"] for each in csv.DictReader(rows) if each["group"] == group]
    photos: Iterator[Path] = (
        next(iter(sorted((FACES_DEV / "images" / each).glob("*.jpg")))) for each in people
    )
    return list(islice(photos, PHOTOS_A_GROUP))


@pytest.mark.parametrize("group", ["other", "east_southeast_asian_name"])
def test_glasses_drawn_on_photographs_are_told_in_either_group(group: str) -> None:
    """As they are, hardly anybody wears thick rims; the rest is a measure that errs."""
    faces = []
    for each in some_of(group):
        picture = decode(each.read_bytes())
        faces += [(picture, face) for face in the_tracker().faces(picture, None)[:1]]
    plain = [measure_rims(*each) for each in faces]
    with_rims = [measure_rims(decode(spoilt(*each, Spoiling.GLASSES)), each[1]) for each in faces]
    assert sum(each.weakest >= LIMITS.worn_min for each in plain) <= len(faces) // 10
    assert sum(each.weakest >= LIMITS.worn_min for each in with_rims) >= len(faces) * 95 // 100
