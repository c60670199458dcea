"""The outcome of an attempt: the one place where a fold becomes marks against cut scores.

Screen, board, result list and export all come here, so they cannot differ.
"""

from catserver.attempt.state import Attempt
from catserver.delivery.material import Material
from question_bank.scoring import Outcome, judge


def outcome_of(attempt: Attempt, material: Material) -> Outcome:
    """The outcome as the attempt stands now; final once it is finished."""
    assert attempt.prepared is not None
    points_max = {section.id: section.points_max for section in material.exam.sections}
    return judge(material.exam, attempt.prepared.category, attempt.points, points_max)
