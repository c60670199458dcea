"""What every face engine promises, held against each engine."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import dlib
import face_recognition_models
import numpy as np
import pytest

from proctoring.engine import (
    EngineName,
    FaceEngine,
    Picture,
    Template,
    dissimilarity,
)
from proctoring.errors import ModelUnusable, TemplateMismatch
from proctoring.memory_engine import MemoryEngine
from proctoring.vision.decode import decode
from proctoring.vision.demo_people import DEMO_PEOPLE, arrival_photo, registration_photo
from proctoring.vision.dlib_engine import DlibEngine
from proctoring.vision.resnet_graph import ResNet
from proctoring.vision.yunet import YuNetDetector

ONE, OTHER = DEMO_PEOPLE[0].number, DEMO_PEOPLE[3].number
TEST_DATA = Path(os.environ.get("CATSERVER_TEST_DATA", "../shared/data"))
YUNET_FILE = TEST_DATA / "models" / "face_detection_yunet_2026may.onnx"


@cache
def the_memory_engine() -> FaceEngine:
    return MemoryEngine()


@cache
def the_dlib_engine() -> FaceEngine:
    return DlibEngine()


@cache
def the_dlib_engine_with_yunet() -> FaceEngine:
    if not YUNET_FILE.is_file():
        pytest.skip(f"the YuNet model file is not there: {YUNET_FILE}")
    return DlibEngine(YuNetDetector(YUNET_FILE))


ENGINES = [the_memory_engine, the_dlib_engine, the_dlib_engine_with_yunet]
REAL_ENGINES = ENGINES[1:]
Making = Callable[[], FaceEngine]
each_engine = pytest.mark.parametrize("making", ENGINES)
each_real_engine = pytest.mark.parametrize("making", REAL_ENGINES)


def a_template(engine: FaceEngine, picture: Picture) -> Template:
    faces = engine.faces(picture)
    assert faces, "a portrait has a face"
    return engine.template(picture, faces[0])


def a_blank_picture() -> Picture:
    return Picture(np.full((240, 320, 3), 200, dtype=np.uint8))


@each_engine
def test_an_engine_says_what_it_is(making: Making) -> None:
    engine = making()
    assert engine.measure == "dissimilarity"
    assert (engine.card.name, engine.card.dimension) == (engine.name, engine.dimension)
    assert engine.card.licence
    assert engine.card.source


@each_engine
def test_a_picture_of_one_colour_holds_no_face(making: Making) -> None:
    assert making().faces(a_blank_picture()) == ()


@each_engine
def test_a_face_lies_within_its_picture_eyes_above_nose_left_of_right(making: Making) -> None:
    picture = decode(registration_photo(ONE))
    (face,) = making().faces(picture)
    assert 0 < face.box.centre.x < picture.width
    assert 0 < face.box.centre.y < picture.height
    assert face.left_eye.x < face.nose.x < face.right_eye.x
    assert max(face.left_eye.y, face.right_eye.y) < face.nose.y


@each_engine
def test_a_template_has_the_dimension_the_card_promises(making: Making) -> None:
    engine = making()
    template = a_template(engine, decode(registration_photo(ONE)))
    assert template.engine == engine.name
    assert len(template.content) == 4 * engine.dimension
    assert template.vector.shape == (engine.dimension,)
    assert np.isfinite(template.vector).all()


@each_engine
def test_the_same_picture_gives_the_same_template(making: Making) -> None:
    engine, picture = making(), decode(registration_photo(ONE))
    assert a_template(engine, picture) == a_template(engine, picture)


@each_engine
def test_a_template_is_at_no_distance_from_itself_and_distance_has_no_direction(
    making: Making,
) -> None:
    engine = making()
    one = a_template(engine, decode(registration_photo(ONE)))
    other = a_template(engine, decode(registration_photo(OTHER)))
    assert dissimilarity(one, one) == 0
    assert dissimilarity(one, other) == dissimilarity(other, one) > 0


@each_engine
def test_a_template_never_prints_itself(making: Making) -> None:
    template = a_template(making(), decode(registration_photo(ONE)))
    assert "redacted" in repr(template)
    assert repr(template.content) not in repr(template)


@each_real_engine
def test_two_photos_of_one_person_are_nearer_than_photos_of_two(making: Making) -> None:
    engine = making()
    reference = a_template(engine, decode(registration_photo(ONE)))
    probe = a_template(engine, decode(arrival_photo(ONE)))
    stranger = a_template(engine, decode(arrival_photo(OTHER)))
    assert dissimilarity(probe, reference) < 0.25 < dissimilarity(stranger, reference)


@each_real_engine
def test_two_people_before_the_camera_are_two_faces_the_nearer_first(making: Making) -> None:
    near, far = decode(arrival_photo(ONE)), decode(arrival_photo(OTHER))
    smaller = far.pixels[::2, ::2]
    beside = np.full((near.height, smaller.shape[1], 3), 190, dtype=np.uint8)
    beside[: smaller.shape[0]] = smaller
    faces = making().faces(Picture(np.concatenate([near.pixels, beside], axis=1)))
    assert len(faces) == 2
    assert faces[0].box.width > 1.5 * faces[1].box.width
    assert faces[0].box.centre.x < near.width < faces[1].box.centre.x


def test_templates_of_different_engines_are_never_compared() -> None:
    picture = decode(registration_photo(ONE))
    of_one, of_other = (a_template(each(), picture) for each in ENGINES[:2])
    with pytest.raises(TemplateMismatch):
        dissimilarity(of_one, of_other)


def test_a_template_cut_short_is_never_compared() -> None:
    whole = Template(EngineName("memory"), bytes(512))
    with pytest.raises(TemplateMismatch):
        dissimilarity(whole, Template(EngineName("memory"), bytes(508)))


def test_the_network_computes_what_dlib_computes() -> None:
    file = Path(face_recognition_models.face_recognition_model_location())
    chips = np.random.default_rng(1).integers(0, 256, (2, 150, 150, 3), dtype=np.uint8)
    theirs = dlib.face_recognition_model_v1(str(file)).compute_face_descriptor(list(chips))
    assert np.allclose(ResNet(file.read_bytes()).describe(list(chips)), theirs, atol=1e-5)


def test_a_networks_file_of_another_layout_is_refused() -> None:
    with pytest.raises(ModelUnusable, match="laid out"):
        ResNet(bytes(1000))


def test_a_detector_file_that_is_not_a_known_one_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "face_detection_yunet_2026may.onnx"
    file.write_bytes(b"something else")
    with pytest.raises(ModelUnusable):
        YuNetDetector(file)


def test_of_one_view_a_template_is_face_recognitions_encoding() -> None:
    face_recognition = pytest.importorskip(
        "face_recognition",
        reason="the package face-recognition is not installed (pip install --no-deps)",
    )
    engine = DlibEngine(several_views=False)
    for number in (ONE, OTHER):
        picture = decode(registration_photo(number))
        (face,) = engine.faces(picture)
        box = face.box
        location = (
            round(box.top),
            round(box.left + box.width),
            round(box.top + box.height),
            round(box.left),
        )
        (encoding,) = face_recognition.face_encodings(
            picture.pixels, known_face_locations=[location], model="small"
        )
        ours = engine.template(picture, face).vector
        assert np.allclose(ours, encoding, atol=1e-4)
