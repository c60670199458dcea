"""Exam files: what they mean, and every slip reported with its line and key."""

from datetime import timedelta
from decimal import Decimal

import pytest

from question_bank.exam import GatePolicy, Graded, Keyed, LateStart, NamesShown, Role, WhenAway
from question_bank.formats.exam_toml import SOURCE_BYTES_MAX, read_exam
from question_bank.formats.report import Report
from question_bank.item import Level
from question_bank.points import points_from
from tests.unit.question_bank.builders import (
    EXAM,
    an_exam,
    codes,
    exam_problems_after,
    places,
)


def test_an_exam_file_becomes_an_exam() -> None:
    exam = an_exam()
    assert (exam.id, exam.title.id, exam.title.en) == ("small", "Kecil", "Small")
    assert exam.items == 6
    assert exam.points_max == points_from(30)
    civics, character = exam.sections
    assert civics.scoring == Keyed(
        right=points_from(5), wrong=points_from(-1), blank=points_from(0)
    )
    assert character.scoring == Graded(
        lowest=points_from(1), highest=points_from(5), blank=points_from(0)
    )
    (topic,) = civics.topics
    assert (topic.topic, topic.items, dict(topic.levels)) == ("sejarah", 2, {Level.EASY: 1})
    assert exam.cuts[1].total == points_from(Decimal("22.5"))
    assert [category.id for category in exam.categories] == ["general", "cum_laude"]
    assert [choice.text.en for choice in exam.practice.choices] == ["Yes", "No"]


def test_what_a_file_leaves_out_has_the_documented_default() -> None:
    exam = an_exam()
    assert exam.time.late_start is LateStart.FULL_TIME
    assert exam.time.answer_grace == timedelta(seconds=2)
    assert exam.clock.when_server_is_away is WhenAway.GIVE_BACK
    assert exam.clock.give_back_ceiling == timedelta(minutes=30)
    assert exam.clock.when_terminal_is_away is WhenAway.GIVE_BACK
    assert exam.clock.terminal_ceiling == timedelta(minutes=10)
    assert exam.arrival.opens == timedelta(minutes=90)
    assert (exam.arrival.pin_closes, exam.arrival.pin_digits) == (timedelta(minutes=5), 6)
    assert (exam.identity.match_at_most, exam.identity.strong_non_match_from) == (0.42, 0.55)
    assert exam.identity.arrival is GatePolicy.REQUIRED
    assert exam.identity.may_override == (Role.PROCTOR, Role.COMMITTEE)
    assert exam.publication.names is NamesShown.MASKED
    assert exam.publication.freeze == timedelta(0)
    assert all(section.shuffle_items and section.shuffle_choices for section in exam.sections)


FORMATIONS = """[[formations]]
name = "Perawat"
vacancies = 2

[[formations]]
name = "Auditor"
vacancies = 1

[ranking]"""


def test_formations_have_their_vacancies() -> None:
    exam = an_exam(**{"[ranking]": FORMATIONS})
    assert [(each.name, each.vacancies) for each in exam.formations] == [
        ("Perawat", 2),
        ("Auditor", 1),
    ]
    assert an_exam().formations == ()


def test_time_allowed_depends_on_the_accommodation() -> None:
    exam = an_exam()
    assert exam.allowed(None) == timedelta(minutes=100)
    assert exam.allowed("blind") == timedelta(minutes=130)
    assert exam.allowed("unheard_of") == timedelta(minutes=100)
    assert exam.knows_accommodation("blind")
    assert not exam.knows_accommodation("unheard_of")


def test_categories_are_those_declared_or_those_the_cuts_name() -> None:
    assert "cum_laude" in {each.id for each in an_exam().categories}
    free = an_exam(**{EXAM[EXAM.index("[[cuts]]") : EXAM.index("[ranking]")]: ""})
    assert free.categories == ()


@pytest.mark.parametrize(
    "change",
    [
        {"schema = 1": "# a comment\nschema = 1\n"},
        {
            "allowed_minutes = 100": "allowed_minutes = 1_00\nlate_start = 'full_time'",
        },
        {"wrong = -1": "wrong = -1.00"},
        {"\n": "\r\n"},
        {"items = 4": "items = 4\nshuffle_items = true"},
    ],
)
def test_spelling_and_defaults_written_out_do_not_change_the_digest(
    change: dict[str, str],
) -> None:
    assert an_exam(**change).digest == an_exam().digest


@pytest.mark.parametrize(
    "change",
    [
        {"wrong = -1": "wrong = 0"},
        {"items = 4": "items = 5"},
        {"Kecil": "Besar"},
        {'order = ["total", "tkp", "twk"]': 'order = ["total", "twk", "tkp"]'},
        {"minutes = 30": "minutes = 31"},
    ],
)
def test_a_change_of_meaning_changes_the_digest(change: dict[str, str]) -> None:
    assert an_exam(**change).digest != an_exam().digest


TITLE = 'title = { id = "Kecil", en = "Small" }'
SLIPS: list[tuple[str, dict[str, str], str, str]] = [
    ("no schema", {"schema = 1\n": ""}, "key_needed", "schema"),
    ("a later schema", {"schema = 1": "schema = 2"}, "value_out_of_bounds", "schema"),
    ("an odd id", {'id = "small"': 'id = "../small"'}, "name_invalid", "id"),
    ("an empty title", {'"Kecil"': '" "'}, "text_empty", "title.id"),
    ("one language", {', en = "Small"': ""}, "key_needed", "title.en"),
    ("a title in none", {TITLE: 'title = "Kecil"'}, "value_wrong_kind", "title"),
    ("hidden characters", {"Kecil": "Ke\\u202Ecil"}, "cell_hidden_character", "title.id"),
    ("no time", {"allowed_minutes = 100": ""}, "key_needed", "time.allowed_minutes"),
    ("time in words", {"= 100": '= "100"'}, "value_wrong_kind", "time.allowed_minutes"),
    ("time of truth", {"= 100": "= true"}, "value_wrong_kind", "time.allowed_minutes"),
    ("half minutes", {"= 100": "= 99.5"}, "value_wrong_kind", "time.allowed_minutes"),
    ("no time at all", {"= 100": "= 0"}, "value_out_of_bounds", "time.allowed_minutes"),
    (
        "a mistyped key",
        {"allowed_minutes": "alowed_minutes = 9\nallowed_minutes"},
        "key_unknown",
        "time.alowed_minutes",
    ),
    (
        "an accommodation twice",
        {"[[sections]]": '[[time.extra]]\naccommodation = "blind"\nminutes = 5\n\n[[sections]]'},
        "value_twice",
        "time.extra[2].accommodation",
    ),
    ("a section twice", {'id = "tkp"': 'id = "twk"'}, "value_twice", "sections[2].id"),
    (
        "a section called total",
        {'id = "tkp"': 'id = "total"'},
        "section_id_reserved",
        "sections[2].id",
    ),
    ("no items", {"items = 4": "items = 0"}, "value_out_of_bounds", "sections[1].items"),
    (
        "topics above items",
        {"items = 2\nlevels": "items = 5\nlevels"},
        "topics_above_items",
        "sections[1].topics",
    ),
    (
        "levels above topic",
        {"easy = 1": "easy = 3"},
        "levels_above_items",
        "sections[1].topics[1].levels",
    ),
    (
        "an unknown level",
        {"easy = 1": "easi = 1"},
        "word_unknown",
        "sections[1].topics[1].levels.easi",
    ),
    ("odd scoring", {'"keyed"': '"keyd"'}, "word_unknown", "sections[1].scoring.kind"),
    ("keyed without right", {"right = 5, ": ""}, "scoring_incomplete", "sections[1].scoring.right"),
    (
        "graded without highest",
        {", highest = 5": ""},
        "scoring_incomplete",
        "sections[2].scoring.highest",
    ),
    (
        "graded with right",
        {"highest = 5": "highest = 5, right = 5"},
        "scoring_foreign",
        "sections[2].scoring.right",
    ),
    (
        "keyed with lowest",
        {"right = 5": "right = 5, lowest = 1"},
        "scoring_foreign",
        "sections[1].scoring.lowest",
    ),
    (
        "a mark of a thousandth",
        {"wrong = -1": "wrong = -0.333"},
        "mark_invalid",
        "sections[1].scoring.wrong",
    ),
    (
        "a mark that is none",
        {"wrong = -1": "wrong = nan"},
        "mark_invalid",
        "sections[1].scoring.wrong",
    ),
    (
        "an endless mark",
        {"wrong = -1": "wrong = 1e999999"},
        "mark_invalid",
        "sections[1].scoring.wrong",
    ),
    (
        "wrong beats right",
        {"wrong = -1": "wrong = 6"},
        "scoring_best_too_small",
        "sections[1].scoring.right",
    ),
    (
        "blank beats best",
        {"wrong = -1": "wrong = -1, blank = 5"},
        "scoring_blank_too_good",
        "sections[1].scoring.blank",
    ),
    (
        "a cut above the maximum",
        {"twk = 10": "twk = 20.01"},
        "cut_above_maximum",
        "cuts[1].sections.twk",
    ),
    ("a total above it", {"total = 22.5": "total = 31"}, "cut_above_maximum", "cuts[2].total"),
    ("a cut of no section", {"twk = 10": "twq = 10"}, "word_unknown", "cuts[1].sections.twq"),
    ("a cut in words", {"twk = 10": 'twk = "10"'}, "value_wrong_kind", "cuts[1].sections.twk"),
    ("an empty cut", {"sections = { twk = 10, tkp = 5 }": ""}, "cut_empty", "cuts[1]"),
    ("a cut for nobody", {'["general"]': "[]"}, "list_wrong_length", "cuts[1].categories"),
    (
        "a category twice",
        {'["general"]': '["general", "general"]'},
        "value_twice",
        "cuts[1].categories[2]",
    ),
    (
        "an undeclared category",
        {"[ranking]": '[[categories]]\nid = "general"\ntitle = { id = "U", en = "G" }\n[ranking]'},
        "word_unknown",
        "cuts[2].categories[1]",
    ),
    (
        "ranking not by total",
        {'["total", "tkp"': '["tkp", "total"'},
        "ranking_total_first",
        "ranking.order",
    ),
    (
        "ranking by nothing known",
        {'"tkp", "twk"]': '"tkp", "tik"]'},
        "word_unknown",
        "ranking.order[3]",
    ),
    (
        "a formation twice",
        {"[ranking]": FORMATIONS.replace("Auditor", "perawat")},
        "value_twice",
        "formations[2].name",
    ),
    (
        "a formation without a vacancy",
        {"[ranking]": FORMATIONS.replace("vacancies = 1", "vacancies = 0")},
        "value_out_of_bounds",
        "formations[2].vacancies",
    ),
    ("ranking by one twice", {'"tkp", "twk"]': '"tkp", "tkp"]'}, "value_twice", "ranking.order[3]"),
    (
        "PINs that close first",
        {"[ranking]": "[arrival]\nopens_minutes = 5\n[ranking]"},
        "pin_closes_before_arrival",
        "arrival.pin_closes_minutes",
    ),
    (
        "a short PIN",
        {"[ranking]": "[arrival]\npin_digits = 4\n[ranking]"},
        "value_out_of_bounds",
        "arrival.pin_digits",
    ),
    (
        "thresholds that cross",
        {"[identity]": "[identity]\nmatch_at_most = 0.7"},
        "identity_thresholds_cross",
        "identity.strong_non_match_from",
    ),
    (
        "a threshold nobody meets",
        {"[identity]": "[identity]\nmatch_at_most = 0"},
        "identity_nobody_matches",
        "identity.match_at_most",
    ),
    (
        "a threshold of infinity",
        {"[identity]": "[identity]\nmatch_at_most = inf"},
        "value_out_of_bounds",
        "identity.match_at_most",
    ),
    (
        "nobody may decide",
        {"[identity]": "[identity]\nmay_override = []"},
        "list_wrong_length",
        "identity.may_override",
    ),
    (
        "a stranger may decide",
        {"[identity]": '[identity]\nmay_override = ["candidate"]'},
        "word_unknown",
        "identity.may_override[1]",
    ),
    (
        "no reasons",
        {'reasons = [{ code = "other", title = { id = "Lain", en = "Other" } }]': ""},
        "identity_reasons_missing",
        "identity.reasons",
    ),
    ("an odd gate", {"[identity]": '[identity]\nseat = "on"'}, "word_unknown", "identity.seat"),
    (
        "a board that never moves",
        {"[practice]": "[publication]\nfreeze_minutes = 101\n[practice]"},
        "freeze_above_time",
        "publication.freeze_minutes",
    ),
    (
        "one practice choice",
        {'    { id = "Tidak", en = "No" },\n': ""},
        "list_wrong_length",
        "practice.choices",
    ),
    ("equal practice choices", {'"Tidak"': '"Ya"'}, "value_twice", "practice.choices[2].id"),
    ("a table for a list", {'["total", "tkp", "twk"]': "{}"}, "value_wrong_kind", "ranking.order"),
    (
        "a list for a table",
        {"[[cuts]]\ncat": "[[cuts]]\ntotal = []\ncat"},
        "value_wrong_kind",
        "cuts[1].total",
    ),
]


@pytest.mark.parametrize(
    ("changes", "code", "column"), [slip[1:] for slip in SLIPS], ids=[slip[0] for slip in SLIPS]
)
def test_a_slip_is_told_once_with_its_key(changes: dict[str, str], code: str, column: str) -> None:
    assert places(exam_problems_after(changes))[0][::2] == (code, column)
    assert len(exam_problems_after(changes)) == 1


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"= 100": "= true"}, EXAM[: EXAM.index("allowed_minutes")].count("\n") + 1),
        ({"minutes = 30": "minutes = 0"}, EXAM[: EXAM.index("minutes = 30")].count("\n") + 1),
        ({"easy = 1": "easy = 3"}, EXAM[: EXAM.index("levels")].count("\n") + 1),
        ({"lowest = 1": "lowest = 5"}, EXAM[: EXAM.index('"graded"')].count("\n") + 1),
        ({"total = 22.5": "total = 31"}, EXAM[: EXAM.index("total = 22.5")].count("\n") + 1),
        ({"Tidak": " "}, EXAM[: EXAM.index("choices = [")].count("\n") + 1),
        ({"allowed_minutes = 100\n": ""}, EXAM[: EXAM.index("[time]")].count("\n") + 1),
    ],
)
def test_a_slip_is_told_with_its_line(changes: dict[str, str], line: int) -> None:
    (problem,) = exam_problems_after(changes)
    assert problem.row == line


def test_lines_stay_right_behind_long_texts_and_comments() -> None:
    source = EXAM.replace(
        'stem = { id = "Latihan", en = "Practice" }',
        'stem = { id = """\n[time]\nallowed_minutes = 1\n""", en = "x" } # ]]]\n  seconds = 1',
    )
    report = read_exam(source.encode(), "exam.toml")
    assert isinstance(report, Report)
    assert report.problems[0].row == source[: source.index("  seconds")].count("\n") + 1


def test_all_slips_come_in_one_report_in_the_order_of_the_file() -> None:
    problems = exam_problems_after(
        {"= 100": "= 0", "items = 4": "items = 1", "twk = 10": "twk = 400", "Tidak": "Ya"}
    )
    assert codes(problems) == [
        "value_out_of_bounds",
        "topics_above_items",
        "cut_above_maximum",
        "cut_above_maximum",
        "cut_above_maximum",
        "value_twice",
    ]


def test_a_mistyped_key_is_told_with_the_nearest_one() -> None:
    (problem,) = exam_problems_after({"[time]": "[time]\nlate_strat = 'full_time'"})
    assert "“late_start”" in problem.message_en
    assert "“late_start”" in problem.message_id
    assert "allowed_minutes, answer_grace_seconds, extra, late_start" in problem.remedy_en


def test_every_sentence_is_there_in_both_languages() -> None:
    for _, changes, _, _ in SLIPS:
        (problem,) = exam_problems_after(changes)
        assert problem.message_en != problem.message_id
        assert problem.remedy_en != problem.remedy_id
        assert problem.file == "exam.toml"


@pytest.mark.parametrize(
    ("source", "code", "row"),
    [
        (b"", "key_needed", None),
        (b"schema = 1\nid = ", "exam_not_toml", 2),
        (b"schema = 1\nschema = 1\n#", "exam_not_toml", 2),
        (b"id = 'Ren\xe9'", "exam_not_utf8", 1),
        (b"a = " + b"[" * 100_000, "exam_not_toml", None),
        (b"a = " + b"9" * 10_000, "exam_not_toml", None),
        (b"#" * (SOURCE_BYTES_MAX + 1), "exam_too_large", None),
        (b"\x00\x01", "exam_not_toml", 1),
        (b"PK\x03\x04", "exam_not_toml", 1),
    ],
    ids=["empty", "cut off", "doubled", "Latin-1", "deep", "digits", "large", "binary", "zip"],
)
def test_what_is_no_exam_file_is_refused_in_words(
    source: bytes, code: str, row: int | None
) -> None:
    report = read_exam(source, "exam.toml")
    assert isinstance(report, Report)
    assert (report.problems[0].code, report.problems[0].row) == (code, row)
