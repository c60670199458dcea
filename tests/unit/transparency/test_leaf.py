"""Leaves have one spelling, and what is no leaf is refused without a fault of ours."""

from datetime import UTC, datetime

import pytest

from catserver.transparency.leaf import (
    DrawCommitted,
    LeafMalformed,
    decode_leaf,
    encode_leaf,
    to_the_second,
)

LEAF = DrawCommitted(datetime(2024, 10, 16, 1, tzinfo=UTC), "sit_1", "0" * 64)
ENTRY = encode_leaf(LEAF)


def test_a_leaf_is_spelled_in_one_way() -> None:
    assert ENTRY == (
        b'{"at":"2024-10-16T01:00:00Z","commitment":"' + b"0" * 64 + b'","sitting":"sit_1",'
        b'"type":"draw_committed"}'
    )
    assert decode_leaf(ENTRY) == LEAF


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        b"hello",
        b"[]",
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b"\xff\xfe",
        ENTRY + b" ",
        ENTRY.replace(b'{"at"', b'{ "at"'),
        ENTRY.replace(b"01:00:00Z", b"01:00:00"),
        ENTRY.replace(b"01:00:00Z", b"01:00:00+00:00"),
        ENTRY.replace(b'"sit_1"', b"1"),
        ENTRY.replace(b'"sit_1"', b'"sit_1","more":1'),
    ],
)
def test_what_is_no_leaf_is_refused(entry: bytes) -> None:
    with pytest.raises(LeafMalformed):
        decode_leaf(entry)


def test_a_leaf_of_a_later_release_is_kept_and_not_judged() -> None:
    assert decode_leaf(b'{"type":"something_new"}') is None


def test_public_instants_are_whole_seconds() -> None:
    at = datetime(2024, 10, 16, 1, 2, 3, 456_789, tzinfo=UTC)
    assert to_the_second(at) == datetime(2024, 10, 16, 1, 2, 3, tzinfo=UTC)
