"""The demo bank as a whole: enough of everything, nothing twice, no letter or length that tells."""

from collections import Counter
from functools import cache
from importlib.resources import files
from random import Random

import pytest

from question_bank.assembly import assemble, check_blueprint
from question_bank.bank import Bank
from question_bank.demo.build import demo_bank_table
from question_bank.formats.bank_table import read_bank
from question_bank.formats.exam_toml import read_exam
from question_bank.formats.report import Loaded
from question_bank.key import KeyBook
from tests.unit.question_bank_demo.demo_rows import (
    LETTERS,
    DemoItem,
    count,
    demo_items,
    demo_pictures,
    items_of,
)

LEVELS = {"mudah", "sedang", "sulit"}
TOPICS = {
    "twk": {"nasionalisme", "integritas", "bela-negara", "pilar-negara", "bahasa-indonesia"},
    "tiu": {
        "analogi",
        "silogisme",
        "analisis",
        "deret",
        "berhitung",
        "perbandingan",
        "soal-cerita",
        "figural",
    },
    "tkp": {
        "pelayanan-publik",
        "jejaring-kerja",
        "sosial-budaya",
        "teknologi-informasi",
        "profesionalisme",
        "anti-radikalisme",
    },
}
PRESETS = sorted(
    each.name for each in files("question_bank.presets").iterdir() if each.name.endswith(".toml")
)
# 0.999 of the chi-squared distribution with four degrees of freedom.
CHI_SQUARED_MAX = 18.47


def test_there_are_enough_items_in_every_section() -> None:
    assert len(items_of("TWK-")) >= 110
    assert len(items_of("TIU-")) >= 130
    assert len(items_of("TKP-")) >= 120
    assert len([item for item in items_of("TIU-") if item.code[4].isdigit()]) >= 50


@pytest.mark.parametrize("section", sorted(TOPICS))
def test_every_topic_of_a_section_has_items_of_every_level(section: str) -> None:
    assert set(count("topic", section)) == TOPICS[section]
    assert min(count("topic", section).values()) >= 15
    pairs = {(item.topic, item.level) for item in demo_items() if item.section == section}
    assert pairs == {(topic, level) for topic in TOPICS[section] for level in LEVELS}


@pytest.mark.parametrize("section", sorted(TOPICS))
def test_every_level_has_a_fair_share_of_a_section(section: str) -> None:
    levels = count("level", section)
    assert min(levels.values()) >= sum(levels.values()) / 5


def test_no_two_items_ask_the_same() -> None:
    stems = Counter((item.stem.casefold(), item.picture) for item in demo_items())
    assert [stem for stem, times in stems.items() if times > 1] == []
    codes = Counter(item.code for item in demo_items())
    assert max(codes.values()) == 1


def test_no_two_figures_are_drawn_the_same() -> None:
    drawings = Counter(drawing for name, drawing in demo_pictures().items() if name.count("-") == 2)
    assert max(drawings.values()) == 1


def test_all_choices_of_an_item_differ_by_more_than_capitals() -> None:
    pictures = demo_pictures()
    for item in demo_items():
        looks = [pictures.get(choice, choice) for choice in item.choices.values()]
        plain = {" ".join(look.casefold().split()) for look in looks}
        assert "" not in plain
        assert len(plain) == len(LETTERS), item


def test_every_picture_that_is_named_exists_and_no_other() -> None:
    named = {item.picture for item in demo_items() if item.picture}
    named |= {each for item in demo_items() for each in item.choices.values() if ".svg" in each}
    assert named == set(demo_pictures())


@pytest.mark.parametrize("section", sorted(TOPICS))
def test_right_letters_are_spread_evenly(section: str) -> None:
    letters = count("best", section)
    expected = sum(letters.values()) / len(LETTERS)
    chi_squared = sum((letters[each] - expected) ** 2 / expected for each in LETTERS)
    assert chi_squared < CHI_SQUARED_MAX / 4


def test_every_situational_item_gives_each_of_one_to_five_once() -> None:
    for item in items_of("TKP-"):
        assert item.points is not None
        assert sorted(item.points.values()) == [1, 2, 3, 4, 5]
        assert item.key == ""


@pytest.mark.parametrize("points", [1, 2, 3, 4, 5])
def test_the_length_of_a_situational_choice_does_not_tell_its_points(points: int) -> None:
    items = items_of("TKP-")
    lengths = [_lengths_by_points(item) for item in items]
    mean = sum(sum(each.values()) for each in lengths) / len(items) / 5
    assert sum(each[points] for each in lengths) / len(items) == pytest.approx(mean, rel=0.1)
    longest = sum(each[points] == max(each.values()) for each in lengths)
    assert longest / len(items) <= 0.35


@pytest.mark.parametrize("kind", ["TWK-", "TIU-0"])
def test_the_length_of_a_written_choice_does_not_tell_the_key(kind: str) -> None:
    items = items_of(kind)
    right = sum(len(item.right) for item in items)
    wrong = sum(len(each) for item in items for each in item.wrong) / 4
    assert 0.9 < right / wrong < 1.1
    longest = sum(len(item.right) > max(map(len, item.wrong)) for item in items)
    assert longest / len(items) <= 0.35


@pytest.mark.parametrize("placeholder", ["lorem", "todo", "xxx", "contoh soal", "pilihan a", "  "])
def test_no_item_holds_a_placeholder(placeholder: str) -> None:
    for item in demo_items():
        assert placeholder not in f"{item.stem}|{'|'.join(item.choices.values())}".casefold()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_items() -> None:
    assert demo_bank_table(5) == demo_bank_table(5)
    stems = [{item.stem for item in items_of("TIU-DER", seed)} for seed in (5, 6)]
    assert len(stems[0] & stems[1]) < 3


def test_the_real_reader_loads_the_bank_without_a_problem() -> None:
    bank, keys = _loaded()
    assert len(bank.items) == len(keys.keys) == len(demo_items())
    assert set(bank.pictures) == set(demo_pictures())


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_can_be_filled(preset: str) -> None:
    exam = read_exam(files("question_bank.presets").joinpath(preset).read_bytes(), preset)
    assert isinstance(exam, Loaded), exam
    bank, _ = _loaded()
    assert check_blueprint(exam.value, bank) == ()
    assert len(assemble(exam.value, bank, Random(1)).items) == exam.value.items


@cache
def _loaded() -> tuple[Bank, KeyBook]:
    table, pictures = demo_bank_table()
    loaded = read_bank(table, "demo.csv", pictures)
    assert isinstance(loaded, Loaded), loaded
    return loaded.value


def _lengths_by_points(item: DemoItem) -> dict[int, int]:
    assert item.points is not None
    return {item.points[letter]: len(choice) for letter, choice in item.choices.items()}
