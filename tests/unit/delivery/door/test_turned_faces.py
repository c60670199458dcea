"""What the inspector gives is turned before anybody else sees it; hints and failures pass."""

from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np
import pytest

from catserver.delivery.door.turned_faces import TurnedFaces, turned_in_parts
from catserver.delivery.keeping.vault import EventKey
from proctoring.cohort import Calibration, Cohort, Part
from proctoring.engine import EngineName, Template
from proctoring.errors import PictureRefused, TemplateMismatch
from proctoring.quality import Finding

KEY = EventKey(bytes(32))
ENGINE = EngineName("e")
TEMPLATE = np.arange(8, dtype="<f4").tobytes()


@dataclass(frozen=True, slots=True)
class Seen:
    template: bytes | None
    engine: EngineName = ENGINE
    findings: tuple[Finding, ...] = ()
    face: None = None


class OneAnswer:
    def __init__(self, answer: Seen | Exception) -> None:
        self._answer = answer

    def inspect(self, _: bytes) -> Future[Seen]:
        told: Future[Seen] = Future()
        if isinstance(self._answer, Exception):
            told.set_exception(self._answer)
        else:
            told.set_result(self._answer)
        return told

    hints = inspect


def test_a_template_is_turned_and_everything_else_stays() -> None:
    seen = TurnedFaces(OneAnswer(Seen(TEMPLATE)), KEY).inspect(b"photo").result()  # type: ignore[arg-type] # a future of the protocol's
    assert seen.template == KEY.turned("e", TEMPLATE) != TEMPLATE
    assert seen.engine == "e"


def test_what_two_networks_made_is_turned_in_its_parts_and_each_keeps_its_distances() -> None:
    draw = np.random.default_rng(1)
    before = draw.normal(size=(2, 8)).astype("<f4")
    after = []
    for each in before:
        faces = TurnedFaces(OneAnswer(Seen(each.tobytes())), KEY, (3, 5))  # type: ignore[arg-type] # a future of the protocol's
        template = faces.inspect(b"photo").result().template
        assert template is not None
        after.append(np.frombuffer(template, dtype="<f4"))
    for part in (slice(0, 3), slice(3, 8)):
        apart = np.linalg.norm(before[0][part] - before[1][part])
        assert np.linalg.norm(after[0][part] - after[1][part]) == pytest.approx(apart, abs=1e-5)
        assert not np.allclose(after[0][part], before[0][part], atol=0.05)
    whole = np.frombuffer(KEY.turned("e", before[0].tobytes()), dtype="<f4")
    assert not np.allclose(after[0], whole, atol=0.05)


def test_what_is_turned_in_its_parts_scores_as_if_it_had_not_been() -> None:
    faces = np.random.default_rng(2).normal(0, 0.1, (80, 24)).astype("<f4")
    turned = [turned_in_parts(KEY, "e", each.tobytes(), (8, 16)) for each in faces]
    parts = (Part(8, 0.5, 0.3, 0.03), Part(16, 0.5, 0.4, 0.04))
    calibration = Calibration(0.5, 0.05, parts=parts)
    scores = []
    for templates in ([each.tobytes() for each in faces], turned):
        people = [(str(at), each) for at, each in enumerate(templates)]
        cohort = Cohort.of(ENGINE, people)
        one, other = (Template(ENGINE, each) for each in templates[:2])
        scores.append(cohort.score(one, other, calibration, without={"0", "1"}).score)
    assert scores[1] == pytest.approx(scores[0], abs=1e-4)


def test_a_template_without_the_parts_of_its_engine_is_a_failure() -> None:
    faces = TurnedFaces(OneAnswer(Seen(TEMPLATE)), KEY, (3, 4))  # type: ignore[arg-type] # a future of the protocol's
    with pytest.raises(TemplateMismatch):
        faces.inspect(b"photo").result()


def test_no_face_is_no_template() -> None:
    faces = TurnedFaces(OneAnswer(Seen(None)), KEY)  # type: ignore[arg-type] # a future of the protocol's
    assert faces.inspect(b"photo").result().template is None


def test_a_failure_is_told_as_it_was() -> None:
    faces = TurnedFaces(OneAnswer(PictureRefused("no picture")), KEY)  # type: ignore[arg-type] # a future of the protocol's
    with pytest.raises(PictureRefused):
        faces.inspect(b"photo").result()


def test_who_gives_up_waiting_takes_the_picture_back() -> None:
    class Slow:
        def __init__(self) -> None:
            self.asked: Future[Seen] = Future()

        def inspect(self, _: bytes) -> Future[Seen]:
            return self.asked

        hints = inspect

    slow = Slow()
    faces = TurnedFaces(slow, KEY)  # type: ignore[arg-type] # a future of the protocol's
    told = faces.inspect(b"photo")
    assert told.cancel()
    assert slow.asked.cancelled()
