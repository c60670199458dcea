"""The default engine and a supplied network, side by side in one template."""

import math
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

from proctoring.cohort import Calibration, Part
from proctoring.engine import EngineName, Face, Picture, Point
from proctoring.errors import ModelUnusable
from proctoring.shipped import EngineMeasurement
from proctoring.verification import ThresholdPolicy
from proctoring.vision.decode import decode
from proctoring.vision.demo_people import DEMO_PEOPLE, registration_photo
from proctoring.vision.detection import Detection
from proctoring.vision.dlib_engine import DlibEngine
from proctoring.vision.engines import EngineChoice, build_engine, card_of, choose_engine
from proctoring.vision.five_points import PLACES, points_by_the_eyes
from proctoring.vision.measurements import keep_measurement, measurement_of
from proctoring.vision.model_folder import ModelFolder
from proctoring.vision.network_description import parse_description
from proctoring.vision.onnx_engine import OnnxEngine, described_network
from proctoring.vision.side_by_side import LENGTH, SideBySideEngine
from tests.tiny_network import DESCRIPTION, DIMENSION, a_network

TEST_DATA = Path(os.environ.get("CATSERVER_TEST_DATA", "../shared/data"))
YUNET_FILE = TEST_DATA / "models" / "face_detection_yunet_2026may.onnx"
needs_yunet = pytest.mark.skipif(
    not YUNET_FILE.is_file(), reason=f"the YuNet model file is not there: {YUNET_FILE}"
)
DEFAULT, NETWORK, BOTH = "dlib-resnet-5pt", "tiny-fields", "dlib-resnet-5pt_with_tiny-fields"
WHEN = datetime(2024, 11, 1, tzinfo=UTC)


class SeesOnly:
    """A detector that finds these faces, whatever it is shown."""

    def __init__(self, faces: Sequence[Face] = ()) -> None:
        self._faces = faces

    def faces(
        self, picture: Picture, *, thorough: bool = False
    ) -> tuple[tuple[Detection, Face], ...]:
        assert picture.width
        assert thorough
        return tuple((Detection(each.box, 1.0), each) for each in self._faces)


def a_folder(folder: Path, detector: bool = True) -> ModelFolder:  # noqa: FBT001, FBT002 - a test's
    models = ModelFolder(folder / "models")
    network, described = folder / "some.onnx", folder / "some.toml"
    network.write_bytes(a_network())
    described.write_text(DESCRIPTION, encoding="utf-8")
    models.add(network, described)
    if detector:
        models.add(YUNET_FILE)
    return models


@cache
def the_dlib_engine() -> DlibEngine:
    return DlibEngine()


def the_second(detector: Any) -> OnnxEngine:
    described = parse_description(DESCRIPTION.encode())
    with TemporaryDirectory() as folder:
        card = card_of(a_folder(Path(folder), detector=False).network(NETWORK))
    return OnnxEngine(detector, described_network(a_network(), described), described, card)


def beside(*seen: Face) -> SideBySideEngine:
    return SideBySideEngine(the_dlib_engine(), the_second(SeesOnly(seen)))


def a_portrait() -> tuple[Picture, Face]:
    picture = decode(registration_photo(DEMO_PEOPLE[0].number))
    (face,) = the_dlib_engine().faces(picture)
    return picture, face


def moved(face: Face, right: float) -> Face:
    """The same face, found so far to the right, with five points of its own."""
    eyes = [Point(each.x + right, each.y) for each in (face.left_eye, face.right_eye)]
    points = points_by_the_eyes(eyes[0], eyes[1])
    return Face(face.box, eyes[0], eyes[1], points[2], 1.0, landmarks=points)


def the_parts(engine: SideBySideEngine, picture: Picture, face: Face) -> tuple[Any, Any]:
    vector = engine.template(picture, face).vector.astype(np.float64) * math.sqrt(2)
    assert len(vector) == engine.dimension == 128 + DIMENSION
    return vector[:128], vector[128:]


def test_a_template_holds_what_each_network_makes_of_the_face() -> None:
    picture, face = a_portrait()
    again = moved(face, 1.0)
    engine = beside(again)
    one, other = the_parts(engine, picture, face)
    assert np.allclose(one, the_dlib_engine().template(picture, face).vector, atol=1e-6)
    assert np.allclose(other / LENGTH, engine.second.template(picture, again).vector, atol=1e-6)
    assert np.linalg.norm(other) == pytest.approx(LENGTH)


def test_the_second_network_sees_the_face_that_was_chosen_and_no_other() -> None:
    picture, face = a_portrait()
    wide = face.right_eye.x - face.left_eye.x
    engine = beside(moved(face, 3 * wide), moved(face, 0.4 * wide), moved(face, 0.01 * wide))
    assert np.allclose(
        the_parts(engine, picture, face)[1],
        the_parts(beside(moved(face, 0.01 * wide)), picture, face)[1],
    )


def test_where_yunet_does_not_see_the_face_its_eyes_lay_it_upright() -> None:
    picture, face = a_portrait()
    wide = face.right_eye.x - face.left_eye.x
    by_the_eyes = the_parts(beside(moved(face, 0.0)), picture, face)[1]
    for seen in ((), (moved(face, wide),)):
        assert np.allclose(the_parts(beside(*seen), picture, face)[1], by_the_eyes)


def test_eyes_where_they_are_expected_give_the_points_that_are_expected() -> None:
    left, right = (Point(float(x), float(y)) for x, y in PLACES[:2])
    found = points_by_the_eyes(left, right)
    assert np.allclose([(each.x, each.y) for each in found], PLACES)


def test_its_faces_are_the_default_engines() -> None:
    picture, face = a_portrait()
    assert beside().faces(picture) == (face,)


@needs_yunet
def test_it_is_chosen_by_both_names_and_says_what_both_are(tmp_path: Path) -> None:
    choice = choose_engine(BOTH, a_folder(tmp_path), None)
    assert (choice.name, choice.parts) == (BOTH, (128, DIMENSION))
    assert choice.beside == EngineChoice()
    engine = build_engine(choice)
    engine.warm_up()
    assert (engine.name, engine.dimension) == (BOTH, 128 + DIMENSION)
    assert (engine.card.name, engine.card.dimension) == (BOTH, 128 + DIMENSION)
    assert "CC0-1.0" in engine.card.licence
    assert "a test's" in engine.card.licence
    assert len(engine.card.weights_sha256) == 3
    picture, face = a_portrait()
    assert engine.faces(picture) == (face,)
    one = engine.template(picture, face)
    assert one.engine == BOTH
    assert one.content == engine.template(picture, face).content


@needs_yunet
def test_only_a_supplied_network_stands_beside_the_default_one(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    for name, said in (
        (f"{NETWORK}_with_{NETWORK}", "stands beside the default one: dlib-resnet-5pt"),
        (f"{DEFAULT}_with_{DEFAULT}", "another network"),
        (f"{DEFAULT}_with_", "no engine  here"),
        (f"{DEFAULT}_with_another", "no engine another here"),
    ):
        with pytest.raises(ModelUnusable, match=said):
            choose_engine(name, folder, None)


def test_it_needs_yunet_like_the_network_alone(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="needs YuNet"):
        choose_engine(BOTH, a_folder(tmp_path, detector=False), None)


def test_what_was_measured_of_the_network_alone_says_nothing_of_both(tmp_path: Path) -> None:
    model = a_folder(tmp_path, detector=False).network(NETWORK)
    policy = ThresholdPolicy(0.4, 0.7)
    alone = EngineMeasurement(EngineName(NETWORK), Calibration(0.6, 0.05), policy, "pairs.csv")
    keep_measurement(model, alone, {}, WHEN)
    with pytest.raises(ModelUnusable, match="resnet-5pt_with_tiny-fields was never measured"):
        measurement_of(model, BOTH)
    parts = (Part(128, 0.6, 0.5, 0.04), Part(DIMENSION, 0.4, 0.6, 0.05))
    together = EngineMeasurement(
        EngineName(BOTH), Calibration(0.5, 0.05, parts=parts), policy, "pairs.csv"
    )
    keep_measurement(model, together, {}, WHEN)
    assert measurement_of(model, BOTH) == together
    assert measurement_of(model) == alone
