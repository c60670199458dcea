"""A transmission that ends, hangs or is refused is started again, later each time."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

import pytest

from scoreboard.broadcast.keeper import SILENCE_S_MAX, WELL_AFTER_FRAMES, keep
from scoreboard.broadcast.receiver import Lost, Report, Sent


class Enough(Exception):
    """Ends a test's keeper."""


class Scripted:
    """A transmission that says these words, then ends; None is silence."""

    def __init__(self, words: Sequence[Report | None]) -> None:
        self._words: Iterator[Report | None] = iter(words)
        self.stopped = False

    def hear(self, within_s: float) -> Report | None:
        assert within_s == SILENCE_S_MAX
        try:
            return next(self._words)
        except StopIteration:
            raise EOFError from None

    def stop(self) -> None:
        self.stopped = True


def kept(
    *scripts: Sequence[Report | None], frames: int | None = None
) -> tuple[list[Report], list[float], list[Scripted]]:
    lines = [Scripted(words) for words in scripts]
    waiting = iter(lines)
    said: list[Report] = []
    slept: list[float] = []

    def start() -> Scripted:
        try:
            return next(waiting)
        except StopIteration:
            raise Enough from None

    with suppress(Enough):
        keep(start, said.append, slept.append, frames)
    return said, slept, lines


def test_a_refused_line_is_tried_again_later_each_time() -> None:
    refused = [Lost("refused")]
    said, slept, lines = kept(*[refused] * 8)
    assert said == refused * 8
    assert slept == [1, 2, 4, 8, 15, 30, 30, 30]
    assert all(line.stopped for line in lines)


def test_a_line_that_hangs_is_ended_and_started_again() -> None:
    said, slept, lines = kept([Sent(1, board_open=True), None])
    assert said == [Sent(1, board_open=True), Lost("silent")]
    assert lines[0].stopped
    assert slept == [1]


def test_after_a_good_while_on_air_the_next_fault_is_a_new_one() -> None:
    good = [Sent(WELL_AFTER_FRAMES, board_open=True)]
    _, slept, _ = kept([Lost("x")], [Lost("x")], good, [Lost("x")])
    assert slept == [1, 2, 1, 2]


def test_a_trial_ends_when_its_frames_are_out_and_not_before() -> None:
    short = [Sent(30, board_open=True)]
    whole = [Sent(60, board_open=True)]
    _, slept, lines = kept(short, whole, whole, frames=60)
    assert slept == [1]
    assert [line.stopped for line in lines] == [True, True, False]


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interrupt_stops_the_line(error: type[BaseException]) -> None:
    line = Scripted([Sent(1, board_open=True)])

    def say(_: Report) -> None:
        raise error

    with pytest.raises(error):
        keep(lambda: line, say, lambda _: None)
    assert line.stopped
