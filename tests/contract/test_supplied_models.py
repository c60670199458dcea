"""Models an organiser supplies: taken by hash or with a description, used once measured."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from proctoring.cohort import Calibration
from proctoring.engine import EngineName, Picture, Point
from proctoring.errors import ModelUnusable
from proctoring.shipped import EngineMeasurement
from proctoring.verification import ThresholdPolicy
from proctoring.vision.decode import decode
from proctoring.vision.demo_people import DEMO_PEOPLE, arrival_photo, registration_photo
from proctoring.vision.engines import (
    EngineChoice,
    build_engine,
    card_of,
    choose_engine,
    require_usable,
)
from proctoring.vision.five_points import PLACES, laid_upright, similarity
from proctoring.vision.known_models import ModelKind
from proctoring.vision.measurements import keep_measurement, measurement_of
from proctoring.vision.model_folder import ModelFolder
from proctoring.vision.network_description import parse_description
from proctoring.vision.onnx_engine import OnnxEngine, described_network, sface_network
from tests.tiny_network import DESCRIPTION, DIMENSION, SIDE_PX, a_network

TEST_DATA = Path(os.environ.get("CATSERVER_TEST_DATA", "../shared/data"))
YUNET_FILE = TEST_DATA / "models" / "face_detection_yunet_2026may.onnx"
needs_yunet = pytest.mark.skipif(
    not YUNET_FILE.is_file(), reason=f"the YuNet model file is not there: {YUNET_FILE}"
)
NO_DETECTOR: Any = None
MEASUREMENT = EngineMeasurement(
    EngineName("tiny-fields"), Calibration(0.6, 0.05), ThresholdPolicy(0.4, 0.7), "pairs.csv"
)


def the_files(folder: Path, description: str = DESCRIPTION) -> tuple[Path, Path]:
    network, described = folder / "some.onnx", folder / "some.toml"
    network.write_bytes(a_network())
    described.write_text(description, encoding="utf-8")
    return network, described


def a_folder_with_the_network(tmp_path: Path) -> ModelFolder:
    folder = ModelFolder(tmp_path / "models")
    folder.add(*the_files(tmp_path))
    return folder


def test_an_unknown_file_is_taken_only_with_its_description(tmp_path: Path) -> None:
    file, description = the_files(tmp_path)
    folder = ModelFolder(tmp_path / "models")
    with pytest.raises(ModelUnusable, match="none of the known files"):
        folder.add(file)
    assert folder.models() == ()
    model = folder.add(file, description)
    assert (model.kind, model.title) == (ModelKind.NETWORK, "tiny-fields")
    assert model.file.read_bytes() == file.read_bytes()


@pytest.mark.parametrize("taken", ["sface", "dlib-resnet-5pt"])
def test_a_network_cannot_be_called_as_one_that_is_known(tmp_path: Path, taken: str) -> None:
    files = the_files(tmp_path, DESCRIPTION.replace("tiny-fields", taken))
    with pytest.raises(ModelUnusable, match=f"the name {taken} is taken"):
        ModelFolder(tmp_path / "models").add(*files)


def test_a_description_that_was_spoilt_since_is_named_with_its_file(tmp_path: Path) -> None:
    folder = a_folder_with_the_network(tmp_path)
    (folder.folder / "tiny-fields.toml").write_text("name = 5", encoding="utf-8")
    with pytest.raises(ModelUnusable, match=r"tiny-fields\.toml: the description lacks"):
        folder.models()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (DESCRIPTION.replace('colour = "rgb"\n', ""), "lacks: colour"),
        (DESCRIPTION + 'more = "1"\n', "unknown keys: more"),
        (DESCRIPTION.replace("side_px = 112", "side_px = 5"), "side_px must be a whole number"),
        (DESCRIPTION.replace("side_px = 112", "side_px = true"), "side_px must be a whole number"),
        (DESCRIPTION.replace('"cosine"', '"similarity"'), "measure must be"),
        (DESCRIPTION.replace("tiny-fields", "../out"), "name must be"),
        (DESCRIPTION + "places = 5\n", "places must be 5 different points"),
        (DESCRIPTION + "places = [[1, 2], [3, 4]]\n", "places must be 5"),
        (DESCRIPTION + 'places = [[1, 2], [3, 4], [5, 6], [7, 8], "9"]\n', "places must be 5"),
        (DESCRIPTION + "places = [[1, 2], [3, 4], [5, 6], [7, 8], [9, 113]]\n", "112 pixels"),
        (DESCRIPTION + "places = [[1, 2], [3, 4], [5, 6], [7, 8], [1.0, 2.0]]\n", "different"),
        (DESCRIPTION + "places = [[1, 2], [3, 4], [5, 6], [7, 8], [9, nan]]\n", "places must"),
        ("name = ", "not TOML"),
    ],
)
def test_a_wrong_description_is_refused_with_its_key(wrong: str, said: str) -> None:
    with pytest.raises(ModelUnusable, match=said):
        parse_description(wrong.encode())


def test_a_network_that_is_not_as_described_is_found_out(tmp_path: Path) -> None:
    shorter = DESCRIPTION.replace(f"dimension = {DIMENSION}", "dimension = 128")
    with pytest.raises(ModelUnusable, match="gives 192 numbers, its description says 128"):
        require_usable(*the_files(tmp_path, shorter))
    file, description = the_files(tmp_path)
    require_usable(file, description)
    file.write_bytes(b"no model")
    with pytest.raises(ModelUnusable, match="cannot be read as ONNX"):
        require_usable(file, description)


def test_a_network_that_tells_no_two_pictures_apart_is_not_taken(tmp_path: Path) -> None:
    file, description = the_files(tmp_path)
    for factor, said in ((0.0, "the same numbers for whatever picture"), (np.inf, "are none")):
        file.write_bytes(a_network(factor))
        with pytest.raises(ModelUnusable, match=said):
            require_usable(file, description)


def test_a_network_is_used_only_after_it_was_measured_here(tmp_path: Path) -> None:
    model = a_folder_with_the_network(tmp_path).network("tiny-fields")
    with pytest.raises(ModelUnusable, match="never measured on this site"):
        measurement_of(model)
    keep_measurement(model, MEASUREMENT, {"fta": 0.0}, datetime(2024, 11, 1, tzinfo=UTC))
    assert measurement_of(model) == MEASUREMENT


def test_a_measurement_says_nothing_of_another_file(tmp_path: Path) -> None:
    folder = a_folder_with_the_network(tmp_path)
    model = folder.network("tiny-fields")
    keep_measurement(model, MEASUREMENT, {}, datetime(2024, 11, 1, tzinfo=UTC))
    model.file.write_bytes(a_network() + b"\n")
    with pytest.raises(ModelUnusable, match="not the file that was measured"):
        measurement_of(folder.network("tiny-fields"))


def test_a_measurement_says_nothing_of_the_same_file_fed_otherwise(tmp_path: Path) -> None:
    folder = a_folder_with_the_network(tmp_path)
    keep_measurement(
        folder.network("tiny-fields"), MEASUREMENT, {}, datetime(2024, 11, 1, tzinfo=UTC)
    )
    other_words = DESCRIPTION.replace('source = "', 'source = "as told by its makers: ')
    assert other_words != DESCRIPTION
    folder.add(*the_files(tmp_path, other_words))
    assert measurement_of(folder.network("tiny-fields")) == MEASUREMENT
    fed_otherwise = DESCRIPTION.replace('colour = "rgb"', 'colour = "bgr"')
    assert fed_otherwise != DESCRIPTION
    folder.add(*the_files(tmp_path, fed_otherwise))
    with pytest.raises(ModelUnusable, match="measured with another description; measure it here"):
        measurement_of(folder.network("tiny-fields"))


def test_an_engine_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    folder = a_folder_with_the_network(tmp_path)
    with pytest.raises(ModelUnusable, match="no engine sface here, but: dlib-resnet-5pt, tiny"):
        choose_engine("sface", folder, None)
    with pytest.raises(ModelUnusable, match="needs YuNet"):
        choose_engine("tiny-fields", folder, None)
    assert choose_engine("dlib-resnet-5pt", folder, None) == EngineChoice()


@needs_yunet
def test_a_supplied_network_works_behind_the_same_protocol(tmp_path: Path) -> None:
    folder = a_folder_with_the_network(tmp_path)
    assert folder.add(YUNET_FILE).kind is ModelKind.DETECTOR
    engine = build_engine(choose_engine("tiny-fields", folder, None))
    engine.warm_up()
    assert (engine.name, engine.dimension) == ("tiny-fields", DIMENSION)
    assert engine.card.licence == "none: a test's"
    one, other = DEMO_PEOPLE[0].number, DEMO_PEOPLE[3].number
    templates = []
    for photo in (registration_photo(one), arrival_photo(one), arrival_photo(other)):
        picture = decode(photo)
        (face,) = engine.faces(picture)
        assert len(face.landmarks) == 5
        templates.append(engine.template(picture, face).vector)
        assert np.linalg.norm(templates[-1]) == pytest.approx(1)
    again = engine.template(picture, face).vector
    assert np.array_equal(again, templates[-1])
    assert engine.faces(Picture(np.full((240, 320, 3), 200, np.uint8)), thorough=True) == ()


def test_opencvs_own_class_for_sface_runs_a_face_of_112_pixels() -> None:
    chip = np.random.default_rng(1).integers(0, 256, (SIDE_PX, SIDE_PX, 3), dtype=np.uint8)
    fields = chip.transpose(2, 0, 1).reshape(3, 8, 14, 8, 14).mean(axis=(2, 4))
    assert np.allclose(sface_network(a_network())(chip).ravel(), fields.ravel(), atol=1e-3)


def test_a_face_is_laid_where_the_networks_description_has_its_points(tmp_path: Path) -> None:
    places = [[25, 33], [87, 33], [56, 60], [30, 85], [82, 85]]
    described = parse_description(f"{DESCRIPTION}places = {places}\n".encode())
    assert described.places == tuple((float(x), float(y)) for x, y in places)
    assert parse_description(DESCRIPTION.encode()).places == ()
    picture = decode(registration_photo(DEMO_PEOPLE[0].number))
    points = [Point(x + 40.0, y + 30.0) for x, y in places]
    chip = laid_upright(picture, points, SIDE_PX, described.places)
    assert np.array_equal(chip, picture.pixels[30 : 30 + SIDE_PX, 40 : 40 + SIDE_PX])
    model = a_folder_with_the_network(tmp_path).network("tiny-fields")
    network = described_network(a_network(), described)
    engine = OnnxEngine(NO_DETECTOR, network, described, card_of(model))
    sides = [network(each).ravel() for each in (chip, np.ascontiguousarray(chip[:, ::-1]))]
    mean = np.mean([each / np.linalg.norm(each) for each in sides], axis=0)
    assert np.allclose(engine.vector(picture, points), mean / np.linalg.norm(mean), atol=1e-6)


def test_a_face_is_laid_upright_whatever_its_turn_and_size() -> None:
    turn = np.array([[0.9, -1.3], [1.3, 0.9]])
    places = PLACES @ turn.T + np.array([60.0, 40.0])
    back = similarity(places, PLACES)
    assert np.allclose(places @ back[:, :2].T + back[:, 2], PLACES)
    picture = Picture(np.full((400, 400, 3), 255, dtype=np.uint8))
    chip = laid_upright(picture, [Point(float(x), float(y)) for x, y in places])
    assert chip.shape == (112, 112, 3)
