"""Photos spoilt on purpose, and faces found at the second look."""

import dlib
import numpy as np
import pytest

from proctoring.engine import Face, Picture, Point
from proctoring.vision.decode import decode
from proctoring.vision.demo_people import DEMO_PEOPLE, registration_photo
from proctoring.vision.dlib_engine import DlibEngine
from proctoring.vision.second_look import Turned, second_look, turned
from proctoring.vision.spoiling import JPEG_POOR, Spoiling, spoilt

NUMBER = DEMO_PEOPLE[0].number
TILT_DEGREES = -62.0


def the_picture() -> Picture:
    return decode(registration_photo(NUMBER))


@pytest.fixture(scope="module")
def engine() -> DlibEngine:
    return DlibEngine()


@pytest.fixture(scope="module")
def face(engine: DlibEngine) -> Face:
    return engine.faces(the_picture())[0]


@pytest.mark.parametrize("how", Spoiling)
def test_a_spoilt_photo_is_another_photo_and_the_same_every_time(face: Face, how: Spoiling) -> None:
    picture = the_picture()
    content = spoilt(picture, face, how)
    assert content == spoilt(picture, face, how)
    after = decode(content).pixels.astype(float)
    assert after.shape == picture.pixels.shape
    assert np.abs(after - picture.pixels).mean() > 0.3


def test_each_way_does_what_its_name_says(face: Face) -> None:
    picture = the_picture()
    after = {how: decode(spoilt(picture, face, how)).pixels.astype(float) for how in Spoiling}
    assert after[Spoiling.DARK].mean() < 0.5 * picture.pixels.mean()
    assert after[Spoiling.BRIGHT].mean() > 1.2 * picture.pixels.mean()
    edges = {how: np.abs(np.diff(pixels, axis=0)).mean() for how, pixels in after.items()}
    assert (
        edges[Spoiling.BLURRED] < 0.8 * np.abs(np.diff(picture.pixels.astype(float), axis=0)).mean()
    )
    mouth = round(face.nose.y + (face.nose.y - face.left_eye.y) * 0.8), round(face.nose.x)
    assert np.allclose(after[Spoiling.MASKED][mouth], (170, 200, 220), atol=40)
    rim = round(face.left_eye.y - 0.26 * (face.right_eye.x - face.left_eye.x))
    column = round(face.left_eye.x)
    assert after[Spoiling.GLASSES][rim - 4 : rim + 5, column].min() < 60
    assert spoilt(picture, face, Spoiling.JPEG_30).startswith(b"\xff\xd8")
    assert JPEG_POOR == 30


def test_a_place_in_a_turned_picture_is_mapped_back() -> None:
    pixels = np.zeros((200, 300, 3), dtype=np.uint8)
    pixels[60:64, 200:204] = 255
    after = Turned(turned(pixels, 25.0), 25.0)
    y, x = (float(each.mean()) for each in np.nonzero(after.pixels[..., 0] > 127))
    back = after.back(Point(x, y))
    assert back.x == pytest.approx(201.5, abs=1)
    assert back.y == pytest.approx(61.5, abs=1)


def test_a_head_on_its_side_is_found_at_the_second_look_with_its_eyes_in_place(
    engine: DlibEngine, face: Face
) -> None:
    picture = the_picture()
    tilted = Picture(turned(picture.pixels, TILT_DEGREES))
    assert engine.faces(tilted) == ()
    (found,) = engine.faces(tilted, thorough=True)
    for ours, theirs in ((found.left_eye, face.left_eye), (found.right_eye, face.right_eye)):
        upright = Turned(picture.pixels, TILT_DEGREES).back(ours)
        assert upright.x == pytest.approx(theirs.x, abs=8)
        assert upright.y == pytest.approx(theirs.y, abs=8)


def test_a_second_look_at_a_wall_finds_nobody() -> None:
    draw = np.random.default_rng(1)
    wall = draw.normal(170, 12, (180, 240, 1)) + np.linspace(-30, 30, 240)[None, :, None]
    picture = Picture(np.clip(np.repeat(wall, 3, axis=2), 0, 255).astype(np.uint8))
    assert second_look(dlib.get_frontal_face_detector(), picture) is None
