"""What an exam's thresholds come from is told: stated, shipped, or not stated."""

import re

import pytest

from catserver.delivery.door.thresholds import SHIPPED, thresholds_view
from catserver.loading.exam_notices import exam_notices
from proctoring.shipped import DLIB_RESNET
from tests.unit.question_bank.builders import an_exam
from tests.unit.question_bank.test_exam_measurement import STATED


def test_the_thresholds_of_an_exam_that_says_nothing_are_those_that_ship() -> None:
    exam = an_exam()
    view = thresholds_view(exam.identity)
    assert view is not None
    assert (view.source, view.match_at_most) == ("shipped", DLIB_RESNET.policy.match_at_most)
    assert view.measurement is not None
    assert (view.measurement.genuine_pairs, view.measurement.impostor_pairs) == (141, 20_026)
    assert (round(view.measurement.fmr, 4), round(view.measurement.fnmr, 4)) == (0.0074, 0.0355)
    assert exam_notices(exam, "exam.toml") == ()


def test_both_languages_name_the_same_photographs() -> None:
    figures = [re.findall(r"\d+", each.replace(",", "").replace(".", "")) for each in
               (SHIPPED.photographs.id, SHIPPED.photographs.en)]  # fmt: skip
    assert figures[0] == figures[1] == ["787", "1824"]


def test_a_stated_measurement_is_shown_and_no_notice_given() -> None:
    exam = an_exam(**{"[identity]\n": STATED})
    view = thresholds_view(exam.identity)
    assert view is not None
    assert view.source == "stated"
    assert view.measurement is not None
    assert view.measurement.photographs["en"] == "Staff, 2,310 photographs"
    assert exam_notices(exam, "exam.toml") == ()


@pytest.mark.parametrize(
    "change", ["match_at_most = 0.45", "strong_non_match_from = 0.6", 'engine = "sface"']
)
def test_other_thresholds_without_a_measurement_are_a_notice_with_line_and_remedy(
    change: str,
) -> None:
    exam = an_exam(**{"[identity]\n": f"[identity]\n{change}\n"})
    view = thresholds_view(exam.identity)
    assert view is not None
    assert (view.source, view.measurement) == ("not_stated", None)
    (notice,) = exam_notices(exam, "exam.toml")
    assert (notice.code, notice.column) == ("thresholds_not_stated", "identity.measurement")
    lines = exam.source.decode().splitlines()
    assert notice.row is not None
    assert lines[notice.row - 1] in {"[identity]", "match_at_most = 0.45"}
    assert "evaluate --fmr" in notice.remedy_en
    assert "evaluate --fmr" in notice.remedy_id
    assert "0.42 / 0.55" in notice.message_id


def test_where_no_face_is_compared_thresholds_are_not_spoken_of() -> None:
    exam = an_exam(**{"[identity]\n": '[identity]\narrival = "off"\nmatch_at_most = 0.3\n'})
    assert thresholds_view(exam.identity) is None
    assert exam_notices(exam, "exam.toml") == ()
