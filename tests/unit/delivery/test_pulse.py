from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catserver.delivery.clock import SteadyClock
from catserver.delivery.pulse import (
    Beat,
    PulseFile,
    Uptime,
    instant_at_start,
    say_if_stepped,
    uptime,
)

TEN = datetime(2024, 10, 16, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_beat(*, running: bool = True, boot: str | None = "b1") -> Beat:
    return Beat(TEN, running, Uptime(boot, 1000.0))


def s(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("case", "wall_at", "newest_at", "beat", "up", "expected"),
    [
        ("nothing has happened yet", TEN, None, None, Uptime("b1", 5), TEN),
        ("the wall clock is right", TEN + s(30), TEN, None, Uptime("b1", 5), TEN + s(30)),
        ("it is at the journal's edge", TEN, TEN, None, Uptime("b1", 5), TEN),
        ("it is behind the journal", TEN - HOUR, TEN, None, Uptime("b1", 5), TEN),
        ("no step", TEN + s(30), TEN, a_beat(), Uptime("b1", 1030), TEN + s(30)),
        ("set back an hour", TEN - HOUR, TEN, a_beat(), Uptime("b1", 1030), TEN + s(30)),
        ("set on an hour", TEN + HOUR, TEN, a_beat(), Uptime("b1", 1030), TEN + s(30)),
        ("nobody at work", TEN + HOUR, TEN, a_beat(running=False), Uptime("b1", 1030), TEN + HOUR),
        ("set right at night", TEN - HOUR, TEN - 2 * HOUR, a_beat(running=False),
         Uptime("b1", 1030), TEN - HOUR),
        ("another boot", TEN + s(90), TEN, a_beat(), Uptime("b2", 40), TEN + s(90)),
        ("another boot, set back", TEN - HOUR, TEN - s(9), a_beat(), Uptime("b2", 40), TEN),
        ("boots unknown", TEN + s(90), TEN, a_beat(boot=None), Uptime(None, 1030), TEN + s(90)),
        ("a verb wrote later", TEN - HOUR, TEN + s(50), a_beat(), Uptime("b1", 1030), TEN + s(50)),
    ],
)  # fmt: skip
def test_the_time_a_site_starts_with(
    case: str,
    wall_at: datetime,
    newest_at: datetime | None,
    beat: Beat | None,
    up: Uptime,
    expected: datetime,
) -> None:
    assert instant_at_start(wall_at, newest_at, beat, up) == expected


def test_a_clock_started_behind_the_journal_goes_on_from_there() -> None:
    clock = SteadyClock(TEN)
    first, second = clock.now(), clock.now()
    assert TEN <= first <= second < TEN + s(60)


def test_a_beat_is_read_as_it_was_written(tmp_path: Path) -> None:
    pulse = PulseFile(tmp_path / "alive")
    pulse.write(Beat(TEN, running=True, uptime=Uptime("a boot with a longer name", 123.456)))
    pulse.write(a_beat())
    assert pulse.read() == a_beat()


@pytest.mark.parametrize("content", [b"", b"\0" * 256, b'{"at":"2024-10-1'])
def test_a_beat_that_cannot_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "alive").write_bytes(content)
    assert PulseFile(tmp_path / "alive").read() is None


def test_no_beat_is_none(tmp_path: Path) -> None:
    assert PulseFile(tmp_path / "alive").read() is None


def test_the_uptime_grows() -> None:
    before, after = uptime(), uptime()
    assert before.boot == after.boot
    assert before.seconds <= after.seconds


@pytest.mark.parametrize(
    ("ahead", "said"),
    [(s(0), ""), (s(2), ""), (s(3600), "3600 s behind"), (s(-3600), "3600 s ahead of")],
)
def test_a_wall_clock_that_was_set_is_said_in_the_log(
    ahead: timedelta, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    say_if_stepped(TEN + ahead, TEN)
    assert bool(caplog.text) == bool(said)
    assert said in caplog.text
