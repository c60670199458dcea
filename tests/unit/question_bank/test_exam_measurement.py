"""The measurement an exam's thresholds come from: stated whole, of this engine and threshold."""

from datetime import date

import pytest

from question_bank.exam import Bilingual, ThresholdMeasurement
from question_bank.formats.report import Problem
from question_bank.formats.stored import export_exam, import_exam
from question_bank.preset import read_preset
from tests.unit.question_bank.builders import EXAM, an_exam, exam_problems_after

BEFORE_THERE_WERE_MEASUREMENTS = {
    "pemetaan-menengah": "bfd3ada7eda6e83f4777a390b87d250a8af7683f47776cb9181cfe94a629f433",
    "pemetaan-rumit": "69b45c232d444114b21acb0cf31f8b975f6f5a647eb5b1c7a3939426169e08ae",
    "pemetaan-sederhana": "f0aa9b24e66a973062223ed5fad1594ace7e78fa1a59a5b70ff13f3b0dc7e04c",
    "skd-2018": "529b4a73cc6831a360b7f57c7c74ed8337ba155c7b058d3cfb8c09d8d772794c",
    "skd-2024": "6e2c150cb218c21d40dd010aa979dbe1b814e5f8b6788f2b0ebc26c563def825",
    "ujian-dinas": "b14f114a0275ad002ee668eee0737d2abc279e19027fe9a977bf2fdba2920129",
}
STATED = """\
[identity]
match_at_most = 0.4087
strong_non_match_from = 0.5352
measurement.photographs = { id = "Pegawai, 2.310 foto", en = "Staff, 2,310 photographs" }
measurement.date = 2026-11-22
measurement.engine = "dlib-resnet-5pt"
measurement.match_at_most = 0.4087
measurement.genuine_pairs = 1180
measurement.impostor_pairs = 54210
measurement.fmr = 0.004962
measurement.fnmr = 0.03136
"""


def problems_of(**changes: str) -> tuple[Problem, ...]:
    stated = STATED
    for old, new in changes.items():
        assert old in stated, old
        stated = stated.replace(old, new)
    return exam_problems_after({"[identity]\n": stated})


@pytest.mark.parametrize(("preset", "digest"), BEFORE_THERE_WERE_MEASUREMENTS.items())
def test_an_exam_that_states_none_keeps_the_digest_it_was_stored_with(
    preset: str, digest: str
) -> None:
    exam = read_preset(preset).exam
    assert exam.identity.measurement is None
    assert exam.digest == digest


def test_a_stated_measurement_is_read_whole_and_is_part_of_what_the_exam_means() -> None:
    exam = an_exam(**{"[identity]\n": STATED})
    assert exam.identity.measurement == ThresholdMeasurement(
        photographs=Bilingual(id="Pegawai, 2.310 foto", en="Staff, 2,310 photographs"),
        on=date(2026, 11, 22),
        genuine_pairs=1180,
        impostor_pairs=54_210,
        fmr=0.004962,
        fnmr=0.03136,
    )
    elsewhere = an_exam(**{"[identity]\n": STATED.replace("54210", "54211")})
    assert elsewhere.digest != exam.digest


def test_as_a_table_of_its_own_it_means_the_same() -> None:
    keys = [line for line in STATED.splitlines() if line.startswith("measurement.")]
    own = [line.removeprefix("measurement.") for line in keys]
    head = "\n".join(line for line in STATED.splitlines() if line not in keys)
    table = "\n".join(["[identity.measurement]", *own, "", "[practice]"])
    apart = an_exam(**{"[identity]": head, "[practice]": table})
    assert apart.digest == an_exam(**{"[identity]\n": STATED}).digest


def test_a_stored_exam_gives_its_measurement_back() -> None:
    exam = an_exam(**{"[identity]\n": STATED})
    assert import_exam(export_exam(exam)) == exam


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        (
            'measurement.engine = "dlib-resnet-5pt"',
            'measurement.engine = "sface"',
            "measurement_of_another_engine",
            "engine",
        ),
        (
            "[identity]\n",
            '[identity]\nengine = "sface"\n',
            "measurement_of_another_engine",
            "engine",
        ),
        (
            "[identity]\nmatch_at_most = 0.4087",
            "[identity]\nmatch_at_most = 0.45",
            "measurement_of_another_threshold",
            "match_at_most",
        ),
        ("fmr = 0.004962", "fmr = 1.5", "value_out_of_bounds", "fmr"),
        ("fnmr = 0.03136", "fnmr = -0.1", "value_out_of_bounds", "fnmr"),
        ("fnmr = 0.03136", "fnmr = nan", "value_out_of_bounds", "fnmr"),
        ("genuine_pairs = 1180", "genuine_pairs = 0", "value_out_of_bounds", "genuine_pairs"),
        ("impostor_pairs = 54210", "impostor_pairs = 5.5", "value_wrong_kind", "impostor_pairs"),
        ("= 2026-11-22", '= "2026-11-22"', "value_wrong_kind", "date"),
        ("= 2026-11-22", "= 2026-11-22T08:00:00Z", "value_wrong_kind", "date"),
        ("measurement.date = 2026-11-22\n", "", "key_needed", "date"),
        ('{ id = "Pegawai, 2.310 foto", en', "{ en", "key_needed", "photographs.id"),
        ("measurement.fmr", "measurement.far", "key_unknown", "far"),
    ],
)
def test_a_slip_is_told_with_its_key(old: str, new: str, code: str, key: str) -> None:
    found = problems_of(**{old: new})
    assert (code, f"identity.measurement.{key}") in {(each.code, each.column) for each in found}


def test_a_slip_is_told_with_its_line_both_readings_and_what_to_do() -> None:
    (found,) = problems_of(
        **{'measurement.engine = "dlib-resnet-5pt"': 'measurement.engine = "sface"'}
    )
    above = EXAM[: EXAM.index("[identity]")].count("\n")
    assert found.row == above + 1 + STATED.splitlines().index(
        'measurement.engine = "dlib-resnet-5pt"'
    )
    assert "“sface”" in found.message_en
    assert "“dlib-resnet-5pt”" in found.message_en
    assert "“sface”" in found.message_id
    assert "catserver faces evaluate" in found.remedy_en
    assert "catserver faces evaluate" in found.remedy_id


def test_a_measurement_that_is_no_table_is_told_and_nothing_else() -> None:
    found = exam_problems_after({"[identity]": '[identity]\nmeasurement = "ours"'})
    assert [(each.code, each.column) for each in found] == [
        ("value_wrong_kind", "identity.measurement")
    ]


def test_a_percentage_that_is_no_share_is_refused_with_the_bounds() -> None:
    (found,) = problems_of(**{"fnmr = 0.03136": "fnmr = 3.136"})
    assert found.message_en == "3.136 is not between 0 and 1."
    assert found.remedy_id == "Gunakan nilai dari 0 sampai 1."


def test_with_no_gate_and_no_presence_nothing_is_compared() -> None:
    off = '[identity]\narrival = "off"\n'
    assert not an_exam(**{"[identity]\n": off}).identity.is_compared
    assert an_exam(**{"[identity]\n": off + 'seat = "optional"\n'}).identity.is_compared
    assert an_exam(**{"[identity]\n": off + "presence_every_minutes = 5\n"}).identity.is_compared
