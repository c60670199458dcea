"""`catserver faces`: an engine measured on pairs of photos, from the command line."""

import csv
import io
import json
import os
from collections import Counter
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from catserver.cli import main
from catserver.cli.faces_measuring import Measurement
from catserver.cli.faces_report import show
from proctoring.measured import GroupFigures, Measured
from proctoring.performance import Distances, ErrorRate
from proctoring.shipped import DLIB_RESNET
from proctoring.vision.demo_people import DEMO_PEOPLE, arrival_photo, registration_photo
from tests.tiny_network import DESCRIPTION, a_network

TEST_DATA = Path(os.environ.get("CATSERVER_TEST_DATA", "../shared/data"))
FACES_DEV = Path(os.environ.get("CATSERVER_TEST_FACES", str(TEST_DATA / "faces-dev")))
YUNET_FILE = TEST_DATA / "models" / "face_detection_yunet_2026may.onnx"
PEOPLE = DEMO_PEOPLE[:4]
PEOPLE_OF_THE_PART = 9
KEYS = {
    "engine", "genuine", "impostor", "fta", "photos_per_second", "fnmr_at_fmr", "policy", "groups",
}  # fmt: skip


def run(folder: Path, *arguments: str) -> Result:
    config = folder / "catserver.toml"
    config.write_text('[data]\ndirectory = "site"\n', encoding="utf-8")
    runner = CliRunner(env={"CATSERVER_DATA_DIR": "", "CATSERVER_STORE_URL": ""})
    return runner.invoke(main, ["--config", str(config), "faces", *arguments])


def drawn_people(folder: Path) -> Path:
    """Everybody twice, each compared with themselves and with the next two."""
    rows, groups = ["reference,probe,same_person"], ["identity,group"]
    for at, person in enumerate(PEOPLE):
        photos = folder / "images" / person.number
        photos.mkdir(parents=True)
        (photos / "card.jpg").write_bytes(registration_photo(person.number))
        (photos / "desk.jpg").write_bytes(arrival_photo(person.number))
        card = f"images/{person.number}/card.jpg"
        rows.append(f"{card},images/{person.number}/desk.jpg,1")
        others = (PEOPLE[(at + 1) % len(PEOPLE)], PEOPLE[(at + 2) % len(PEOPLE)])
        rows += [f"{card},images/{other.number}/desk.jpg,0" for other in others]
        groups.append(f"{person.number},{'first' if at < 2 else 'second'}")
    (folder / "groups.csv").write_text("\n".join(groups), encoding="utf-8")
    pairs = folder / "pairs.csv"
    pairs.write_text("\n".join(rows), encoding="utf-8")
    return pairs


def test_an_engine_is_measured_and_one_object_says_how(tmp_path: Path) -> None:
    pairs = drawn_people(tmp_path)
    result = run(
        tmp_path, "evaluate", "--pairs", str(pairs), "--groups", str(tmp_path / "groups.csv"),
        "--out", str(tmp_path / "out"), "--workers", "1", "--json", "--everybody", "--degraded",
        "--most", "1",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    measured = json.loads(result.stdout)
    assert set(measured) == {*KEYS, "everybody", "degraded"}
    assert list(measured["degraded"])[:2] == ["as_it_is", "dark"]
    assert measured["degraded"]["small"]["said"] == {"too_small": 1}
    assert measured["everybody"]["all"]["impostor"] == 8 * 6 // 2
    assert (measured["genuine"], measured["impostor"], measured["fta"]) == (4, 8, 0)
    assert measured["photos_per_second"] > 0
    assert measured["policy"]["fnmr"] == 0
    assert measured["fnmr_at_fmr"] == {"0.01": 0, "0.001": 0}
    first = measured["groups"]["first"]
    assert (first["genuine"], first["impostor"], first["fta"]) == (2, 1, 0)
    assert json.loads((tmp_path / "out" / "measurement.json").read_text()) == measured
    ET.fromstring((tmp_path / "out" / "det.svg").read_text())  # noqa: S314 - our own


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("reference,probe\na,b\n", "pairs.csv:1 [same_person]: this column is missing"),
        ("reference,probe,same_person\na.jpg,b.jpg,1\n", "pairs.csv:2 [reference]: a.jpg: no such"),
    ],
)
def test_a_bad_table_ends_with_its_place_and_a_remedy(
    tmp_path: Path, table: str, said: str
) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(table, encoding="utf-8")
    result = run(tmp_path, "evaluate", "--pairs", str(pairs), "--json")
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--most", "2"], 2, "add --degraded"),
        (["--probes", "2"], 1, "nobody has photos enough for 2 probes"),
    ],
)
def test_what_cannot_be_measured_is_said_before_a_photo_is_opened(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("reference,probe,same_person\na.jpg,b.jpg,1\n", encoding="utf-8")
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(b"no picture")
    result = run(tmp_path, "evaluate", "--pairs", str(pairs), *arguments)
    assert result.exit_code == code
    assert said in result.stderr


def test_what_the_figures_do_not_say_stands_beside_the_object(tmp_path: Path) -> None:
    pairs = drawn_people(tmp_path)
    rows = pairs.read_text(encoding="utf-8").replace(
        f"images/{PEOPLE[3].number}/desk.jpg", "no.jpg"
    )
    (tmp_path / "no.jpg").write_bytes(b"no picture")
    pairs.write_text(rows, encoding="utf-8")
    groups = tmp_path / "groups.csv"
    groups.write_text("identity,group\nsomebody else,first\n", encoding="utf-8")
    result = run(
        tmp_path, "evaluate", "--pairs", str(pairs), "--groups", str(groups), "--workers", "1",
        "--json",
    )  # fmt: skip
    assert json.loads(result.stdout)["fta"] == 1 / 8
    assert "no.jpg: the file is neither JPEG nor PNG nor WebP" in result.stderr
    assert "No pair lies within one of the groups" in result.stderr


@pytest.mark.parametrize(
    ("impostors", "said"),
    [
        (999, "999 pairs of different\npeople are too few, at least 1000 are needed"),
        (1000, "match_at_most = 0.5\nstrong_non_match_from = 0.7997\n"),
    ],
)
def test_thresholds_are_proposed_as_lines_for_the_exam_file_where_pairs_suffice(
    capsys: pytest.CaptureFixture[str], impostors: int, said: str
) -> None:
    scores = Distances.of(
        (0.1, 0.2), [0.4, 0.50001, *(0.5 + at / 1000 for at in range(2, impostors))]
    )
    everyone = GroupFigures("all", ErrorRate(0, 9), scores)
    measured = Measured(DLIB_RESNET.engine, (everyone,), 0.42, 5.0)
    show(Measurement(DLIB_RESNET, measured, 9, 4, "pairs.csv", date(2026, 11, 22)), 0.001, None)
    assert said in capsys.readouterr().out


def test_photos_that_are_none_are_no_measurement(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("reference,probe,same_person\na.jpg,b.jpg,1\n", encoding="utf-8")
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(b"no picture")
    result = run(tmp_path, "evaluate", "--pairs", str(pairs), "--workers", "1", "--json")
    assert result.exit_code == 1
    assert "no photo gave a template" in result.stderr
    assert result.stdout == ""


def test_a_model_is_listed_with_what_is_missing_before_it_is_used(tmp_path: Path) -> None:
    network, description = tmp_path / "some.onnx", tmp_path / "some.toml"
    network.write_bytes(a_network())
    description.write_text(DESCRIPTION, encoding="utf-8")
    refused = run(tmp_path, "add-model", str(network))
    assert refused.exit_code == 1
    assert "give --description" in refused.stderr
    added = run(tmp_path, "add-model", str(network), "--description", str(description))
    assert added.exit_code == 0, added.output
    assert "faces evaluate --engine tiny-fields" in added.stdout
    listed = " ".join(run(tmp_path, "models").stdout.split())
    assert "dlib-resnet-5pt CC0-1.0" in listed
    assert "never measured" in listed
    pairs = drawn_people(tmp_path)
    without = run(tmp_path, "evaluate", "--pairs", str(pairs), "--engine", "tiny-fields")
    assert "needs YuNet" in without.stderr
    unknown = run(tmp_path, "evaluate", "--pairs", str(pairs), "--engine", "another")
    assert "no engine another here" in unknown.stderr


@pytest.mark.skipif(not YUNET_FILE.is_file(), reason=f"the YuNet file is not there: {YUNET_FILE}")
def test_a_network_measured_with_too_few_people_is_still_not_used(tmp_path: Path) -> None:
    network, description = tmp_path / "some.onnx", tmp_path / "some.toml"
    network.write_bytes(a_network())
    description.write_text(DESCRIPTION, encoding="utf-8")
    assert run(tmp_path, "add-model", str(YUNET_FILE)).exit_code == 0
    run(tmp_path, "add-model", str(network), "--description", str(description))
    result = run(
        tmp_path, "evaluate", "--pairs", str(drawn_people(tmp_path)), "--engine", "tiny-fields",
        "--workers", "1",
    )  # fmt: skip
    assert result.exit_code == 1
    assert "4 people with a template are too few" in result.stderr
    assert "never measured" in " ".join(run(tmp_path, "models").stdout.split())


def a_part_of_faces_dev(folder: Path) -> Path:
    """The pairs among nine people of the group that is hardest to tell apart."""
    with (FACES_DEV / "groups.csv").open(encoding="utf-8") as lines:
        hardest = {row["identity"] for row in csv.DictReader(lines) if row["group"] != "other"}
    with (FACES_DEV / "pairs.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    twice = {Path(row["reference"]).parent.name for row in rows if row["same_person"] == "1"}
    chosen = set(sorted(twice & hardest)[:PEOPLE_OF_THE_PART])
    kept = io.StringIO(newline="")
    writer = csv.writer(kept)
    writer.writerow(("reference", "probe", "same_person"))
    genuine: Counter[str] = Counter()
    for row in rows:
        one, other = (Path(row[column]).parent.name for column in ("reference", "probe"))
        genuine[one] += row["same_person"] == "1"
        if {one, other} <= chosen and (row["same_person"] == "0" or genuine[one] <= 2):
            writer.writerow((row["reference"], row["probe"], row["same_person"]))
    file = folder / "part.csv"
    file.write_text(kept.getvalue(), encoding="utf-8")
    return file


@pytest.mark.skipif(
    not FACES_DEV.is_dir(), reason=f"the photographs for measuring are not there: {FACES_DEV}"
)
def test_photographs_of_people_are_found_and_told_apart(tmp_path: Path) -> None:
    pairs = a_part_of_faces_dev(tmp_path)
    result = run(
        tmp_path, "evaluate", "--pairs", str(pairs), "--images", str(FACES_DEV), "--workers", "2",
        "--json",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    measured = json.loads(result.stdout)
    assert measured["genuine"] >= PEOPLE_OF_THE_PART
    assert measured["impostor"] >= PEOPLE_OF_THE_PART
    assert measured["fta"] == 0
    assert measured["policy"]["fmr"] <= 0.1
    assert measured["policy"]["fnmr"] <= 0.3
