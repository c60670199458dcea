"""Frames: what is one whole text, where the next begins, held against the library's own."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side, State

from catserver.web.frames import FrameWalk, text_frame, whole_text

LENGTHS = st.sampled_from([0, 1, 125, 126, 127, 300, 4096, 65_535, 65_536, 70_000])


def sent(opcode: Opcode, data: bytes, *, fin: bool = True, mask: bool = True) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=mask)


@given(LENGTHS)
def test_a_whole_text_is_what_the_library_sent(length: int) -> None:
    data = os.urandom(length)
    expected = data if length < 1 << 16 else None  # longer ones are the library's
    assert whole_text(sent(Opcode.TEXT, data)) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x81",
        sent(Opcode.TEXT, b"half", fin=False),
        sent(Opcode.CONT, b"rest"),
        sent(Opcode.BINARY, b"bytes"),
        sent(Opcode.PING, b"ping"),
        sent(Opcode.CLOSE, b"\x03\xe8"),
        sent(Opcode.TEXT, b"no mask", mask=False),
        sent(Opcode.TEXT, b"cut")[:-1],
        sent(Opcode.TEXT, b"two") + sent(Opcode.TEXT, b"frames"),
        b"\xc1" + sent(Opcode.TEXT, b"reserved bit")[1:],
        b"\x81\xfe\x00",
    ],
)
def test_anything_else_is_left_to_the_library(data: bytes) -> None:
    assert whole_text(data) is None


@given(LENGTHS)
def test_the_library_reads_what_is_said(length: int) -> None:
    text = b"x" * length
    client = Protocol(Side.CLIENT, state=State.OPEN, max_size=None)
    client.receive_data(text_frame(text))
    (frame,) = client.events_received()
    assert isinstance(frame, Frame)
    assert (frame.opcode, frame.fin, bytes(frame.data)) == (Opcode.TEXT, True, text)


FRAMES = st.lists(
    st.tuples(
        st.sampled_from([Opcode.TEXT, Opcode.BINARY, Opcode.PING, Opcode.PONG]),
        st.integers(0, 300),
        st.booleans(),
    ),
    max_size=8,
)


@given(FRAMES, st.data())
def test_a_walk_knows_at_every_byte_whether_a_message_begins(
    frames: list[tuple[Opcode, int, bool]], drawn: st.DataObject
) -> None:
    stream, begins = b"", {0}
    for opcode, wanted, in_two in frames:
        length = min(wanted, 125) if opcode in {Opcode.PING, Opcode.PONG} else wanted
        if in_two and opcode in {Opcode.TEXT, Opcode.BINARY}:
            stream += sent(opcode, b"a" * length, fin=False) + sent(Opcode.CONT, b"b")
        else:
            stream += sent(opcode, b"c" * length)
        begins.add(len(stream))
    walk, place = FrameWalk(), 0
    while place < len(stream):
        step = drawn.draw(st.integers(1, len(stream) - place))
        walk.follow(stream[place : place + step])
        place += step
        assert walk.between_messages == (place in begins)
