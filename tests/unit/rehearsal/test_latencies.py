import pytest

from catserver.rehearsal.latencies import Figures, Latencies, percentile


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1), (0.01, 1), (0.50, 50), (0.505, 51), (0.99, 99), (1.0, 100)]
)
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(
    share: float, expected: int
) -> None:
    assert percentile(range(1, 101), share) == expected


def test_of_one_value_every_percentile_is_that_value() -> None:
    assert percentile([7.0], 0.5) == percentile([7.0], 0.99) == 7.0


def test_nothing_measured_has_no_figures() -> None:
    assert Latencies().figures() == Figures(0, None, None, None, None)


def test_figures_are_in_milliseconds_whatever_the_order_of_measuring() -> None:
    latencies = Latencies()
    for seconds in (0.003, 0.001, 0.002):
        latencies.take(seconds)
    assert latencies.figures() == Figures(3, 2.0, 3.0, 3.0, 3.0)


def test_the_figure_shown_while_it_runs_looks_at_the_last_two_thousand() -> None:
    latencies = Latencies()
    latencies.take(5.0)
    for _ in range(2_000):
        latencies.take(0.001)
    assert latencies.recent_p99_ms() == 1.0
    assert latencies.figures().max_ms == 5000.0
