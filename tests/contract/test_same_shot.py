"""Copies of a drawn photo are known for one; another drawing of the same person is not."""

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from catserver.cli import main
from proctoring.engine import Picture
from proctoring.presentation.same_picture import is_same
from proctoring.vision.decode import decode
from proctoring.vision.demo_people import DEMO_PEOPLE, arrival_photo, registration_photo
from proctoring.vision.live_work import OneShot, prepare_face_work
from proctoring.vision.same_shot import SameShot
from proctoring.vision.same_shot_evaluation import COPIES
from proctoring.vision.tracking import FaceTracker

NUMBERS = tuple(each.number for each in DEMO_PEOPLE[:2])
EASY = tuple(kind for kind in COPIES if "hand" not in kind and "JPEG 15" not in kind)


@lru_cache(maxsize=1)
def same_shot() -> SameShot:
    return SameShot(FaceTracker())


@pytest.mark.parametrize("kind", EASY)
def test_a_copy_is_one_photograph_with_what_it_was_made_of(kind: str) -> None:
    picture = decode(arrival_photo(NUMBERS[0]))
    face = FaceTracker().faces(picture, None)[0]
    made = COPIES[kind](picture.pixels, face, np.random.default_rng(1))
    assert is_same(same_shot().likeness(Picture(np.ascontiguousarray(made)), picture))


def test_two_shots_of_one_person_are_two() -> None:
    for number in NUMBERS:
        first = decode(arrival_photo(number))
        for other in (arrival_photo(number, 2), registration_photo(number)):
            likeness = same_shot().likeness(first, decode(other))
            assert likeness is not None
            assert not is_same(likeness)


def test_where_there_is_no_face_nothing_is_said() -> None:
    nobody = Picture(np.full((480, 640, 3), 128, np.uint8))
    assert same_shot().likeness(nobody, decode(arrival_photo(NUMBERS[0]))) is None
    assert not is_same(None)


def test_a_worker_lays_two_pictures_over_each_other() -> None:
    photo = arrival_photo(NUMBERS[0])
    assert prepare_face_work()(OneShot(photo, photo)) == pytest.approx(1.0, abs=0.001)


def test_the_command_counts_copies_and_other_shots_by_kind(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "1.jpg").write_bytes(arrival_photo(NUMBERS[0]))
    (photos / "2.jpg").write_bytes(registration_photo(NUMBERS[0]))
    pairs = tmp_path / "pairs.csv"
    rows = ("reference,probe,same_person", "photos/1.jpg,photos/2.jpg,1", "x.jpg,y.jpg,0")
    pairs.write_text("\n".join(rows))
    asked = ["faces", "copies", str(photos), "--most", "1", "--pairs", str(pairs), "--json"]
    answer = CliRunner().invoke(main, asked, catch_exceptions=False)
    told = {each["kind"]: each for each in json.loads(answer.stdout)}
    assert told["mirrored"]["taken_for_copy"] == told["mirrored"]["measured"] == 1
    other = told["another photograph of the same person"]
    assert (other["taken_for_copy"], other["measured"], other["is_copy"]) == (0, 1, False)
