"""Bytes for every viewer, plain and deflated, each made once and shared by all.

Theory. A gzip stream is a head and then blocks. A block that a fresh compressor has made and
flushed refers to nothing before it and ends on a byte. So blocks made once can be sent to everybody
who reads gzip, in whatever place of their stream they stand, and no viewer needs a compressor.
"""

import zlib
from collections.abc import Iterable
from functools import cached_property

RAW_DEFLATE = -15
LEVEL = 4
STORED_MAX = 65_535
STREAM_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"


def deflated(content: bytes) -> bytes:
    """Blocks that can stand anywhere in a deflate stream."""
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, RAW_DEFLATE)
    return compressor.compress(content) + compressor.flush(zlib.Z_SYNC_FLUSH)


def stored(content: bytes) -> bytes:
    """A block that is not compressed: for the few bytes that are one viewer's own."""
    assert len(content) <= STORED_MAX
    size = len(content)
    return b"\x00" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + content


def gzip_file(content: bytes, blocks: bytes) -> bytes:
    """A whole gzip file of `content`, whose deflated blocks are there already."""
    tail = zlib.crc32(content).to_bytes(4, "little") + len(content).to_bytes(4, "little")
    return STREAM_HEAD + blocks + _LAST_BLOCK + tail


class Chunk:
    """What is encoded once; each form is made when the first viewer needs it."""

    plain: bytes

    def __init__(self, plain: bytes) -> None:
        self.plain = plain

    @cached_property
    def packed(self) -> bytes:
        return deflated(self.plain)


class Joined(Chunk):
    """Several chunks, one after another; their blocks are not made again."""

    def __init__(self, chunks: Iterable[Chunk]) -> None:
        self._chunks = tuple(chunks)

    @cached_property
    def plain(self) -> bytes:  # type: ignore[override] # made when it is read
        return b"".join(each.plain for each in self._chunks)

    @cached_property
    def packed(self) -> bytes:
        return b"".join(each.packed for each in self._chunks)


class Brief(Chunk):
    """A few bytes, not worth compressing."""

    @cached_property
    def packed(self) -> bytes:
        return stored(self.plain)
