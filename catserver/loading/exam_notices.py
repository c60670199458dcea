"""What the committee should look at in an exam that can be loaded: notices, and no mistakes."""

from catserver.delivery.door.thresholds import source_of
from proctoring.shipped import DLIB_RESNET
from question_bank.exam import Exam
from question_bank.finding import Finding
from question_bank.formats.report import Problem, ProblemList
from question_bank.formats.toml_lines import TomlLines


def exam_notices(exam: Exam, file: str) -> tuple[Problem, ...]:
    """Each with the line of its key in the exam's source."""
    found = ProblemList(file)
    if exam.identity.is_compared and source_of(exam.identity) == "not_stated":
        lines = TomlLines(exam.source.decode("utf-8-sig", "replace"))
        row = lines.find(("identity", "match_at_most"))
        found.add(thresholds_not_stated(exam), row=row, column="identity.measurement")
    return found.report().problems


def thresholds_not_stated(exam: Exam) -> Finding:
    rules, policy = exam.identity, DLIB_RESNET.policy
    used = f"{rules.match_at_most:g} / {rules.strong_non_match_from:g} ({rules.engine})"
    ships = f"{policy.match_at_most:g} / {policy.strong_non_match_from:g} ({DLIB_RESNET.engine})"
    return Finding(
        "thresholds_not_stated",
        f"The thresholds {used} are not the shipped ones, {ships}, "
        "and the file does not say what measurement they come from.",
        f"Ambang {used} bukan ambang bawaan, {ships}, "
        "dan berkas tidak menyebut pengukuran asalnya.",
        "Add identity.measurement: catserver faces evaluate --fmr prints the lines.",
        "Tambahkan identity.measurement: catserver faces evaluate --fmr mencetak barisnya.",
    )
