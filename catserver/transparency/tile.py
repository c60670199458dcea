"""Tiles (c2sp.org/tlog-tiles): the tree and its entries as files that never change again.

A tile holds up to 256 hashes of one level, where a level stands for eight of the tree; a bundle
holds the entries below one tile of level 0. A tree of any size is a known list of them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from catserver.transparency.merkle import HASH_SIZE_BYTES, Tree

WIDTH = 256
HEIGHT = 8
ENTRY_SIZE_BYTES_MAX = 2**16 - 1
ENTRIES = "entries"
PATH = re.compile(r"tile/(entries|\d{1,2})/((?:x\d{3}/)*\d{3})(?:\.p/(\d{1,3}))?")


class BundleMalformed(Exception):
    """Not a sequence of entries, each behind its length."""


@dataclass(frozen=True, slots=True)
class Tile:
    """`level` None is a bundle of entries. `width` is below 256 at the right edge only."""

    level: int | None
    index: int
    width: int

    @property
    def path(self) -> str:
        level = ENTRIES if self.level is None else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{_index_path(self.index)}{partial}"

    @property
    def is_full(self) -> bool:
        return self.width == WIDTH

    @property
    def start(self) -> int:
        """The first leaf below; for a bundle its first entry."""
        return self.index << HEIGHT * ((self.level or 0) + 1)


def _index_path(index: int) -> str:
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[place : place + 3] for place in range(0, len(digits), 3)]
    return "/".join([*(f"x{each}" for each in parts[:-1]), parts[-1]])


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile and every bundle of a tree of `size` leaves."""
    yield from _row(None, size)
    level, count = 0, size
    while count:
        yield from _row(level, count)
        level, count = level + 1, count // WIDTH


def _row(level: int | None, count: int) -> Iterator[Tile]:
    full, rest = divmod(count, WIDTH)
    yield from (Tile(level, index, WIDTH) for index in range(full))
    if rest:
        yield Tile(level, full, rest)


def tile_bytes(tree: Tree, tile: Tile) -> bytes:
    """The hashes of a tile that is no bundle."""
    assert tile.level is not None
    first = tile.index * WIDTH
    level = tile.level * HEIGHT
    return b"".join(tree.subtree(level, first + place) for place in range(tile.width))


def hashes_in(content: bytes) -> list[bytes]:
    return [
        content[place : place + HASH_SIZE_BYTES]
        for place in range(0, len(content), HASH_SIZE_BYTES)
    ]


def bundle_bytes(entries: Sequence[bytes]) -> bytes:
    assert all(len(each) <= ENTRY_SIZE_BYTES_MAX for each in entries)
    return b"".join(len(each).to_bytes(2, "big") + each for each in entries)


def entries_in(content: bytes) -> list[bytes]:
    """Raises BundleMalformed."""
    found: list[bytes] = []
    place = 0
    while place < len(content):
        size = int.from_bytes(content[place : place + 2], "big")
        entry = content[place + 2 : place + 2 + size]
        if place + 2 > len(content) or len(entry) != size:
            raise BundleMalformed(f"the bundle ends in the middle of its entry {len(found)}")
        found.append(entry)
        place += 2 + size
    return found


Read = Callable[[str], bytes]
"""A published file by its path. Raises FileNotFoundError."""


def read_tile(read: Read, tile: Tile) -> bytes:
    """The tile, or the full one cut to its width: a partial one may be gone by then."""
    try:
        return read(tile.path)
    except FileNotFoundError:
        if tile.is_full:
            raise
        whole = read(Tile(tile.level, tile.index, WIDTH).path)
    if tile.level is None:
        return bundle_bytes(entries_in(whole)[: tile.width])
    return whole[: tile.width * HASH_SIZE_BYTES]
