"""What the viewers were found to cost, held against what it is meant to be."""

import json

from catserver.bench.load import Latencies
from catserver.bench.viewer_figures import FanOut, ViewerFigures


def p99(ms: float) -> Latencies:
    return Latencies(1000, ms / 2, ms, ms * 2)


def figures(*, beside: tuple[float, ...], p99_ms: float = 200.0) -> ViewerFigures:
    board = FanOut(0.3, 0.06, 7.0, 5.5, 100.0, p99_ms, 260.0, 0.2)
    found = ViewerFigures({}, 5_000, board=board)
    found.without_viewers = [p99(4.0)] * len(beside)
    found.with_viewers = [p99(each) for each in beside]
    return found


def test_the_median_of_the_pairs_decides_and_one_bad_turn_does_not() -> None:
    found = figures(beside=(4.4, 4.4, 40.0))
    assert found.exam_p99_ratio == 1.1
    assert found.verdict == "With 5,000 viewers all 4 aims are reached."


def test_what_is_missed_is_named_with_both_figures() -> None:
    found = figures(beside=(6.0,), p99_ms=251.0)
    assert [each.reached for each in found.aims] == [False, False, True, True]
    assert found.verdict == (
        "With 5,000 viewers not reached: acknowledgement p99 with viewers, of that without is 1.5, "
        "not at most 1.2; posting to viewer p99, ms is 251, not at most 250."
    )


def test_a_program_reads_aims_and_verdict_and_what_the_viewers_are() -> None:
    said = json.loads(figures(beside=(4.4,)).as_json())
    assert (said["exam_p99_ratio"], len(said["aims"])) == (1.1, 4)
    assert said["verdict"].startswith("With 5,000 viewers all")
    assert "not on the exam's machine" in said["viewers_are"]
