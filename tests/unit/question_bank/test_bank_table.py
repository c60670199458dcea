"""Bank files: good ones are loaded whole, bad ones reported whole with row, column and remedy."""

import pytest

from question_bank.formats.bank_table import read_bank
from question_bank.formats.report import PROBLEMS_MAX, Loaded, Problem, Report
from question_bank.item import ChoiceId, ItemId, Level
from tests.unit.question_bank.builders import (
    HEADINGS,
    ROW,
    a_jpeg,
    a_png,
    a_table,
    a_workbook,
    an_svg,
    bank_of,
    bank_problems,
    codes,
    places,
)

GRADED = "kode,bagian,soal,pilihan_a,pilihan_b,nilai_a,nilai_b"
PICTURED = "kode;bagian;soal;gambar;pilihan_a;gambar_a;pilihan_b;gambar_b;kunci"


def test_a_bank_is_loaded_with_items_and_keys() -> None:
    bank, book = bank_of(a_table(ROW))
    item = bank.items[ItemId("TWK-1")]
    assert (item.section, item.topic, item.level, item.stem) == (
        "twk",
        "sejarah",
        Level.EASY,
        "Siapa?",
    )
    assert [(choice.id, choice.text) for choice in item.choices] == [
        ("a", "Ani"),
        ("b", "Budi"),
        ("c", "Citra"),
    ]
    assert book.version == 1
    assert book.key(item.id).right == frozenset({ChoiceId("b")})
    assert (bank.id, bank.title) == ("bank", "bank")


def test_graded_items_take_marks_with_a_comma_or_a_point() -> None:
    _, book = bank_of(a_table('T-1,tkp,Sikap?,Diam,Bicara,1,"2,5"', headings=GRADED))
    assert book.key(ItemId("T-1")).points == {"a": 100, "b": 250}


def test_several_letters_may_be_right() -> None:
    _, book = bank_of(a_table(ROW[:-1] + "A, c"))
    assert book.key(ItemId("TWK-1")).right == frozenset({ChoiceId("a"), ChoiceId("c")})


def test_counts_say_what_was_loaded() -> None:
    loaded = read_bank(a_table(ROW), "bank.csv", {"left.png": a_png()})
    assert isinstance(loaded, Loaded)
    assert loaded.counts == {
        "rows": 1,
        "items": 1,
        "pictures": 0,
        "pictures_unused": 1,
        "items_twk": 1,
    }


def test_pictures_are_found_whatever_their_capitals_and_typed_by_content() -> None:
    row = "X;tiu;Lanjutkan;soal.PNG;;a.svg;;b.jpg;a"
    pictures = {"Soal.png": a_jpeg(), "a.svg": an_svg(), "b.jpg": a_jpeg(3)}
    bank, _ = bank_of(a_table(row, headings=PICTURED), pictures)
    item = bank.items[ItemId("X")]
    assert item.picture == "Soal.png"
    assert [choice.picture for choice in item.choices] == ["a.svg", "b.jpg"]
    assert {each.name: each.media_type for each in bank.pictures.values()} == {
        "Soal.png": "image/jpeg",
        "a.svg": "image/svg+xml",
        "b.jpg": "image/jpeg",
    }


BAD_ROWS = [
    ("an item without a key", ROW[:-1], ("key_missing", "kunci")),
    ("an item without a code", ROW.replace("TWK-1", ""), ("item_code_missing", "kode")),
    ("a code with spaces", ROW.replace("TWK-1", "TWK 1"), ("item_code_invalid", "kode")),
    ("a code that is a path", ROW.replace("TWK-1", "../x"), ("item_code_invalid", "kode")),
    ("two equal choices", ROW.replace("Citra", "Budi"), ("item_choices_equal", "pilihan_c")),
    (
        "two choices equal but for spaces",
        ROW.replace("Ani;Budi", "Ani B;Ani  B "),
        ("item_choices_equal", "pilihan_b"),
    ),
    ("one choice only", "X;twk;;;Siapa?;;Ani;;;a", ("item_choices_too_few", "pilihan_a")),
    ("a gap among the choices", "X;twk;;;Siapa?;;Ani;;Citra;a", ("item_choice_gap", "pilihan_b")),
    ("a key that is no choice", ROW[:-1] + "e", ("key_unknown_choice", "kunci")),
    ("a key that is no letter", ROW[:-1] + "Budi", ("key_unknown_choice", "kunci")),
    ("a key that is everything", ROW[:-1] + "a/b/c", ("key_all_right", "kunci")),
    ("no stem", ROW.replace("Siapa?", ""), ("item_stem_missing", "soal")),
    ("no section", ROW.replace(";twk;", ";;"), ("item_section_invalid", "bagian")),
    ("an odd section", ROW.replace(";twk;", ";<b>;"), ("item_section_invalid", "bagian")),
    ("an unknown level", ROW.replace("mudah", "mudha"), ("item_level_unknown", "tingkat")),
    ("a missing picture", ROW.replace("?;;", "?;peta.png;"), ("picture_missing", "gambar")),
    (
        "a NUL-free control character",
        ROW.replace("Ani", "A\x07ni"),
        ("cell_hidden_character", "pilihan_a"),
    ),
    ("reversed writing", ROW.replace("Ani", "A\u202eni"), ("cell_hidden_character", "pilihan_a")),
    ("a novel in a cell", ROW.replace("Siapa?", "a" * 20_001), ("cell_too_long", "soal")),
    ("an unquoted separator", ROW + ";zuviel", ("row_too_long", None)),
]


@pytest.mark.parametrize(
    ("row", "expected"), [case[1:] for case in BAD_ROWS], ids=[case[0] for case in BAD_ROWS]
)
def test_a_bad_row_is_reported_at_its_place_and_nothing_is_loaded(
    row: str, expected: tuple[str, str | None]
) -> None:
    good = ROW.replace("TWK-1", "TWK-0").replace("Siapa?", "Di mana?")
    assert places(bank_problems(a_table(good, row))) == [(expected[0], 3, expected[1])]


BAD_GRADES = [
    ("a key beside points", f"{GRADED},kunci", "T,tkp,Sikap?,D,B,1,2,a", "key_and_points"),
    ("points missing", GRADED, "T,tkp,Sikap?,D,B,1,", "points_missing"),
    ("points in words", GRADED, "T,tkp,Sikap?,D,B,1,dua", "points_not_a_mark"),
    ("points of a thousandth", GRADED, "T,tkp,Sikap?,D,B,1,0.001", "points_not_a_mark"),
    ("points without end", GRADED, "T,tkp,Sikap?,D,B,1,1e9999999", "points_not_a_mark"),
    ("points that are no number", GRADED, "T,tkp,Sikap?,D,B,1,NaN", "points_not_a_mark"),
    ("points of no choice", f"{GRADED},nilai_c", "T,tkp,Sikap?,D,B,1,2,3", "points_without_choice"),
]


@pytest.mark.parametrize(
    ("headings", "row", "code"),
    [case[1:] for case in BAD_GRADES],
    ids=[case[0] for case in BAD_GRADES],
)
def test_bad_points_are_reported(headings: str, row: str, code: str) -> None:
    assert codes(bank_problems(a_table(row, headings=headings))) == [code]


def test_a_doubled_code_names_the_row_it_repeats() -> None:
    other = ROW.replace("Siapa?", "Kapan?").replace("TWK-1", "twk-1")
    (problem,) = bank_problems(a_table(ROW, other))
    assert (problem.code, problem.row, problem.column) == ("item_code_twice", 3, "kode")
    assert "row 2" in problem.message_en
    assert "baris 2" in problem.message_id


def test_the_same_item_under_two_codes_is_reported() -> None:
    swapped = "TWK-2;twk;hukum;sulit;Siapa?;;Budi;Citra;Ani;a"
    assert places(bank_problems(a_table(ROW, swapped))) == [("item_twice", 3, "soal")]


def test_two_pictures_with_equal_content_are_equal_choices() -> None:
    row = "X;tiu;Lanjutkan;;;a.png;;b.png;a"
    pictures = {"a.png": a_png(), "b.png": a_png()}
    assert codes(bank_problems(a_table(row, headings=PICTURED), pictures)) == ["item_choices_equal"]


def test_a_missing_picture_is_told_with_the_nearest_name() -> None:
    row = "X;tiu;Lanjutkan;fgur-1.png;A;;B;;a"
    (problem,) = bank_problems(a_table(row, headings=PICTURED), {"figur-1.png": a_png()})
    assert "Did you mean “figur-1.png”?" in problem.message_en
    assert "Apakah maksudnya “figur-1.png”?" in problem.message_id


def test_all_problems_of_a_file_come_in_one_report_in_its_order() -> None:
    rows = (
        ROW.replace("mudah", "gampang"),
        ROW.replace("TWK-1", "TWK-2")[:-1],
        ";;;;;;;;;",
        "TWK-3;;;;;;;;;x",
    )
    assert places(bank_problems(a_table(*rows))) == [
        ("item_level_unknown", 2, "tingkat"),
        ("key_missing", 3, "kunci"),
        ("item_section_invalid", 5, "bagian"),
        ("item_stem_missing", 5, "soal"),
        ("item_choices_too_few", 5, "pilihan_a"),
        ("key_unknown_choice", 5, "kunci"),
    ]


def test_every_problem_says_in_both_languages_what_is_wrong_and_what_to_do() -> None:
    for _, row, _ in BAD_ROWS:
        for problem in bank_problems(a_table(row)):
            texts = {
                problem.message_en,
                problem.message_id,
                problem.remedy_en,
                problem.remedy_id,
            }
            assert problem.file == "bank.csv"
            assert len(texts) == 4
            assert all(text.endswith((".", "?")) and len(text) > 10 for text in texts)


def test_no_problem_quotes_a_key() -> None:
    problems = bank_problems(a_table(ROW[:-1] + "kuncirahasia"))
    assert "kuncirahasia" not in repr(problems)


def test_a_hopeless_file_is_reported_with_a_bounded_list_and_a_full_count() -> None:
    rows = [f"X-{number};twk;;;Siapa?;;Ani;Budi;Citra;" for number in range(PROBLEMS_MAX + 10)]
    report = read_bank(a_table(*rows), "bank.csv", {})
    assert isinstance(report, Report)
    assert len(report.problems) == PROBLEMS_MAX
    # Each has no key, and each but the first repeats the item.
    assert report.counts["problems"] == PROBLEMS_MAX + 10


def test_a_missing_column_is_named_with_both_headings() -> None:
    headings = HEADINGS.replace("soal;", "")
    problems = bank_problems(a_table("", headings=headings))
    assert places(problems) == [("column_missing", 1, "soal")]
    assert "soal” / “stem" in problems[0].message_en


def test_a_mistyped_column_is_reported_before_its_data_is_lost() -> None:
    headings = HEADINGS.replace("gambar", "gamabr")
    (problem,) = bank_problems(a_table(ROW, headings=headings))
    assert (problem.code, problem.column) == ("column_unknown", "gamabr")
    assert "“gambar”" in problem.message_en


def test_a_column_that_stands_twice_in_two_languages_is_reported() -> None:
    (problem,) = bank_problems(a_table(f"{ROW};x", headings=f"{HEADINGS};stem"))
    assert (problem.code, problem.row) == ("column_twice", 1)


def test_columns_for_notes_are_passed_over() -> None:
    bank, _ = bank_of(a_table(f"{ROW};lihat buku;3", headings=f"{HEADINGS};Catatan;#penulis"))
    assert len(bank.items) == 1


def test_xlsx_and_csv_of_the_same_rows_are_the_same_bank() -> None:
    rows = [line.split(";") for line in (HEADINGS, ROW)]
    bank, book = bank_of(a_workbook(rows))
    csv_bank, csv_book = bank_of(a_table(ROW))
    assert (bank.digest, book.digest) == (csv_bank.digest, csv_book.digest)


def test_a_problem_never_carries_characters_that_steer_a_screen() -> None:
    (problem,) = bank_problems(a_table(ROW.replace("mudah", "\x1b[2J\x1b]0;x")))[:1]
    assert isinstance(problem, Problem)
    assert "\x1b" not in repr([getattr(problem, name) for name in Problem.__slots__])


def test_letters_are_stable_choice_identifiers() -> None:
    bank, _ = bank_of(a_table(ROW))
    assert [choice.id for choice in bank.items[ItemId("TWK-1")].choices] == [
        ChoiceId("a"),
        ChoiceId("b"),
        ChoiceId("c"),
    ]
