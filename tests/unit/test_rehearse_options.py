from datetime import timedelta

import click
import pytest
from click.testing import CliRunner

from catserver.cli.rehearse import command
from catserver.cli.rehearse_site import minutes_for
from catserver.cli.rehearse_types import Pace, Share


@pytest.mark.parametrize(
    ("text", "share"), [("10%", 0.1), ("3 %", 0.03), ("0.25", 0.25), ("0", 0), ("100%", 1)]
)
def test_a_share_is_written_as_per_cent_or_as_a_fraction(text: str, share: float) -> None:
    assert Share().convert(text, None, None) == share


@pytest.mark.parametrize("text", ["10", "101%", "-1%", "half", "%"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        Share().convert(text, None, None)


@pytest.mark.parametrize(
    ("text", "pace"),
    [("human", None), ("fast", timedelta(seconds=1)), ("0.5", timedelta(milliseconds=500))],
)
def test_a_pace_is_a_word_or_seconds(text: str, pace: timedelta | None) -> None:
    assert Pace().convert(text, None, None) == pace


@pytest.mark.parametrize("text", ["slow", "0", "-3"])
def test_what_is_no_pace_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        Pace().convert(text, None, None)


@pytest.mark.parametrize(("seconds", "minutes"), [(6, 1), (60, 1), (61, 2), (600, 10)])
def test_the_exams_time_is_whole_minutes(seconds: int, minutes: int) -> None:
    assert minutes_for(timedelta(seconds=seconds)) == minutes


def test_another_site_needs_its_sitting_and_a_proctor() -> None:
    result = CliRunner().invoke(command, ["--url", "http://127.0.0.1:9"])
    assert result.exit_code == 2
    assert "--url also needs --sitting and --proctor" in result.output


def test_the_wrong_sitting_can_still_be_declined() -> None:
    arguments = ["--url", "http://127.0.0.1:9", "--sitting", "s1", "--proctor", "ani"]
    result = CliRunner(env={"CATSERVER_PROCTOR_PASSWORD": "x"}).invoke(command, arguments, "n\n")
    assert result.exit_code == 1
    assert "Is it a sitting made for rehearsing?" in result.output


def test_a_site_that_is_not_there_is_named_in_one_sentence() -> None:
    arguments = ["--url", "http://127.0.0.1:9", "--sitting", "s1", "--proctor", "ani", "--yes"]
    result = CliRunner(env={"CATSERVER_PROCTOR_PASSWORD": "x"}).invoke(command, arguments)
    assert result.exit_code == 1
    assert "The rehearsal could not begin" in result.output
    assert "Traceback" not in result.output
