"""The lines that `catserver faces evaluate --fmr` proposes stand in an exam file as they are."""

from datetime import date

import pytest

from catserver.cli.faces_proposal import Photographs, lines_for, states_a_measurement
from proctoring.measured import GroupFigures
from proctoring.performance import Distances, ErrorRate
from proctoring.thresholds import thresholds_for
from question_bank.exam import Exam
from question_bank.formats.exam_toml import read_exam
from question_bank.formats.report import Loaded
from question_bank.preset import read_preset

HEAD = """\
[identity]
engine = "dlib-resnet-5pt"
match_at_most = 0.42
strong_non_match_from = 0.55
"""
DAY = date(2026, 11, 22)
PLAIN = Photographs("pairs.csv", 1824, everybody=False)


def a_group(name: str, genuine: int, nearest: float, impostor: int) -> GroupFigures:
    """Genuine pairs from 0.301 up, impostors from `nearest` up, each a thousandth farther."""
    scores = Distances.of(
        (0.301 + at / 1000 for at in range(genuine)),
        (nearest + at / 1000 for at in range(impostor)),
    )
    return GroupFigures(name, ErrorRate(0, 10), scores)


def pasted(lines: str, preset: str = "skd-2024") -> Exam:
    """A preset with the lines in place of the first four of its identity."""
    source = read_preset(preset).source.decode()
    assert HEAD in source
    read = read_exam(source.replace(HEAD, lines).encode(), "exam.toml")
    assert isinstance(read, Loaded), read.problems
    return read.value


def proposed_lines(
    groups: list[GroupFigures], fmr: float, photographs: Photographs, engine: str = "sface"
) -> str:
    proposed = thresholds_for(groups, fmr)
    assert proposed is not None
    return "\n".join([*lines_for(engine, proposed, groups, photographs, DAY), ""])


def test_they_are_accepted_as_printed_and_say_what_was_counted() -> None:
    everyone = a_group("all", 200, 0.45, 2000)
    lines = proposed_lines([everyone, a_group("near", 50, 0.34, 1000)], 0.002, PLAIN)
    identity = pasted(lines).identity
    assert (identity.engine, identity.match_at_most) == ("sface", 0.3419)
    assert identity.reasons
    stated = identity.measurement
    assert stated is not None
    assert (stated.on, stated.genuine_pairs, stated.impostor_pairs) == (DAY, 50, 1000)
    assert (stated.fmr, stated.fnmr) == (0.002, 0.18)
    assert stated.photographs.en == "1824 photographs of pairs.csv; rates of the group near"
    assert stated.photographs.id == "1824 foto dari pairs.csv; angka untuk kelompok near"


def test_everybody_against_everybody_is_said() -> None:
    photographs = Photographs("pairs.csv", 9, everybody=True)
    stated = pasted(proposed_lines([a_group("all", 9, 0.4, 300)], 0.01, photographs)).identity
    assert stated.measurement is not None
    assert stated.measurement.photographs.en == (
        "9 photographs of pairs.csv, each with everybody else’s"
    )


def test_where_the_strictest_group_has_no_pair_of_one_person_the_rates_are_everybodys() -> None:
    groups = [a_group("all", 200, 0.45, 2000), a_group("near", 0, 0.34, 1000)]
    stated = pasted(proposed_lines(groups, 0.01, PLAIN)).identity.measurement
    assert stated is not None
    assert (stated.genuine_pairs, stated.impostor_pairs) == (200, 2000)
    assert "group" not in stated.photographs.en


def test_without_any_pair_of_one_person_thresholds_stand_without_a_measurement() -> None:
    groups = [a_group("all", 0, 0.45, 2000)]
    identity = pasted(proposed_lines(groups, 0.01, PLAIN)).identity
    assert identity.measurement is None
    proposed = thresholds_for(groups, 0.01)
    assert proposed is not None
    assert not states_a_measurement(proposed, groups)


@pytest.mark.parametrize(
    "name",
    ['a"b\\c.csv', "tab\tand\x00nothing.csv", "del\x7f.csv", "é\u202eü \ud83d.csv", "", "x" * 400],
)
def test_names_of_files_and_groups_cannot_break_the_lines(name: str) -> None:
    groups = [a_group("all", 9, 0.45, 400), a_group(name or "near", 9, 0.34, 400)]
    stated = pasted(proposed_lines(groups, 0.01, Photographs(name, 18, everybody=False)))
    assert stated.identity.measurement is not None


@pytest.mark.parametrize(("impostor", "fmr"), [(3_000_000, 1e-6), (400, 1.0), (700, 0.0101)])
def test_rates_however_small_or_large_are_read_again(impostor: int, fmr: float) -> None:
    scores = Distances.of((0.3, 0.9), (0.4 + at / 10_000_000 for at in range(impostor)))
    group = GroupFigures("all", ErrorRate(0, 4), scores)
    stated = pasted(proposed_lines([group], fmr, PLAIN)).identity.measurement
    assert stated is not None
    assert 0 <= stated.fmr <= fmr
    assert stated.fnmr == 0.5


def test_a_second_threshold_beyond_what_an_exam_takes_is_drawn_in() -> None:
    far = GroupFigures("all", ErrorRate(0, 4), Distances.of((0.3,), [1.9, *[3.0] * 400]))
    assert pasted(proposed_lines([far], 0.001, PLAIN)).identity.strong_non_match_from == 2
