import click
import pytest

from catserver.cli.bench_running import Told, measured


class TooSlow(Exception):
    pass


async def a_measurement(told: Told) -> int:
    told("Measuring")
    return 42


async def a_failure(told: Told) -> int:
    told("Measuring")
    raise TooSlow("the disk stood still")


@pytest.mark.parametrize("quiet", [True, False])
def test_what_was_measured_comes_back(*, quiet: bool) -> None:
    assert measured(a_measurement, (TooSlow,), quiet=quiet) == 42


def test_a_failure_that_is_known_ends_the_command_with_its_sentence() -> None:
    with pytest.raises(click.ClickException, match="the disk stood still"):
        measured(a_failure, (TooSlow,), quiet=True)
