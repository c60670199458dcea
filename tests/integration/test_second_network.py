"""`catserver faces evaluate` with a supplied network beside the default engine, and its use."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from catserver.cli import faces_measuring, main
from catserver.cli.checks.faces import check_faces
from catserver.config import Settings, load_settings
from catserver.face_engine import calibrations, engine_choice, measured_engine
from proctoring.errors import ModelUnusable
from proctoring.vision.photo_reading import PhotoRead
from question_bank.formats.exam_walk import NAME
from tests.tiny_network import DESCRIPTION, DIMENSION, a_network

TEST_DATA = Path(os.environ.get("CATSERVER_TEST_DATA", "../shared/data"))
YUNET_FILE = TEST_DATA / "models" / "face_detection_yunet_2026may.onnx"
BOTH = "dlib-resnet-5pt_with_tiny-fields"
PEOPLE, STRANGERS = 40, 10

pytestmark = pytest.mark.skipif(
    not YUNET_FILE.is_file(), reason=f"the YuNet model file is not there: {YUNET_FILE}"
)


def run(folder: Path, *arguments: str) -> Result:
    config = folder / "catserver.toml"
    config.write_text(f'[data]\ndirectory = "site"\n[faces]\nengine = "{BOTH}"\n', encoding="utf-8")
    runner = CliRunner(env={"CATSERVER_DATA_DIR": "", "CATSERVER_STORE_URL": "", "COLUMNS": "250"})
    return runner.invoke(main, ["--config", str(config), "faces", *arguments])


def the_site(folder: Path) -> Settings:
    return load_settings({}, folder / "catserver.toml")


def a_site_with_both_models(folder: Path) -> Result:
    network, description = folder / "some.onnx", folder / "some.toml"
    network.write_bytes(a_network())
    description.write_text(DESCRIPTION, encoding="utf-8")
    assert run(folder, "add-model", str(YUNET_FILE)).exit_code == 0
    return run(folder, "add-model", str(network), "--description", str(description))


def the_pairs(folder: Path) -> Path:
    """Two photos of everybody, compared with each other and with those of the next ten."""
    rows = ["reference,probe,same_person"]
    for at in range(PEOPLE):
        (folder / f"{at:02}").mkdir()
        for photo in ("card.jpg", "desk.jpg"):
            (folder / f"{at:02}" / photo).touch()
        rows.append(f"{at:02}/card.jpg,{at:02}/desk.jpg,1")
        others = ((at + step) % PEOPLE for step in range(1, STRANGERS + 1))
        rows += [f"{at:02}/card.jpg,{other:02}/desk.jpg,0" for other in others]
    pairs = folder / "pairs.csv"
    pairs.write_text("\n".join(rows), encoding="utf-8")
    return pairs


@pytest.fixture
def made_up_faces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every photo gives a template of both networks, near that of the same person's other one."""

    def read(_settings: Any, _folder: Path, photos: Iterable[str], **_: Any) -> dict[str, Any]:
        found = {}
        for photo in photos:
            person = np.random.default_rng(int(photo[:2]))
            photo_itself = np.random.default_rng([int(photo[:2]), len(photo), ord(photo[3])])
            face = person.normal(0, 0.05, 128 + DIMENSION)
            template = face + photo_itself.normal(0, 0.03, 128 + DIMENSION)
            found[photo] = PhotoRead(template.astype("<f4").tobytes())
        return found

    monkeypatch.setattr(faces_measuring, "read_photos", read)


def test_whoever_adds_a_network_is_told_of_both_ways_to_measure_it(tmp_path: Path) -> None:
    added = a_site_with_both_models(tmp_path)
    assert "faces evaluate --engine tiny-fields --pairs" in added.stdout
    assert f"faces evaluate --engine {BOTH} --pairs" in added.stdout
    listed = " ".join(run(tmp_path, "models").stdout.split())
    assert f"{BOTH} those of both {BOTH} was never measured" in listed


@pytest.mark.usefixtures("made_up_faces")
def test_both_together_are_used_once_they_were_measured_together(tmp_path: Path) -> None:
    a_site_with_both_models(tmp_path)
    pairs = the_pairs(tmp_path)
    alone = run(tmp_path, "evaluate", "--pairs", str(pairs), "--engine", "dlib-resnet-5pt")
    assert alone.exit_code == 0, alone.output
    with pytest.raises(ModelUnusable, match="never measured on this site"):
        measured_engine(the_site(tmp_path))
    result = run(
        tmp_path, "evaluate", "--pairs", str(pairs), "--second-share", "0.25", "--json",
        "--everybody",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert said["engine"] == BOTH
    assert said["second_share"] == 0.25
    assert NAME.fullmatch(BOTH), "the exam file names the engine"
    assert said["fnmr_at_fmr"]["0.01"] == 0
    engine = measured_engine(the_site(tmp_path))
    assert engine.engine == BOTH
    parts = engine.calibration.parts
    assert [(part.numbers, part.weight) for part in parts] == [(128, 0.75), (DIMENSION, 0.25)]
    assert calibrations(the_site(tmp_path))[engine.engine] == engine.calibration
    assert engine_choice(the_site(tmp_path)).parts == (128, DIMENSION)
    listed = " ".join(run(tmp_path, "models").stdout.split())
    assert f"pairs.csv {engine.policy.match_at_most:g}" in listed
    assert "tiny-fields was never measured" in listed
    assert "no longer hold" not in result.stderr
    other = run(tmp_path, "evaluate", "--pairs", str(pairs), "--second-share", "0.5", "--json")
    assert "takes the place of the measurement on pairs.csv" in other.stderr
    assert "thresholds in exam files that came from it no longer hold" in other.stderr


def test_the_doctor_says_that_it_was_not_measured_and_blames_no_package(tmp_path: Path) -> None:
    a_site_with_both_models(tmp_path)
    (finding,) = check_faces(the_site(tmp_path))
    assert f"{BOTH} was never measured on this site" in finding.said
    assert "Install" not in finding.remedy


@pytest.mark.usefixtures("made_up_faces")
def test_a_share_without_a_second_network_is_refused(tmp_path: Path) -> None:
    a_site_with_both_models(tmp_path)
    pairs = the_pairs(tmp_path)
    result = run(
        tmp_path, "evaluate", "--pairs", str(pairs), "--engine", "dlib-resnet-5pt",
        "--second-share", "0.25",
    )  # fmt: skip
    assert result.exit_code == 1
    assert "no second network" in result.stderr
