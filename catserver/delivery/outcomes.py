"""The outcome of an attempt: the one place where a fold becomes marks against cut scores.

Screen, board, result list and export all come here, so they cannot differ.
"""

from collections.abc import Mapping

from catserver.attempt.state import Attempt
from catserver.delivery.material import Material
from question_bank.exam import Exam
from question_bank.item import SectionId
from question_bank.scoring import Outcome, Points, judge


def outcome_of(attempt: Attempt, material: Material) -> Outcome:
    """The outcome as the attempt stands now; final once it is finished."""
    assert attempt.prepared is not None
    points_max = {section.id: section.points_max for section in material.exam.sections}
    points = _with_blanks(material.exam, attempt)
    return judge(material.exam, attempt.prepared.category, points, points_max)


def _with_blanks(exam: Exam, attempt: Attempt) -> Mapping[SectionId, Points]:
    """What was answered adds up in the attempt; what an exam gives for a blank is added here."""
    worth = {each.id: each.scoring.blank for each in exam.sections if each.scoring.blank}
    if not worth:
        return attempt.points
    points = dict(attempt.points)
    for item, entry in attempt.entries.items():
        if item not in attempt.responses and entry.section in worth:
            points[entry.section] = Points(points[entry.section] + worth[entry.section])
    return points
