import msgspec
import pytest

from catserver.attempt import codec
from catserver.attempt.events import AttemptEvent, ResponseRecorded, TerminalConnected
from tests.builders import EIGHT, HERE, a_prepared

EVENTS: list[AttemptEvent] = [
    a_prepared(),
    TerminalConnected(EIGHT, HERE, "A-01"),
    ResponseRecorded(EIGHT, 1, "I1", "b", False, 500, 1),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_what_is_written_is_read_again(event: AttemptEvent) -> None:
    assert codec.decode(codec.SCHEMA_VERSION, codec.encode(event)) == event


def test_the_bytes_of_an_event_never_change() -> None:
    assert codec.encode(EVENTS[1]) == (
        b'{"type":"TerminalConnected","at":"2024-10-16T01:00:00Z",'
        b'"connection":"here","terminal":"A-01"}'
    )


def test_a_schema_of_the_future_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        codec.decode(99, codec.encode(EVENTS[0]))
