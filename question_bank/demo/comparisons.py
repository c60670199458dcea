"""Comparisons of quantities, and ratios, from seeded templates."""

from fractions import Fraction
from functools import partial
from random import Random

from question_bank.demo.draft import Draft, Template, drafts_from, four_wrong
from question_bank.demo.numerals import number, rupiah
from question_bank.item import Level

TOPIC = "perbandingan"
_UNKNOWN = "hubungan x dan y tidak dapat ditentukan"
_LARGER, _SMALLER, _EQUAL, _TWICE = "x > y", "x < y", "x = y", "x = 2y"


def make_comparisons(random: Random) -> tuple[Draft, ...]:
    templates: tuple[tuple[Template, int], ...] = (
        *((partial(_of_parts, relation), 1) for relation in (_SMALLER, _EQUAL, _LARGER)),
        (partial(_of_products, 3, 5), 1),
        (partial(_of_products, 6, 9), 1),
        (_of_apart_ranges, 1),
        (_of_overlapping_ranges, 1),
        (_share, 2),
        (_chain, 2),
    )
    return drafts_from(templates, random)


def _of_parts(relation: str, random: Random) -> Draft:
    """Draws until the quantities stand in the wanted relation."""
    while True:
        percent, of = random.choice((15, 25, 35, 40, 60, 75)), 20 * random.randint(4, 20)
        numerator, denominator = random.choice(((3, 8), (5, 8), (2, 5), (3, 4), (2, 3), (5, 6)))
        whole = denominator * random.randint(6, 40)
        one, other = of * percent // 100, whole * numerator // denominator
        if _relation(one, other) == relation and abs(one - other) <= one // 4 and of != whole:
            break
    stem = (
        f"Jika x adalah {percent}% dari {of} dan y adalah {numerator}/{denominator} "
        f"dari {whole}, hubungan yang benar adalah …."
    )
    return _comparison(Level.EASY, stem, relation)


def _of_products(tens_min: int, tens_max: int, random: Random) -> Draft:
    base, away = 10 * random.randint(tens_min, tens_max), random.randint(2, 4)
    offset = random.choice((-1, 0, 1))
    square = base**2 - away**2 + offset
    stem = (
        f"Jika x = {base - away} × {base + away} dan y = {number(square)}, "
        "hubungan yang benar adalah …."
    )
    return _comparison(Level.MEDIUM, stem, _relation(0, offset))


def _of_apart_ranges(random: Random) -> Draft:
    low, one, other = random.randint(2, 9), random.randint(3, 6), random.randint(3, 6)
    high = low + one
    stem = _ranges((high, high + other), (low, high))
    return _comparison(Level.MEDIUM, stem, _LARGER)


def _of_overlapping_ranges(random: Random) -> Draft:
    low, length = random.randint(2, 9), random.randint(4, 7)
    stem = _ranges((low, low + length), (low + 2, low + length + 2))
    return _comparison(Level.HARD, stem, _UNKNOWN)


def _share(random: Random) -> Draft:
    parts = random.choice(((2, 3, 5), (3, 4, 5), (2, 5, 8), (1, 3, 4), (4, 5, 6)))
    unit = 1_500_000 * random.randint(2, 9)
    place = random.choice((0, 1, 2))
    field = "ABC"[place]
    right = parts[place] * unit
    ratio = " : ".join(map(str, parts))
    stem = (
        f"Anggaran {rupiah(sum(parts) * unit)} dibagi untuk bidang A, B, dan C dengan "
        f"perbandingan {ratio}. Bagian bidang {field} adalah …."
    )
    slips = [part * unit for part in parts]
    slips += [
        (parts[place] + 1) * unit,
        sum(parts) * unit // 3,
        right + unit // 2,
        right - unit // 2,
    ]
    answer = rupiah(right)
    return Draft(TOPIC, Level.MEDIUM, stem, answer, four_wrong(answer, map(rupiah, slips)))


def _chain(random: Random) -> Draft:
    (one, two), (three, four) = random.sample(((2, 3), (3, 4), (3, 5), (4, 5), (5, 6), (2, 5)), 2)
    slips = [
        Fraction(one, four),
        Fraction(one + three, two + four),
        Fraction(two * four, one * three),
        Fraction(one * four, two * three),
        Fraction(one, two + four),
        Fraction(three, four),
        Fraction(one, two),
    ]
    answer = _ratio(Fraction(one * three, two * four))
    stem = f"Jika a : b = {one} : {two} dan b : c = {three} : {four}, maka a : c adalah …."
    return Draft(TOPIC, Level.HARD, stem, answer, four_wrong(answer, map(_ratio, slips)))


def _relation(one: int, other: int) -> str:
    return _EQUAL if one == other else _SMALLER if one < other else _LARGER


def _ranges(one: tuple[int, int], other: tuple[int, int]) -> str:
    return (
        f"Jika {one[0]} < x < {one[1]} dan {other[0]} < y < {other[1]}, "
        "hubungan yang benar adalah …."
    )


def _comparison(level: Level, stem: str, right: str) -> Draft:
    choices = (_LARGER, _SMALLER, _EQUAL, _TWICE, _UNKNOWN)
    return Draft(TOPIC, level, stem, right, four_wrong(right, choices))


def _ratio(value: Fraction) -> str:
    return f"{value.numerator} : {value.denominator}"
