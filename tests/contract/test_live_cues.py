"""What the cues see in drawn people, prints and screens; the rates are docs/live-person.md's."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from catserver.cli import main
from proctoring.engine import Face, Picture, Pixels
from proctoring.errors import ModelUnusable
from proctoring.presentation.cues import Cue, cues
from proctoring.vision.decode import decode
from proctoring.vision.demo_people import DEMO_PEOPLE, arrival_photo
from proctoring.vision.drawn_attacks import (
    as_jpeg,
    cut_out_frames,
    genuine_frames,
    print_frames,
    screen_frames,
)
from proctoring.vision.inspection import FaceBox
from proctoring.vision.live_work import share_of
from proctoring.vision.passive_model import SIDE_PX, PassiveModel
from proctoring.vision.series_work import SeriesMeasurer
from proctoring.vision.tracking import FaceTracker
from tests.contract.tiny_onnx import mean_colour_classifier

Artist = Callable[[Pixels, Face, np.random.Generator], list[Pixels]]
SHOWN: dict[str, tuple[Artist, set[Cue], set[Cue]]] = {
    "a person": (genuine_frames, set(), set()),
    "a print": (print_frames, {Cue.MOVES_AS_A_PICTURE}, {Cue.PICTURE_EDGE}),
    "a screen": (
        screen_frames,
        {Cue.SCREEN_PATTERN},
        {Cue.PICTURE_EDGE, Cue.MOVES_AS_A_PICTURE},
    ),
    "a cut-out": (cut_out_frames, set(), set()),
}


@pytest.fixture(scope="module")
def tracker() -> FaceTracker:
    return FaceTracker()


@pytest.fixture(scope="module")
def person(tracker: FaceTracker) -> tuple[Picture, Face]:
    """As wide as an identity photo, before a shelf: a bare wall moves unseen."""
    picture = decode(arrival_photo(DEMO_PEOPLE[0].number))
    face = tracker.faces(picture, None)[0]
    pixels, random = picture.pixels.copy(), np.random.default_rng(2)
    for _ in range(260):
        x, y = random.integers(0, picture.width - 24), random.integers(0, picture.height - 24)
        if abs(x + 10 - face.box.centre.x) > 0.75 * face.box.width:
            pixels[y : y + 20, x : x + 20] = random.integers(60, 200, 3, dtype=np.uint8)
    left = int(face.box.centre.x - 1.05 * face.box.width)
    right = int(face.box.centre.x + 1.05 * face.box.width)
    cut = Picture(np.ascontiguousarray(pixels[40:420, left:right]))
    return cut, tracker.faces(cut, None)[0]


@pytest.mark.parametrize("shown", SHOWN)
def test_what_is_shown_is_noticed_or_known_not_to_be(
    tracker: FaceTracker, person: tuple[Picture, Face], shown: str
) -> None:
    frames_of, always, perhaps = SHOWN[shown]
    picture, face = person
    frames = frames_of(picture.pixels, face, np.random.default_rng(4))
    measures = SeriesMeasurer(tracker).measure([as_jpeg(frame) for frame in frames])
    assert measures is not None
    noticed = set(cues(measures))
    assert always <= noticed <= always | perhaps


def test_a_camera_that_is_moved_is_not_taken_for_a_moving_picture(
    tracker: FaceTracker, person: tuple[Picture, Face]
) -> None:
    """The whole room goes with the face: a hand-held page, not a print."""
    pixels = person[0].pixels
    frames = [as_jpeg(np.roll(pixels, 9 * place, axis=1)) for place in range(4)]
    measures = SeriesMeasurer(tracker).measure(frames)
    assert measures is not None
    assert Cue.MOVES_AS_A_PICTURE not in cues(measures)


def test_frames_without_a_face_measure_nothing(tracker: FaceTracker) -> None:
    blank = as_jpeg(np.full((120, 160, 3), 90, np.uint8))
    assert SeriesMeasurer(tracker).measure([blank, blank]) is None


def test_near_its_last_place_a_face_is_found_where_the_whole_search_finds_it(
    tracker: FaceTracker, person: tuple[Picture, Face]
) -> None:
    picture, face = person
    (near,) = tracker.faces(picture, share_of(picture, face))
    assert abs(near.nose.x - face.nose.x) < 0.1 * face.box.width
    assert abs(near.nose.y - face.nose.y) < 0.1 * face.box.width
    (found,) = tracker.faces(picture, FaceBox(0.0, 0.0, 0.08, 0.1))
    assert found.box == face.box


def test_a_supplied_model_scores_the_face(
    tmp_path: Path, tracker: FaceTracker, person: tuple[Picture, Face]
) -> None:
    """A tiny network of the same form: the brighter the cut-out, the more alive."""
    file = tmp_path / "2.7_80x80_tiny.onnx"
    file.write_bytes(mean_colour_classifier(SIDE_PX, classes=3))
    model = PassiveModel(file)
    assert (model.card.classes, model.card.surroundings) == (3, 2.7)
    picture, face = person
    dark = Picture((picture.pixels // 8).astype(np.uint8))
    assert 0 < model.score(dark, face) < model.score(picture, face) < 1
    frames = [as_jpeg(picture.pixels)]
    measures = SeriesMeasurer(tracker, model).measure(frames)
    assert measures is not None
    assert measures.model_score == pytest.approx(model.score(decode(frames[0]), face), abs=0.05)


def test_a_file_that_is_no_such_model_is_named(tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense.onnx"
    nonsense.write_bytes(b"\x08\x07nonsense")
    with pytest.raises(ModelUnusable, match=r"nonsense\.onnx"):
        PassiveModel(nonsense)
    with pytest.raises(ModelUnusable, match="absent"):
        PassiveModel(tmp_path / "absent.onnx")
    many = tmp_path / "many.onnx"
    many.write_bytes(mean_colour_classifier(SIDE_PX, classes=7))
    with pytest.raises(ModelUnusable, match="7 numbers"):
        PassiveModel(many)


def test_the_command_counts_recordings_and_names_what_is_missing(tmp_path: Path) -> None:
    people = tmp_path / "people"
    people.mkdir()
    (people / "1.jpg").write_bytes(arrival_photo(DEMO_PEOPLE[0].number))
    (people / "2.jpg").write_bytes(as_jpeg(np.full((120, 160, 3), 90, np.uint8)))
    films = tmp_path / "films"
    (films / "loop").mkdir(parents=True)
    for place in range(4):
        frame = arrival_photo(DEMO_PEOPLE[1 + place % 2].number)
        (films / "loop" / f"{place}.jpg").write_bytes(frame)
    run = CliRunner().invoke(
        main, ["faces", "attacks", "--genuine", str(people), "--replay", str(films), "--json"]
    )
    assert run.exit_code == 0, run.output
    assert '"kind": "genuine"' in run.stdout
    assert '"without_face": 1' in run.stdout
    assert '"frame_repeated": 1' in run.stdout
    nothing = CliRunner().invoke(main, ["faces", "attacks"])
    assert nothing.exit_code != 0
    assert "--genuine" in nothing.output
