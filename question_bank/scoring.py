"""Scoring: from a choice to points, from points to an outcome.

A cut rule passes when every section it names and, where given, its total are reached. Several
rules for one category are alternatives: one met is enough. The outcome shows the cuts of the first
rule that is met, or of the first rule of the category where none is. A category without a rule is
scored and not judged: `passed` is None.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from question_bank.errors import NoSuchKey
from question_bank.exam import TOTAL, CutRule, Exam
from question_bank.item import ChoiceId, ItemId, SectionId
from question_bank.key import KeyBook
from question_bank.points import ZERO, Points, marks_of, points_from

__all__ = [
    "Outcome",
    "Points",
    "SectionOutcome",
    "judge",
    "marks_of",
    "points_from",
    "points_max",
    "score_response",
    "score_responses",
    "section_sums",
    "standing_order",
    "tie_break_values",
]


@dataclass(frozen=True, slots=True)
class SectionOutcome:
    """`cut` and `passed` are None where no cut applies to the section."""

    section: SectionId
    points: Points
    points_max: Points
    cut: Points | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`passed` is None where no rule applies to the candidate's category."""

    sections: tuple[SectionOutcome, ...]
    total: Points
    total_max: Points
    total_cut: Points | None
    passed: bool | None


def score_response(book: KeyBook, item: ItemId, choice: ChoiceId | None) -> Points:
    """What one answer is worth; `None` is an item left blank."""
    key = book.key(item)
    if choice is None:
        return key.blank
    try:
        return key.points[choice]
    except KeyError:
        raise NoSuchKey(f"item {item} has no such choice") from None


def points_max(book: KeyBook, item: ItemId) -> Points:
    """The most an item can bring."""
    key = book.key(item)
    return max(key.blank, *key.points.values())


def section_sums(
    sections: Mapping[ItemId, SectionId], points: Mapping[ItemId, Points]
) -> dict[SectionId, Points]:
    """Points of items added up by section."""
    sums: dict[SectionId, Points] = {}
    for item, value in points.items():
        section = sections[item]
        sums[section] = Points(sums.get(section, ZERO) + value)
    return sums


def score_responses(
    exam: Exam,
    category: str,
    book: KeyBook,
    sections: Mapping[ItemId, SectionId],
    responses: Mapping[ItemId, ChoiceId | None],
) -> Outcome:
    """The outcome of a whole form; `responses` has every item of it, None where left blank."""
    points = {item: score_response(book, item, choice) for item, choice in responses.items()}
    most = {item: points_max(book, item) for item in responses}
    return judge(exam, category, section_sums(sections, points), section_sums(sections, most))


def judge(
    exam: Exam,
    category: str,
    section_points: Mapping[SectionId, Points],
    section_points_max: Mapping[SectionId, Points],
) -> Outcome:
    """The outcome of these sums by the exam's rules for the candidate's category."""
    total = Points(sum(section_points.values()))
    rules = [rule for rule in exam.cuts if category in rule.categories]
    met = next((rule for rule in rules if _is_met(rule, section_points, total)), None)
    shown = met or next(iter(rules), None)
    return Outcome(
        sections=tuple(
            _section_outcome(
                section.id,
                section_points.get(section.id, ZERO),
                section_points_max.get(section.id, ZERO),
                shown.sections.get(section.id) if shown else None,
            )
            for section in exam.sections
        ),
        total=total,
        total_max=Points(sum(section_points_max.values())),
        total_cut=shown.total if shown else None,
        passed=met is not None if rules else None,
    )


def tie_break_values(exam: Exam, outcome: Outcome) -> tuple[int, ...]:
    """What decides between equal totals, in the exam's order; larger is better."""
    return standing_order(exam, outcome)[1:]


def standing_order(exam: Exam, outcome: Outcome) -> tuple[int, ...]:
    """The values a standing is ordered by, the total first; larger is better."""
    by_name: dict[str, int] = {each.section: each.points for each in outcome.sections}
    by_name[TOTAL] = outcome.total
    return tuple(by_name[name] for name in exam.ranking.order)


def _is_met(rule: CutRule, points: Mapping[SectionId, Points], total: Points) -> bool:
    if rule.total is not None and total < rule.total:
        return False
    return all(points.get(section, ZERO) >= cut for section, cut in rule.sections.items())


def _section_outcome(
    section: SectionId, points: Points, most: Points, cut: Points | None
) -> SectionOutcome:
    passed = None if cut is None else points >= cut
    return SectionOutcome(section=section, points=points, points_max=most, cut=cut, passed=passed)
