"""Number and letter series from seeded templates.

A series shows as many terms as its rule needs to be certain: each rule's parameters are fixed by
the first terms and confirmed by at least two more. The tests solve every series by other means.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, islice
from random import Random

from question_bank.demo.draft import Draft, drafts_from, four_wrong
from question_bank.demo.numerals import number
from question_bank.item import Level

TOPIC = "deret"
_ASKED = 2  # terms that follow the shown ones, of which one or two are asked for
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Series:
    """`shown` terms, the `next_terms`, and what typical mistakes give instead of the first."""

    shown: tuple[int, ...]
    next_terms: tuple[int, int]
    mistakes: tuple[int, ...] = ()


_Template = Callable[[Random], Series]
_Phrase = Callable[[Series, Level, Random], Draft]


def make_series(random: Random) -> tuple[Draft, ...]:
    templates = (
        (partial(_draft, template, level, phrase), count)
        for template, level, phrase, count in _TEMPLATES
    )
    return drafts_from(templates, random)


def _draft(template: _Template, level: Level, phrase: _Phrase, random: Random) -> Draft:
    return phrase(template(random), level, random)


def _constant_difference(random: Random) -> Series:
    step = random.choice((-1, 1)) * random.randint(4, 17)
    start = random.randint(5, 40) if step > 0 else random.randint(120, 190)
    series = _taken(_steps(start, lambda _: step), 5)
    return _with_mistakes(series, series.next_terms[0] + 1, series.next_terms[1])


def _constant_ratio(random: Random) -> Series:
    start, ratio = random.randint(2, 7), random.choice((2, 3))
    series = _taken(_folded(start, lambda term, _: term * ratio), 5)
    last, before = series.shown[-1], series.shown[-2]
    return _with_mistakes(series, last + last - before, last * (ratio + 1))


def _second_difference(random: Random) -> Series:
    start, first, growth = random.randint(1, 20), random.randint(2, 7), random.randint(2, 5)
    series = _taken(_steps(start, lambda place: first + place * growth), 6)
    last, before = series.shown[-1], series.shown[-2]
    return _with_mistakes(series, last + last - before, series.next_terms[0] + growth)


def _two_in_turn(random: Random) -> Series:
    one_start, other_start = random.sample(range(5, 60), 2)
    one_step, other_step = random.choice(((3, 5), (4, 7), (6, -2), (5, -3), (8, 3), (7, -4)))
    one = [one_start + one_step * place for place in range(5)]
    other = [other_start + 12 + other_step * place for place in range(5)]
    terms = [term for pair in zip(one, other, strict=True) for term in pair]
    return Series(tuple(terms[:8]), (terms[8], terms[9]))


def _times_and_plus(random: Random) -> Series:
    factor, addend = random.choice((2, 3)), random.choice((-1, 1)) * random.randint(2, 6)
    start = random.randint(4, 9)
    series = _taken(
        _folded(start, lambda term, place: term + addend if place % 2 else term * factor), 6
    )
    last = series.shown[-1]
    return _with_mistakes(series, last * factor, last - addend)


def _sum_of_two(random: Random) -> Series:
    before, term = sorted(random.sample(range(2, 12), 2))
    terms = [before, term]
    while len(terms) < 6 + _ASKED:
        terms.append(terms[-1] + terms[-2])
    series = Series(tuple(terms[:6]), (terms[6], terms[7]))
    return _with_mistakes(series, 2 * terms[5] - terms[4], terms[5] * 2)


def _twice_and_some(random: Random) -> Series:
    start, addend = random.randint(2, 8), random.choice((-1, 1, 3, 5))
    series = _taken(_folded(start, lambda term, _: 2 * term + addend), 6)
    last = series.shown[-1]
    return _with_mistakes(series, 2 * last, 2 * last - addend)


def _cubes(random: Random) -> Series:
    first, addend = random.randint(1, 2), random.choice((-1, 2, 3, 5))
    terms = [place**3 + addend for place in range(first, first + 6 + _ASKED)]
    series = Series(tuple(terms[:6]), (terms[6], terms[7]))
    return _with_mistakes(series, terms[6] - addend, 2 * terms[5] - terms[4])


def _growing_factor(random: Random) -> Series:
    start, first = random.randint(2, 5), random.choice((1, 2))
    series = _taken(_folded(start, lambda term, place: term * (first + place)), 5)
    last = series.shown[-1]
    return _with_mistakes(series, last * (first + 3), last * (first + 5))


def _letter_steps(random: Random) -> Series:
    step = random.choice((3, 4))
    return _taken(_steps(random.randint(1, 26 - 6 * step), lambda _: step), 5)


def _letter_growing_steps(random: Random) -> Series:
    first = random.choice((1, 2))
    start = random.randint(1, 3) if first == 1 else 1
    terms = list(accumulate(range(first, first + 4), initial=start))
    return Series(tuple(terms), (terms[-1] + first + 4, terms[-1] + 2 * first + 9))


def _letters_in_turn(random: Random) -> Series:
    one, other = random.randint(1, 4), random.randint(23, 26)
    one_step, other_step = random.choice(((2, -3), (3, -2), (1, -4), (4, -1)))
    terms = [
        term for place in range(5) for term in (one + one_step * place, other + other_step * place)
    ]
    return Series(tuple(terms[:8]), (terms[8], terms[9]))


def _next_number(series: Series, level: Level, random: Random) -> Draft:
    right = series.next_terms[0]
    near = [right + away for away in (-10, -3, -2, -1, 1, 2, 3, 10)]
    random.shuffle(near)
    return Draft(
        topic=TOPIC,
        level=level,
        stem=f"{_listed(map(number, series.shown))}\nBilangan berikutnya pada deret itu adalah ….",
        right=number(right),
        wrong=four_wrong(number(right), map(number, (*series.mistakes, *near))),
    )


def _next_two_numbers(series: Series, level: Level, random: Random) -> Draft:
    one, other = series.next_terms
    one_step, other_step = one - series.shown[-2], other - series.shown[-1]
    mistakes = [
        (one, other - other_step + one_step),
        (one - one_step + other_step, other),
        (one + one_step, other + other_step),
        (one + 1, other),
        (one, other - 1),
    ]
    random.shuffle(mistakes)
    mistakes.insert(0, (other, one))
    stem = f"{_listed(map(number, series.shown))}\nDua bilangan berikutnya pada deret itu adalah …."
    right = _pair((one, other))
    return Draft(TOPIC, level, stem, right, four_wrong(right, map(_pair, mistakes)))


def _next_letter(series: Series, level: Level, random: Random) -> Draft:
    right = series.next_terms[0]
    near = [right + away for away in (-3, -2, -1, 1, 2, 3) if 1 <= right + away <= len(_LETTERS)]
    random.shuffle(near)
    return Draft(
        topic=TOPIC,
        level=level,
        stem=f"{_listed(map(_letter, series.shown))}\nHuruf berikutnya pada deret itu adalah ….",
        right=_letter(right),
        wrong=four_wrong(_letter(right), map(_letter, near)),
    )


_TEMPLATES: tuple[tuple[_Template, Level, _Phrase, int], ...] = (
    (_constant_difference, Level.EASY, _next_number, 2),
    (_constant_ratio, Level.EASY, _next_number, 2),
    (_letter_steps, Level.EASY, _next_letter, 2),
    (_second_difference, Level.MEDIUM, _next_number, 3),
    (_sum_of_two, Level.MEDIUM, _next_number, 2),
    (_letter_growing_steps, Level.MEDIUM, _next_letter, 1),
    (_two_in_turn, Level.MEDIUM, _next_two_numbers, 3),
    (_times_and_plus, Level.HARD, _next_number, 3),
    (_twice_and_some, Level.HARD, _next_number, 2),
    (_cubes, Level.HARD, _next_number, 1),
    (_growing_factor, Level.HARD, _next_number, 1),
    (_letters_in_turn, Level.HARD, _next_letter, 1),
)


def _taken(terms: Iterator[int], shown: int) -> Series:
    found = tuple(islice(terms, shown + _ASKED))
    return Series(found[:shown], (found[shown], found[shown + 1]))


def _steps(start: int, step: Callable[[int], int]) -> Iterator[int]:
    return _folded(start, lambda term, place: term + step(place))


def _folded(start: int, following: Callable[[int, int], int]) -> Iterator[int]:
    term, place = start, 0
    while True:
        yield term
        term, place = following(term, place), place + 1


def _with_mistakes(series: Series, likely: int, other: int) -> Series:
    """Two terms that a candidate in a hurry arrives at."""
    return Series(series.shown, series.next_terms, (likely, other))


def _listed(terms: Iterator[str]) -> str:
    return ", ".join(terms) + ", …"


def _pair(terms: tuple[int, int]) -> str:
    return f"{number(terms[0])} dan {number(terms[1])}"


def _letter(place: int) -> str:
    return _LETTERS[place - 1]
