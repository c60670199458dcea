"""Photos read for a measurement: what became of each, and what ends the whole."""

from concurrent.futures import Future

import pytest

from proctoring.errors import ModelUnusable, WorkerDied
from proctoring.vision.photo_reading import PhotoRead, _done


def told(answer: PhotoRead | Exception) -> PhotoRead | None:
    future: Future[PhotoRead] = Future()
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
    waiting = {future: "Ani/1.jpg"}
    ((photo, read),) = _done(waiting)
    assert (photo, waiting) == ("Ani/1.jpg", {})
    return read


def test_a_photo_is_read_once_its_worker_has_answered() -> None:
    assert told(PhotoRead(b"template")) == PhotoRead(b"template")


def test_of_a_worker_that_ended_nothing_is_known_yet() -> None:
    assert told(WorkerDied("it ended")) is None


def test_a_photo_on_which_the_engine_fails_is_named_and_ends_nothing() -> None:
    read = told(RuntimeError("no such matrix"))
    assert read == PhotoRead(None, trouble="the engine failed: RuntimeError")


def test_an_engine_that_cannot_be_used_ends_the_whole() -> None:
    with pytest.raises(ModelUnusable):
        told(ModelUnusable("its numbers are none"))
