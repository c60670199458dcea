"""What a log says so far: a fold of its leaves, for the server that writes and for who checks."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from catserver.transparency.leaf import (
    AttemptClosed,
    AttemptCorrected,
    BankOpened,
    DrawCommitted,
    Leaf,
    ResultDecided,
    SittingClosed,
    SittingOpened,
    StandingPublished,
    Status,
)
from catserver.transparency.merkle import leaf_hash


@dataclass(slots=True)
class SittingContents:
    """The leaves of one sitting by index; the first of a kind holds, but of lists the newest."""

    draw: tuple[int, DrawCommitted] | None = None
    opened: tuple[int, SittingOpened] | None = None
    closed: tuple[int, SittingClosed] | None = None
    standing: tuple[int, StandingPublished] | None = None
    attempts: set[str] = field(default_factory=set)


class Contents:
    """`newest` is the leaf that holds of each attempt, `decided` the decision that does."""

    def __init__(self) -> None:
        self.sittings: dict[str, SittingContents] = {}
        self.newest: dict[str, tuple[int, AttemptClosed]] = {}
        self.decided: dict[str, tuple[int, ResultDecided]] = {}
        self.decisions: Counter[str] = Counter()
        self.banks: dict[tuple[str, str, int], tuple[int, BankOpened]] = {}

    def add(self, index: int, leaf: Leaf | None) -> None:
        match leaf:
            case DrawCommitted():
                sitting = self.sitting(leaf.sitting)
                sitting.draw = sitting.draw or (index, leaf)
            case BankOpened():
                self.banks.setdefault(
                    (leaf.bank, leaf.bank_digest, leaf.key_version), (index, leaf)
                )
            case SittingOpened():
                sitting = self.sitting(leaf.sitting)
                sitting.opened = sitting.opened or (index, leaf)
            case AttemptClosed():
                self.newest[leaf.attempt] = (index, leaf)
                self.sitting(leaf.sitting).attempts.add(leaf.attempt)
            case ResultDecided():
                self.decided[leaf.attempt] = (index, leaf)
                self.decisions[leaf.attempt] += 1
            case SittingClosed():
                sitting = self.sitting(leaf.sitting)
                sitting.closed = sitting.closed or (index, leaf)
            case StandingPublished():
                self.sitting(leaf.sitting).standing = (index, leaf)
            case None:
                pass

    def sitting(self, sitting: str) -> SittingContents:
        return self.sittings.setdefault(sitting, SittingContents())

    def attempts_of(self, sitting: str) -> dict[int, AttemptClosed]:
        """The newest leaf of each attempt of a sitting, by index."""
        return dict(self._newest_of(sitting))

    def withheld_in(self, sitting: str) -> dict[str, Status]:
        """The attempts of a sitting that do not count, and why."""
        found = {each: self.status(each) for each in sorted(self.sitting(sitting).attempts)}
        return {attempt: status for attempt, status in found.items() if status != "counts"}

    def status(self, attempt: str) -> Status:
        decided = self.decided.get(attempt)
        return "counts" if decided is None else decided[1].status

    def _newest_of(self, sitting: str) -> Iterator[tuple[int, AttemptClosed]]:
        for attempt in sorted(self.sitting(sitting).attempts):
            yield self.newest[attempt]


def subject_of(leaf: Leaf | None, entry: bytes, decisions: int = 0) -> str:
    """What a leaf is about, so that nothing is logged twice.

    `decisions` counts those of the same attempt before: a result may be withheld twice.
    """
    match leaf:
        case ResultDecided():
            return f"decided/{leaf.attempt}/{decisions}"
        case DrawCommitted():
            return f"draw/{leaf.sitting}"
        case BankOpened():
            return f"bank/{leaf.bank}/{leaf.bank_digest}/{leaf.key_version}"
        case SittingOpened():
            return f"opened/{leaf.sitting}"
        case AttemptCorrected():
            return f"attempt/{leaf.attempt}/{leaf.replaces}"
        case AttemptClosed():
            return f"attempt/{leaf.attempt}"
        case SittingClosed():
            return f"closed/{leaf.sitting}"
        case StandingPublished():
            return f"standing/{leaf.sitting}/{leaf.replaces}"
        case None:
            return f"leaf/{leaf_hash(entry).hex()}"
