"""What travels to a board in another process."""

from datetime import datetime, timedelta

import pytest

from scoreboard.intake import POSTING_BYTES_MAX, Announcement, Intake, IntakeRefused, decode, encode
from scoreboard.visibility import Names, Visibility, Withheld
from tests.unit.scoreboard.builders import HEADING, a_posting

RULES = Visibility(
    names=Names.NUMBER,
    delay=timedelta(seconds=30),
    freeze=timedelta(minutes=15),
    withheld={"a": Withheld.UNDER_REVIEW},
)


@pytest.mark.parametrize(
    "message",
    [
        a_posting("a", 5, tie_break=(80_00, "1999-05-02"), passed=None),
        Announcement(heading=HEADING, visibility=RULES),
    ],
)
def test_a_message_arrives_as_it_was_sent(message: Intake) -> None:
    assert decode(encode(message)) == message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"type":"posting"}',
        encode(a_posting()).replace(b'"running"', b'"asleep"'),
        encode(a_posting()).replace(b'"answered":0', b'"answered":-1'),
        encode(a_posting()).replace(b'"total":0', b'"total":1.5'),
        encode(a_posting()).replace(b'{"type"', b'{"key":"c","type"'),
        encode(a_posting(name="x" * 201)),
        encode(a_posting(at=datetime(2026, 9, 1))),  # noqa: DTZ001 - the fault under test
        encode(a_posting(sections={f"{n:0200}": 1 for n in range(50)})),
    ],
)
def test_what_is_no_message_is_refused(content: bytes) -> None:
    with pytest.raises(IntakeRefused):
        decode(content)


def test_a_usual_posting_is_far_below_the_limit() -> None:
    assert len(encode(a_posting())) < POSTING_BYTES_MAX / 10
