"""RFC 6962 hashing: the root of a tree that only grows, and the two proofs about it.

An inclusion proof leads from a leaf to a root; a consistency proof shows that a tree begins with
another. Verification follows RFC 9162, 2.1.3.2 and 2.1.4.2, which say step by step what RFC 6962
leaves to the reader.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH_SIZE_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


class ProofInvalid(Exception):
    """The proof does not lead where it must; the text says where it fails."""


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """All leaf hashes and all full subtrees above them: every root and proof in O(log n)."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        for each in leaves:
            self.append(each)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, leaf: bytes) -> None:
        """`leaf` is a leaf hash."""
        assert len(leaf) == HASH_SIZE_BYTES
        self._levels[0].append(leaf)
        level = 0
        while len(self._levels[level]) % 2 == 0:
            left, right = self._levels[level][-2:]
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(node_hash(left, right))

    def subtree(self, level: int, index: int) -> bytes:
        """The hash over leaves `index * 2**level` to the next such; it must be full."""
        return self._levels[level][index]

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves, of all by default."""
        size = len(self) if size is None else size
        assert 0 <= size <= len(self)
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """From the leaf's sibling up to the root's child."""
        assert 0 <= index < size <= len(self)
        return tuple(self._path(index, 0, size))

    def consistency(self, old: int, size: int) -> tuple[bytes, ...]:
        """Shows that the first `old` of `size` leaves are the ones that were there before."""
        assert 0 <= old <= size <= len(self)
        if old in {0, size}:
            return ()
        return tuple(self._subproof(old, 0, size, whole=True))

    def _range(self, start: int, end: int) -> bytes:
        """The hash of leaves `start` to `end`; `start` is where the recursion of the RFC leads."""
        width = end - start
        if width & (width - 1) == 0:
            level = width.bit_length() - 1
            return self._levels[level][start >> level]
        middle = start + _split(width)
        return node_hash(self._range(start, middle), self._range(middle, end))

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if index < middle:
            return [*self._path(index, start, middle), self._range(middle, end)]
        return [*self._path(index, middle, end), self._range(start, middle)]

    def _subproof(self, old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        if old == end:
            return [] if whole else [self._range(start, end)]
        middle = start + _split(end - start)
        if old <= middle:
            proof = self._subproof(old, start, middle, whole=whole)
            return [*proof, self._range(middle, end)]
        return [
            *self._subproof(old, middle, end, whole=False),
            self._range(start, middle),
        ]


def _split(width: int) -> int:
    """The largest power of two below `width`."""
    return 1 << (width - 1).bit_length() - 1


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raises ProofInvalid unless `leaf` stands at `index` of the tree with `size` and `root`."""
    _require_hashes((leaf, root, *proof))
    if not 0 <= index < size:
        raise ProofInvalid(f"there is no leaf {index} in a tree of {size}")
    place, last, reached = index, size - 1, leaf
    for each in proof:
        if last == 0:
            raise ProofInvalid("the proof is longer than the tree is high")
        if place & 1 or place == last:
            reached = node_hash(each, reached)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            reached = node_hash(reached, each)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofInvalid("the proof is shorter than the tree is high")
    if reached != root:
        raise ProofInvalid("the proof leads to another root")


def verify_consistency(
    old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes
) -> None:
    """Raises ProofInvalid unless the tree with `size` begins with the one of `old` leaves."""
    _require_hashes((old_root, root, *proof))
    if not 0 <= old <= size:
        raise ProofInvalid(f"a tree of {size} cannot have grown out of one of {old}")
    if old in {0, size}:
        if proof:
            raise ProofInvalid("nothing is to be proved, and there is a proof")
        if (old == 0 and old_root != EMPTY_ROOT) or (old == size and old_root != root):
            raise ProofInvalid("the roots differ")
        return
    if not proof:
        raise ProofInvalid("there is no proof")
    _walk_consistency(old, size, proof, old_root, root)


def _walk_consistency(
    old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes
) -> None:
    if old & (old - 1) == 0:
        proof = (old_root, *proof)
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = proof[0]
    for each in proof[1:]:
        if last == 0:
            raise ProofInvalid("the proof is longer than the tree is high")
        if place & 1 or place == last:
            before, after = node_hash(each, before), node_hash(each, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, each)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofInvalid("the proof is shorter than the tree is high")
    if before != old_root:
        raise ProofInvalid("the proof leads to another old root")
    if after != root:
        raise ProofInvalid("the proof leads to another root")


def _require_hashes(hashes: Iterable[bytes]) -> None:
    if any(len(each) != HASH_SIZE_BYTES for each in hashes):
        raise ProofInvalid("a hash has 32 bytes")
