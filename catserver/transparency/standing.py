"""The list of a sitting, made from leaves alone: whoever has the leaves can make it again.

Ranked by the exam's order, larger first; equal ones share a rank and all are counted: 1, 2, 2, 4.
Among equal ones the earlier leaf stands first. `leaf` is the index of the leaf that a row was made
from: the newest of its attempt when the list was made.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from catserver.transparency.leaf import AttemptClosed, Status, canonical
from catserver.transparency.structure import FileMalformed

TOTAL = "total"


class StandingRow(msgspec.Struct, frozen=True):
    leaf: int
    attempt: str
    rank: int
    formation: str
    formation_rank: int
    sections: Mapping[str, int]
    total: int
    passed: bool | None


class WithheldRow(msgspec.Struct, frozen=True):
    """An attempt that the committee keeps out of the list, for now or for good."""

    leaf: int
    attempt: str
    status: Status


class StandingList(msgspec.Struct, frozen=True, tag="catserver standing 1", tag_field="format"):
    sitting: str
    exam: str
    order: tuple[str, ...]
    rows: tuple[StandingRow, ...]
    withheld: tuple[WithheldRow, ...]


def make_standing(
    sitting: str,
    exam: str,
    order: Sequence[str],
    leaves: Mapping[int, AttemptClosed],
    withheld: Mapping[str, Status],
) -> StandingList:
    """`leaves` by index: the newest of each attempt. Who is `withheld` takes no rank."""
    merits = {
        index: merit(order, leaf) for index, leaf in leaves.items() if leaf.attempt not in withheld
    }
    best_first = sorted(merits, key=lambda index: (tuple(-v for v in merits[index]), index))
    ranks = _ranks(merits[index] for index in best_first)
    within: Counter[str] = Counter()
    formation_ranks: dict[tuple[str, tuple[int, ...]], int] = {}
    rows = []
    for index, rank in zip(best_first, ranks, strict=True):
        leaf = leaves[index]
        within[leaf.formation] += 1
        formation_rank = formation_ranks.setdefault(
            (leaf.formation, merits[index]), within[leaf.formation]
        )
        rows.append(
            StandingRow(
                index,
                leaf.attempt,
                rank,
                leaf.formation,
                formation_rank,
                leaf.sections,
                leaf.total,
                leaf.passed,
            )
        )
    kept_out = tuple(
        WithheldRow(index, leaf.attempt, withheld[leaf.attempt])
        for index, leaf in sorted(leaves.items())
        if leaf.attempt in withheld
    )
    return StandingList(sitting, exam, tuple(order), tuple(rows), kept_out)


def merit(order: Sequence[str], leaf: AttemptClosed) -> tuple[int, ...]:
    """What a leaf is ranked by; larger is better."""
    return tuple(leaf.total if name == TOTAL else leaf.sections.get(name, 0) for name in order)


def _ranks(merits: Iterable[tuple[int, ...]]) -> list[int]:
    ranks: list[int] = []
    before: tuple[int, ...] | None = None
    for place, each in enumerate(merits, start=1):
        ranks.append(ranks[-1] if each == before else place)
        before = each
    return ranks


def encode_standing(standing: StandingList) -> bytes:
    return canonical(standing)


def read_standing(content: bytes) -> StandingList:
    """Raises FileMalformed."""
    try:
        return msgspec.json.decode(content, type=StandingList)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FileMalformed(str(error)) from error
