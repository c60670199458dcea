"""Every reckoning and comparison item, reckoned again from its printed stem."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest

from tests.unit.question_bank_demo.demo_rows import SEEDS, DemoItem, demo_items, items_of
from tests.unit.question_bank_demo.reckoning import number_of, value_of

World = tuple[Fraction, Fraction]
UNKNOWN = "hubungan x dan y tidak dapat ditentukan"


@pytest.mark.parametrize("seed", SEEDS)
def test_reckoning_items_have_one_right_choice(seed: int) -> None:
    for item in items_of("TIU-HIT", seed):
        assert_only_the_key_equals(item, _reckoned(item.stem))


def test_written_reckoning_items_have_one_right_choice() -> None:
    for item in _written("berhitung"):
        assert_only_the_key_equals(item, _reckoned(item.stem))


@pytest.mark.parametrize("seed", SEEDS)
def test_comparisons_have_one_true_choice(seed: int) -> None:
    for item in items_of("TIU-BAN", seed):
        assert_only_the_key_holds(item)


def test_written_comparisons_have_one_true_choice() -> None:
    for item in _written("perbandingan"):
        assert_only_the_key_holds(item)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 1/2 : 5/8 − 1,5", Fraction(5, 2)),
        ("12,5% dari 640 + 3/8 dari 160", 140),
        ("(1.250 + 2) × 3²", 11268),
        ("√1,44 × 10", 12),
        ("40 + 10 × 9 − 49 : 7", 123),
    ],
)
def test_the_reckoner_reads_what_is_printed(text: str, value: Fraction) -> None:
    assert value_of(text) == value


def assert_only_the_key_equals(item: DemoItem, value: Fraction) -> None:
    equal = [letter for letter, choice in item.choices.items() if number_of(choice) == value]
    assert equal == [item.key], (item, value)
    assert len({number_of(choice) for choice in item.choices.values()}) == 5, item


def assert_only_the_key_holds(item: DemoItem) -> None:
    if "a : c" in item.stem or "bidang A" in item.stem:
        holding = [
            letter for letter, choice in item.choices.items() if _is_ratio(item.stem, choice)
        ]
    else:
        worlds = list(_worlds(item.stem))
        holding = [letter for letter, choice in item.choices.items() if _holds(choice, worlds)]
    assert holding == [item.key], item


def _written(topic: str) -> list[DemoItem]:
    found = [item for item in demo_items() if item.topic == topic and item.code[4].isdigit()]
    assert len(found) >= 4
    return found


def _reckoned(stem: str) -> Fraction:
    if "∗" in stem:
        return _new_operation(stem)
    if part := re.fullmatch(r"Jika (.+) dari x adalah (\d+), maka (\d+)% dari x adalah ….", stem):
        share, of, percent = part.groups()
        (x,) = (x for x in range(1, 2000) if value_of(f"{share} dari {x}") == int(of))
        return Fraction(x * int(percent), 100)
    expression = stem.replace("ditambah", "+").removeprefix("Hasil dari ")
    return value_of(re.sub(r" (sama dengan|adalah) …\.$", "", expression))


def _new_operation(stem: str) -> Fraction:
    found = re.search(r"= (\d)a ([+−]) (\d?)b\. Nilai dari \((\d) ∗ (\d)\) ∗ (\d)", stem)
    assert found is not None, stem
    first, sign, second, one, two, three = found.groups()
    weight = int(second or 1) * (1 if sign == "+" else -1)

    def starred(left: int, right: int) -> int:
        return int(first) * left + weight * right

    return Fraction(starred(starred(int(one), int(two)), int(three)))


def _worlds(stem: str) -> Iterator[World]:
    """Pairs of x and y that the stem allows; for ranges, a grid inside them."""
    if ranges := re.search(r"(\d+) < x < (\d+) dan (\d+) < y < (\d+)", stem):
        a, b, c, d = map(int, ranges.groups())
        tenths = product(range(10 * a + 1, 10 * b), range(10 * c + 1, 10 * d))
        yield from ((Fraction(x, 10), Fraction(y, 10)) for x, y in tenths)
    elif sides := re.search(r"sisinya (\d+) cm .* (\d+) cm × (\d+) cm", stem):
        side, length, width = map(int, sides.groups())
        yield Fraction(4 * side), Fraction(2 * (length + width))
    else:
        found = re.search(r"x (?:adalah|=) (.+) dan y (?:adalah|=) (.+), hubungan", stem)
        assert found is not None, stem
        yield value_of(found[1]), value_of(found[2])


def _holds(choice: str, worlds: list[World]) -> bool:
    """Whether the statement is true in every world."""
    if choice == UNKNOWN:
        return not any(_holds(relation, worlds) for relation in ("x > y", "x < y", "x = y"))
    if limit := re.fullmatch(r"x \+ y < (\d+)", choice):
        return all(x + y < int(limit[1]) for x, y in worlds)
    relations = {
        "x > y": lambda x, y: x > y,
        "x < y": lambda x, y: x < y,
        "x = y": lambda x, y: x == y,
        "x = 2y": lambda x, y: x == 2 * y,
    }
    return all(relations[choice](x, y) for x, y in worlds)


def _is_ratio(stem: str, choice: str) -> bool:
    if "bidang A" in stem:
        found = re.search(r"Rp([\d.]+) .* perbandingan (.+)\. Bagian bidang (.) adalah", stem)
        assert found is not None, stem
        parts = [int(part) for part in found[2].split(" : ")]
        mine = parts["ABC".index(found[3])]
        return number_of(choice) * sum(parts) == number_of(found[1]) * mine
    found = re.search(r"a : b = (\d+) : (\d+) dan b : c = (\d+) : (\d+)", stem)
    assert found is not None, stem
    a, b, other_b, c = map(int, found.groups())
    one, other = map(int, choice.split(" : "))
    return one * b * c == other * a * other_b
