"""Who reached what in a sitting: one row for every candidate assigned, absent ones too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from catserver.attempt.state import Attempt, Phase
from catserver.delivery.material import Material
from catserver.delivery.outcomes import outcome_of
from catserver.delivery.registry import Assignment, Candidate
from catserver.sitting.withholding import Withheld, Withholding
from question_bank.exam import Bilingual
from question_bank.scoring import Outcome, marks_of, standing_order

NOBODY_WITHHELD: Withheld = MappingProxyType({})

_WORKED = frozenset({Phase.RUNNING, Phase.PAUSED, Phase.FINISHED})


@dataclass(frozen=True, slots=True)
class ResultSection:
    id: str
    title: Bilingual
    points_max: float


@dataclass(frozen=True, slots=True)
class ResultRow:
    """Marks are plain numbers, None where nothing began. Equal standings share a rank.

    Who is withheld keeps the marks that were reached, and has neither rank nor verdict.
    """

    rank: int | None
    number: str
    name: str
    formation: str
    category: str
    seat: str | None
    phase: str
    sections: Mapping[str, float]
    total: float | None
    passed: bool | None
    answered: int
    items: int
    finished_how: str | None
    finished_at: datetime | None
    key_version: int | None
    withheld: Withholding | None = None


@dataclass(frozen=True, slots=True)
class ResultList:
    sections: tuple[ResultSection, ...]
    total_max: float
    rows: tuple[ResultRow, ...]


def result_list(
    material: Material,
    assignments: Sequence[Assignment],
    attempts: Mapping[str, Attempt],
    candidates: Mapping[str, Candidate],
    withheld: Withheld = NOBODY_WITHHELD,
) -> ResultList:
    """`attempts` and `withheld` by attempt, `candidates` by number. Ranked first, then by number.

    Ranks are the board's: whoever is withheld takes none from the others.
    """
    exam = material.exam
    outcomes = {
        name: outcome_of(attempt, material)
        for name, attempt in attempts.items()
        if attempt.phase in _WORKED
    }
    orders = {
        name: standing_order(exam, outcome)
        for name, outcome in outcomes.items()
        if name not in withheld
    }
    places: dict[tuple[int, ...], int] = {}
    for place, order in enumerate(sorted(orders.values(), reverse=True), start=1):
        places.setdefault(order, place)
    ranks = {name: places[order] for name, order in orders.items()}
    rows = [
        _row(
            each,
            candidates[each.candidate],
            attempts.get(each.attempt),
            outcomes.get(each.attempt),
            ranks.get(each.attempt),
            withheld.get(each.attempt),
        )
        for each in assignments
    ]
    rows.sort(key=lambda row: (row.rank is None, row.rank or 0, row.number))
    return ResultList(
        sections=tuple(
            ResultSection(each.id, each.title, marks_of(each.points_max)) for each in exam.sections
        ),
        total_max=marks_of(exam.points_max),
        rows=tuple(rows),
    )


def _row(
    assignment: Assignment,
    candidate: Candidate,
    attempt: Attempt | None,
    outcome: Outcome | None,
    rank: int | None,
    withheld: Withholding | None,
) -> ResultRow:
    finished = None if attempt is None else attempt.finished
    return ResultRow(
        rank=rank,
        number=candidate.number,
        name=candidate.name,
        formation=candidate.formation,
        category=candidate.category,
        seat=assignment.seat,
        phase=Phase.PREPARED.value if attempt is None else attempt.phase.value,
        sections={}
        if outcome is None
        else {each.section: marks_of(each.points) for each in outcome.sections},
        total=None if outcome is None else marks_of(outcome.total),
        passed=None if outcome is None or withheld is not None else outcome.passed,
        answered=0 if attempt is None else attempt.answered,
        items=0 if attempt is None else attempt.items,
        finished_how=None if finished is None else finished.how,
        finished_at=None if finished is None else finished.at,
        key_version=None if outcome is None or attempt is None else attempt.key_version,
        withheld=withheld,
    )
