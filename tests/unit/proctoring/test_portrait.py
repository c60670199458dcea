"""Drawn people: the same seed draws the same picture, and every kind of person can be drawn."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from proctoring.engine import Pixels
from proctoring.vision.decode import decode
from proctoring.vision.portrait import draw_portrait
from proctoring.vision.portrait_person import (
    Background,
    Clothes,
    FacialHair,
    Glasses,
    Hair,
    Headwear,
    Person,
    a_person,
)
from proctoring.vision.portrait_shot import a_registration_shot, an_arrival_shot


def somebody(seed: int = 7, *, female: bool = False) -> Person:
    return a_person(seed, female=female, skin=0.4, headscarf=False, age=27)


def drawn(person: Person) -> Pixels:
    return decode(draw_portrait(person, a_registration_shot(7))).pixels


def test_the_same_person_and_shot_are_drawn_alike() -> None:
    shot = an_arrival_shot(3)
    assert draw_portrait(somebody(), shot) == draw_portrait(somebody(), shot)


def test_another_seed_is_another_person() -> None:
    assert somebody(1) != somebody(2)
    assert np.mean(np.abs(drawn(somebody(1)).astype(int) - drawn(somebody(2)))) > 3


def test_a_portrait_has_the_size_its_shot_asks_for() -> None:
    picture = decode(draw_portrait(somebody(), an_arrival_shot(3)))
    assert (picture.width, picture.height) == (640, 480)


@pytest.mark.parametrize(
    "person",
    [
        *(replace(somebody(), hair=hair) for hair in Hair),
        *(replace(somebody(female=True), hair=hair) for hair in Hair),
        *(replace(somebody(), facial_hair=kind) for kind in FacialHair),
        *(replace(somebody(), headwear=kind, glasses=Glasses.ROUND) for kind in Headwear),
        *(replace(somebody(), glasses=kind) for kind in Glasses),
        replace(somebody(), mole=(0.3, 0.5), age=60),
    ],
)
def test_every_kind_of_person_can_be_drawn(person: Person) -> None:
    assert drawn(person).std() > 20


@pytest.mark.parametrize(("clothes", "background"), list(product(Clothes, Background)))
def test_every_kind_of_shot_can_be_drawn(clothes: Clothes, background: Background) -> None:
    shot = replace(a_registration_shot(2), clothes=clothes, background=background)
    assert decode(draw_portrait(somebody(), shot)).width == 360


def test_a_person_half_out_of_the_picture_can_be_drawn() -> None:
    shot = replace(an_arrival_shot(2), centre_x=0.02, centre_y=0.95)
    assert decode(draw_portrait(somebody(), shot)).width == 640
