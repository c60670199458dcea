"""What covers a face, drawn onto a drawn person."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from proctoring.engine import Face, Picture
from proctoring.quality import FindingCode, findings
from proctoring.vision.cover import measure_cover
from proctoring.vision.decode import decode
from proctoring.vision.demo_people import DEMO_PEOPLE, arrival_photo
from proctoring.vision.dlib_engine import DlibEngine
from proctoring.vision.measures import measure
from proctoring.vision.spoiling import Spoiling, spoilt

MASKS = {"blue": (150, 195, 225), "white": (238, 238, 238), "black": (34, 34, 38)}


@pytest.fixture(scope="module")
def person() -> tuple[Picture, Face]:
    picture = decode(arrival_photo(DEMO_PEOPLE[0].number))
    return picture, DlibEngine().faces(picture)[0]


def painted(person: tuple[Picture, Face], colour: tuple[int, int, int], *parts: str) -> Picture:
    picture, face = person
    image = Image.fromarray(picture.pixels)
    draw = ImageDraw.Draw(image)
    apart = face.right_eye.x - face.left_eye.x
    middle, eyes = (face.left_eye.x + face.right_eye.x) / 2, face.left_eye.y
    if "mask" in parts:
        corners = [(-0.85, 0.35), (0, 0.22), (0.85, 0.35), (0.7, 1.3), (0, 1.7), (-0.7, 1.3)]
        draw.polygon([(middle + x * apart, eyes + y * apart) for x, y in corners], fill=colour)
    if "glasses" in parts:
        for eye in (face.left_eye, face.right_eye):
            box = (eye.x - 0.4 * apart, eye.y - 0.25 * apart)
            draw.ellipse((*box, eye.x + 0.4 * apart, eye.y + 0.3 * apart), fill=colour)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return decode(file.getvalue())


def codes(picture: Picture, face: Face) -> set[FindingCode]:
    return {each.code for each in findings(measure(picture, (face,)))}


def test_an_uncovered_face_has_no_findings(person: tuple[Picture, Face]) -> None:
    assert codes(*person) == set()


@pytest.mark.parametrize("colour", MASKS)
def test_a_mask_is_found_whatever_its_colour(person: tuple[Picture, Face], colour: str) -> None:
    masked = painted(person, MASKS[colour], "mask")
    assert FindingCode.LOWER_FACE_COVERED in codes(masked, person[1])


def test_dark_glasses_are_found(person: tuple[Picture, Face]) -> None:
    hidden = painted(person, (12, 12, 14), "glasses")
    assert codes(hidden, person[1]) == {FindingCode.EYES_HIDDEN}


def test_the_bridge_of_glasses_is_not_taken_for_skin(person: tuple[Picture, Face]) -> None:
    with_rims = decode(spoilt(*person, Spoiling.GLASSES))
    assert measure_cover(with_rims, person[1]).lower_colour < 5
    assert FindingCode.LOWER_FACE_COVERED not in codes(with_rims, person[1])
    masked_as_well = decode(spoilt(with_rims, person[1], Spoiling.MASKED))
    assert FindingCode.LOWER_FACE_COVERED in codes(masked_as_well, person[1])


def test_a_face_without_any_light_is_measured_all_the_same(person: tuple[Picture, Face]) -> None:
    black = Picture(np.zeros_like(person[0].pixels))
    assert FindingCode.TOO_DARK in codes(black, person[1])
