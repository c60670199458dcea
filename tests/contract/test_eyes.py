"""Closed eyes and what is behind the head, on drawn people and on photographs of two groups."""

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
from proctoring.quality import FindingCode, findings
from proctoring.vision.background import measure_behind
from proctoring.vision.decode import decode
from proctoring.vision.eyes import measure_eyes
from proctoring.vision.measures import measure
from proctoring.vision.portrait import draw_portrait
from proctoring.vision.portrait_person import Person, a_person
from proctoring.vision.portrait_shot import an_arrival_shot
from proctoring.vision.tracking import FaceTracker

TEST_DATA = Path(os.environ.get("CATSERVER_TEST_DATA", "../shared/data"))
FACES_DEV = Path(os.environ.get("CATSERVER_TEST_FACES", str(TEST_DATA / "faces-dev")))
SEEDS = range(6)
PHOTOS_A_GROUP = 40


@cache
def the_tracker() -> FaceTracker:
    return FaceTracker()


def a_drawn(seed: int) -> Person:
    skin = 0.15 + 0.12 * seed
    return a_person(seed, female=seed % 2 == 0, skin=skin, headscarf=seed == 2, age=30)


def codes(content: bytes) -> set[FindingCode]:
    picture = decode(content)
    return {each.code for each in findings(measure(picture, the_tracker().faces(picture, None)))}


@pytest.mark.parametrize("seed", SEEDS)
def test_closed_eyes_are_found_and_open_ones_are_not(seed: int) -> None:
    shot = an_arrival_shot(seed)
    assert FindingCode.EYES_CLOSED in codes(
        draw_portrait(a_drawn(seed), replace(shot, eyes_closed=True))
    )
    assert FindingCode.EYES_CLOSED not in codes(draw_portrait(a_drawn(seed), shot))


@pytest.mark.parametrize("seed", SEEDS)
def test_narrow_eyes_are_not_called_closed(seed: int) -> None:
    narrow = replace(a_drawn(seed), eye_opening=0.5)
    assert FindingCode.EYES_CLOSED not in codes(draw_portrait(narrow, an_arrival_shot(seed)))


def test_without_the_corners_of_the_eyes_nothing_is_measured() -> None:
    picture = decode(draw_portrait(a_drawn(0), an_arrival_shot(0)))
    face = the_tracker().faces(picture, None)[0]
    assert measure_eyes(picture, face) is not None
    assert measure_eyes(picture, replace(face, eye_corners=())) is None


def with_wall(level: int, *, striped: bool = False) -> tuple[Picture, Face]:
    """A drawn face cut out and hung before another wall."""
    picture = decode(draw_portrait(a_drawn(0), an_arrival_shot(0)))
    face = the_tracker().faces(picture, None)[0]
    wall = np.full_like(picture.pixels, level)
    if striped:
        wall[:, ::24] = 255 - level
        wall[:, 1::24] = 255 - level
    box = face.box
    left, right = int(box.left - 0.2 * box.width), int(box.left + 1.2 * box.width)
    wall[:, left:right] = picture.pixels[:, left:right]
    return Picture(wall), face


def test_a_white_wall_is_glare_and_a_grey_one_is_not() -> None:
    white, grey = measure_behind(*with_wall(255)), measure_behind(*with_wall(150))
    assert white is not None
    assert grey is not None
    assert (white.glare_share, grey.glare_share) == (1.0, 0.0)
    assert grey.detail == 0.0


def test_stripes_behind_the_head_are_busier_than_a_wall() -> None:
    striped = measure_behind(*with_wall(20, striped=True))
    assert striped is not None
    assert striped.detail > 10


def test_a_face_that_fills_the_picture_leaves_nothing_to_measure_behind_it() -> None:
    picture, face = with_wall(150)
    box = face.box
    rows = slice(int(box.top), int(box.top + box.height))
    columns = slice(int(box.left), int(box.left + box.width))
    close = Picture(np.ascontiguousarray(picture.pixels[rows, columns]))
    assert measure_behind(close, replace(face, box=replace(box, left=0, top=0))) is None


def photos_of(group: str) -> Iterator[Path]:
    with (FACES_DEV / "groups.csv").open(encoding="utf-8") as table:
        rows = [each for each in csv.DictReader(table) if each["group"] == group]
    for row in rows:
        yield from islice(sorted((FACES_DEV / "images" / row["identity"]).glob("*.jpg")), 1)


@pytest.mark.skipif(not FACES_DEV.is_dir(), reason=f"{FACES_DEV} is absent: nothing to measure")
@pytest.mark.parametrize("group", ["other", "east_southeast_asian_name"])
def test_ordinary_photographs_of_neither_group_are_called_closed(group: str) -> None:
    """One in forty at most; `catserver faces quality` counts all of them."""
    photos = list(islice(photos_of(group), PHOTOS_A_GROUP))
    closed = [each for each in photos if FindingCode.EYES_CLOSED in codes(each.read_bytes())]
    assert len(photos) == PHOTOS_A_GROUP
    assert len(closed) <= 1, closed
