"""Which addresses are shown no board."""

import pytest

from catserver.attempt.events import AttemptFinished, AttemptId
from catserver.attempt.state import Attempt, Phase
from catserver.delivery.at_work import ADDRESSES_MAX, AtWork
from tests.builders import EIGHT

FINISHED = AttemptFinished(EIGHT, "handed_in", "candidate", "")


class Desk:
    """What is asked of a desk here."""

    def __init__(self) -> None:
        self.states = {
            name: Attempt(AttemptId(name), phase=Phase.RUNNING) for name in ("one", "two")
        }

    def observe(self, observer: object, besides: object) -> None:
        del besides
        self.observer = observer

    def known(self, name: str) -> Attempt | None:
        return self.states.get(name)

    def finish(self, name: str) -> None:
        self.states[name] = Attempt(AttemptId(name), phase=Phase.FINISHED)
        self.observer(name, self.states[name], (FINISHED,))  # type: ignore[operator] # a callable


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def at_work(desk: Desk) -> AtWork:
    return AtWork(desk)  # type: ignore[arg-type] # as much of one as is asked


def test_an_address_is_at_work_until_everybody_there_has_finished(
    desk: Desk, at_work: AtWork
) -> None:
    for name in ("one", "two", "one"):
        at_work.note(name, "10.0.0.7")
    desk.finish("one")
    assert at_work.addresses() == {"10.0.0.7"}
    desk.finish("two")
    assert at_work.addresses() == frozenset()
    at_work.note("two", "10.0.0.7")
    assert at_work.addresses() == frozenset(), "who has finished may look"


def test_another_address_does_not_free_the_first(desk: Desk, at_work: AtWork) -> None:
    at_work.note("one", "10.0.0.7")
    at_work.note("one", "10.0.0.8")
    assert at_work.addresses() == {"10.0.0.7", "10.0.0.8"}
    for last in range(100):
        at_work.note("one", f"10.0.1.{last}")
    assert len(at_work.addresses()) == ADDRESSES_MAX
    desk.finish("one")
    assert at_work.addresses() == frozenset()


def test_what_did_not_change_is_the_same_object(at_work: AtWork) -> None:
    at_work.note("one", "10.0.0.7")
    before = at_work.addresses()
    at_work.note("one", "10.0.0.7")
    assert at_work.addresses() is before
