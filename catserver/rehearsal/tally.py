"""What is counted and measured while a rehearsal runs."""

from collections import Counter
from dataclasses import dataclass
from enum import Enum

from catserver.rehearsal.board import Disagreement
from catserver.rehearsal.latencies import Latencies
from catserver.rehearsal.ledger import Fault
from catserver.rehearsal.messages import Number, Outcome


class Stage(Enum):
    """Where a simulated candidate stands in their day."""

    EXPECTED = "expected"
    """Not at the site yet."""
    ARRIVING = "arriving"
    """In line, or at the desk."""
    SIGNED_IN = "signed in"
    """At a terminal; the sitting has not started for them."""
    WORKING = "working"
    FINISHED = "finished"
    REFUSED = "refused"
    """Turned away at the door, by a person."""
    BROKEN_OFF = "broken off"
    """Could not go on: a fault of the site or of the rehearsal."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One look at everything, for whoever shows it."""

    stages: dict[Stage, int]
    answers: int
    items: int
    """Of everybody who has signed in: what they would answer if they answered everything once."""
    answers_per_s: float
    acknowledgement_p99_ms: float | None
    board_p99_ms: float | None
    reconnections: int
    elapsed_s: float

    @property
    def candidates(self) -> int:
        return sum(self.stages.values())


class Tally:
    def __init__(self) -> None:
        self.acknowledgement = Latencies()
        self.sign_in = Latencies()
        self.comparison = Latencies()
        self.comparisons: Counter[str] = Counter()
        self.retakes = 0
        self.looks: Counter[str] = Counter()
        self.answers = 0
        self.items = 0
        self.over_http = 0
        self.reconnections = 0
        self.longest_gap_s = 0.0
        self.moves = 0
        self.refused: Counter[str] = Counter()
        self.closed: Counter[int] = Counter()
        self.faults: dict[tuple[Number, str, str, int], Fault] = {}
        self.disagreements: list[Disagreement] = []
        self.broken_off: dict[Number, str] = {}
        self.outcomes: dict[Number, Outcome] = {}
        self.forms_held: set[Number] = set()
        self.stages_of: dict[Number, Stage] = {}

    # ── where everybody is ───────────────────────────────────────────────────────────────────
    def expect(self, number: Number) -> None:
        self.stages_of[number] = Stage.EXPECTED

    def at_the_desk(self, number: Number) -> None:
        self.stages_of[number] = Stage.ARRIVING

    def moves_to(self, number: Number, stage: Stage) -> None:
        self.stages_of[number] = stage

    def breaks_off(self, number: Number, why: str) -> None:
        self.stages_of[number] = Stage.BROKEN_OFF
        self.broken_off[number] = why

    def stages(self) -> dict[Stage, int]:
        counted = Counter(self.stages_of.values())
        return {stage: counted[stage] for stage in Stage}

    def count(self, *stages: Stage) -> int:
        return sum(stage in stages for stage in self.stages_of.values())

    # ── what was measured ────────────────────────────────────────────────────────────────────
    def compared(self, seconds: float, outcome: str) -> None:
        self.comparison.take(seconds)
        self.comparisons[outcome] += 1

    def reconnected(self, gap_s: float) -> None:
        self.reconnections += 1
        self.longest_gap_s = max(self.longest_gap_s, gap_s)

    def found(self, number: Number, faults: list[Fault]) -> None:
        """The same fault shows at every reconnection; it is one."""
        for fault in faults:
            self.faults.setdefault((number, fault.kind, fault.item, fault.seq), fault)
