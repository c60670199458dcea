"""Every inclusion and consistency proof verifies; with a single bit changed none does."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catserver.transparency.merkle import (
    EMPTY_ROOT,
    ProofInvalid,
    Tree,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from catserver.transparency.tile import WIDTH, bundle_bytes, entries_in, tile_bytes, tiles_of

SIZE_MAX = 300
LEAVES = [leaf_hash(str(place).encode()) for place in range(SIZE_MAX)]
TREE = Tree(LEAVES)
sizes = st.integers(1, SIZE_MAX)


def root_by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(root_by_the_book(leaves[:k]), root_by_the_book(leaves[k:]))


def with_a_bit_changed(content: bytes, bit: int) -> bytes:
    place, within = divmod(bit, 8)
    return content[:place] + bytes([content[place] ^ 1 << within]) + content[place + 1 :]


def refuses(verify: Callable[[], None]) -> bool:
    try:
        verify()
    except ProofInvalid:
        return True
    return False


@given(size=st.integers(0, SIZE_MAX))
def test_a_root_is_what_the_specification_says(size: int) -> None:
    assert TREE.root(size) == root_by_the_book(LEAVES[:size])


@given(st.data())
def test_an_inclusion_proof_verifies_and_a_changed_one_does_not(data: st.DataObject) -> None:
    size = data.draw(sizes)
    index = data.draw(st.integers(0, size - 1))
    leaf, root, proof = LEAVES[index], TREE.root(size), list(TREE.inclusion(index, size))
    verify_inclusion(leaf, index, size, proof, root)
    bit = data.draw(st.integers(0, 255))
    assert refuses(
        lambda: verify_inclusion(with_a_bit_changed(leaf, bit), index, size, proof, root)
    )
    assert refuses(
        lambda: verify_inclusion(leaf, index, size, proof, with_a_bit_changed(root, bit))
    )
    assert refuses(lambda: verify_inclusion(leaf, index, size, [*proof, root], root))
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        changed = [*proof]
        changed[place] = with_a_bit_changed(proof[place], bit)
        assert refuses(lambda: verify_inclusion(leaf, index, size, changed, root))
        assert refuses(lambda: verify_inclusion(leaf, index, size, proof[:-1], root))


@given(st.data())
def test_a_consistency_proof_verifies_and_a_changed_one_does_not(data: st.DataObject) -> None:
    size = data.draw(sizes)
    old = data.draw(st.integers(0, size))
    before, after = TREE.root(old), TREE.root(size)
    proof = list(TREE.consistency(old, size))
    verify_consistency(old, size, proof, before, after)
    bit = data.draw(st.integers(0, 255))
    other_before, other_after = with_a_bit_changed(before, bit), with_a_bit_changed(after, bit)
    assert refuses(lambda: verify_consistency(old, size, proof, other_before, after))
    if old:
        assert refuses(lambda: verify_consistency(old, size, proof, before, other_after))
    assert refuses(lambda: verify_consistency(old, size, [*proof, after], before, after))
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        changed = [*proof]
        changed[place] = with_a_bit_changed(proof[place], bit)
        assert refuses(lambda: verify_consistency(old, size, changed, before, after))
        assert refuses(lambda: verify_consistency(old, size, proof[1:], before, after))


@given(st.data())
def test_a_tree_that_was_changed_is_consistent_with_no_earlier_root(data: st.DataObject) -> None:
    size = data.draw(sizes)
    old = data.draw(st.integers(1, size))
    index = data.draw(st.integers(0, old - 1))
    other = Tree([*LEAVES[:index], leaf_hash(b"another"), *LEAVES[index + 1 : size]])
    proof = other.consistency(old, size)
    assert refuses(lambda: verify_consistency(old, size, proof, TREE.root(old), other.root(size)))


@pytest.mark.parametrize(
    ("size", "tiles"),
    [
        (0, []),
        (1, ["tile/entries/000.p/1", "tile/0/000.p/1"]),
        (256, ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]),
        (
            257,
            [
                *("tile/entries/000", "tile/entries/001.p/1"),
                *("tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"),
            ],
        ),
    ],
)
def test_a_tree_has_the_tiles_that_the_specification_names(size: int, tiles: list[str]) -> None:
    assert [each.path for each in tiles_of(size)] == tiles


def test_seventy_thousand_leaves_have_the_tiles_of_the_specifications_example() -> None:
    paths = [each.path for each in tiles_of(70_000)]
    assert sum(each.startswith("tile/0/") and ".p" not in each for each in paths) == 273
    assert {"tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"} <= set(paths)


def test_an_index_of_millions_is_a_path_of_three_digits_each() -> None:
    last = list(tiles_of(1_234_068 * WIDTH))[1_234_067]
    assert last.path == "tile/entries/x001/x234/067"


def test_the_hashes_of_a_tile_are_roots_of_what_is_below() -> None:
    for tile in tiles_of(SIZE_MAX):
        if tile.level == 1:
            assert tile_bytes(TREE, tile) == root_by_the_book(LEAVES[:256])
        elif tile.level == 0:
            first = tile.index * WIDTH
            assert tile_bytes(TREE, tile) == b"".join(LEAVES[first : first + tile.width])


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_gives_back_its_entries(entries: list[bytes]) -> None:
    assert entries_in(bundle_bytes(entries)) == entries
