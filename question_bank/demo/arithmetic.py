"""Reckoning from seeded templates: each wrong choice is what a common slip arrives at."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from random import Random

from question_bank.demo.draft import Draft, Template, drafts_from, four_wrong
from question_bank.demo.numerals import fraction, number
from question_bank.item import Level

TOPIC = "berhitung"


def make_arithmetic(random: Random) -> tuple[Draft, ...]:
    return drafts_from(_TEMPLATES, random)


def _distributive(random: Random) -> Draft:
    factor, one = random.randint(13, 48), random.randint(23, 77)
    other = 100 - one
    right = factor * 100
    slips = [factor * one + other, right + factor, right // 10, right - 10 * factor, right + 100]
    return _result(Level.EASY, f"{factor} × {one} + {factor} × {other}", right, slips)


def _precedence(random: Random) -> Draft:
    one, two, three = random.randint(12, 40), random.randint(4, 12), random.randint(5, 15)
    divisor, quotient = random.randint(3, 8), random.randint(4, 12)
    right = one + two * three - quotient
    slips = [
        (one + two) * three - quotient,
        one + two * three + quotient,
        one + two * (three - quotient) if three > quotient else right - 10,
        right + divisor,
        right + 10,
    ]
    expression = f"{one} + {two} × {three} − {divisor * quotient} : {divisor}"
    return _result(Level.EASY, expression, right, slips)


def _shares(random: Random) -> Draft:
    percent, of = random.choice((15, 35, 45, 65)), 20 * random.randint(6, 20)
    numerator, denominator = random.choice(((3, 8), (5, 8), (2, 5), (3, 4)))
    whole = denominator * random.randint(12, 30)
    one, other = of * percent // 100, whole * numerator // denominator
    slips = [one + whole // denominator, one + whole - other, of // 10 + other, one + other + 10]
    expression = f"{percent}% dari {of} + {numerator}/{denominator} dari {whole}"
    return _result(Level.MEDIUM, expression, one + other, [*slips, one + other - 10])


def _sum_of_fractions(random: Random) -> Draft:
    one, other = random.choice(
        (("3/4", "1/6"), ("5/6", "3/8"), ("2/3", "4/5"), ("7/8", "1/3"), ("5/12", "3/8"))
    )
    first, second = Fraction(one), Fraction(other)
    right = first + second
    slips = [
        Fraction(first.numerator + second.numerator, first.denominator + second.denominator),
        Fraction(first.numerator + second.numerator, first.denominator * second.denominator),
        first * second,
        right + Fraction(1, right.denominator),
        right - Fraction(1, right.denominator),
    ]
    return _result(Level.MEDIUM, f"{one} + {other}", right, slips, fraction)


def _division_of_fractions(random: Random) -> Draft:
    one, other = random.choice((("3/4", "5/8"), ("2/3", "4/9"), ("5/6", "2/3"), ("7/8", "3/4")))
    first, second = Fraction(one), Fraction(other)
    right = first / second
    slips = [first * second, second / first, right + 1, first + second, right / 2]
    return _result(Level.MEDIUM, f"{one} : {other}", right, slips, fraction)


def _decimals(random: Random) -> Draft:
    one, other = (
        Fraction(random.choice((12, 24, 36, 48)), 10),
        Fraction(random.choice((25, 75)), 100),
    )
    divisor = Fraction(random.choice((5, 3, 15)), 10)
    if divisor.numerator % 3 == 0 and one.numerator % 3:
        divisor = Fraction(1, 2)
    right = one * other / divisor
    slips = [right * 10, right / 10, one * other * divisor, right * 2, right + 1]
    expression = f"{number(one)} × {number(other)} : {number(divisor)}"
    return _result(Level.MEDIUM, expression, right, slips)


def _difference_of_squares(random: Random) -> Draft:
    base = 5 * random.randint(7, 17)
    away = random.choice((2, 3, 5, 15))
    right = 2 * base * away + away**2
    slips = [away**2, right - away**2, right - 2 * base, right + 2 * base, right + 100]
    return _result(Level.HARD, f"{base + away}² − {base}²", right, slips)


def _part_of_unknown(random: Random) -> Draft:
    numerator, denominator = random.choice(((3, 4), (2, 5), (3, 5), (5, 8), (4, 5)))
    whole = denominator * 20 * random.randint(2, 6)
    part = whole * numerator // denominator
    percent = random.choice((15, 25, 35, 45))
    right = Fraction(whole * percent, 100)
    slips = [Fraction(part * percent, 100), Fraction(whole), right * 2, right + 10, right / 2]
    stem = f"Jika {numerator}/{denominator} dari x adalah {part}, maka {percent}% dari x adalah …."
    return _draft(Level.MEDIUM, stem, right, slips)


def _new_operation(random: Random) -> Draft:
    one, other = random.choice(((2, 3), (3, 2), (4, 1), (3, -1), (2, -1)))
    first, second, third = random.sample(range(3, 9), 3)
    inner = one * first + other * second
    right = one * inner + other * third
    slips = [
        one * first + other * (one * second + other * third),
        one * third + other * inner,
        inner + third,
        right - other * third,
        inner,
    ]
    rule = f"{one}a {'+' if other > 0 else '−'} {'' if abs(other) == 1 else abs(other)}b"
    stem = (
        f"Operasi ∗ didefinisikan dengan a ∗ b = {rule}. "
        f"Nilai dari ({first} ∗ {second}) ∗ {third} adalah …."
    )
    return _draft(Level.HARD, stem, right, slips)


_TEMPLATES: tuple[tuple[Template, int], ...] = (
    (_distributive, 2),
    (_precedence, 2),
    (_shares, 2),
    (_sum_of_fractions, 2),
    (_division_of_fractions, 1),
    (_decimals, 2),
    (_part_of_unknown, 2),
    (_difference_of_squares, 2),
    (_new_operation, 2),
)


def _result(
    level: Level,
    expression: str,
    right: Fraction | int,
    slips: Iterable[Fraction | int],
    write: Callable[[Fraction], str] = number,
) -> Draft:
    return _draft(level, f"Hasil dari {expression} adalah ….", right, slips, write)


def _draft(
    level: Level,
    stem: str,
    right: Fraction | int,
    slips: Iterable[Fraction | int],
    write: Callable[[Fraction], str] = number,
) -> Draft:
    answer = write(Fraction(right))
    near = (right + away for away in (2, 4, 6, 8, 12))
    wrong = four_wrong(answer, (write(Fraction(slip)) for slip in (*slips, *near)))
    return Draft(TOPIC, level, stem, answer, wrong)
