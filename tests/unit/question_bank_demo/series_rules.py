"""Rules that may explain a series, each tried on the bare terms.

A rule counts only when more of the terms confirm it than it needs to be fixed; it gives the two
terms that would follow.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

Terms = Sequence[Fraction]
Following = tuple[Fraction, Fraction]
Step = Callable[[Fraction], Fraction]


def followings(terms: Sequence[int]) -> set[Following]:
    """What every rule that fits says comes next."""
    exact = [Fraction(term) for term in terms]
    return {found for rule in RULES for found in rule(exact)}


def constant_difference_of_some_order(terms: Terms) -> Iterator[Following]:
    rows = [list(terms)]
    for _ in range(3):
        rows.append([after - before for before, after in pairwise(rows[-1])])
        if len(rows[-1]) >= 2 and len(set(rows[-1])) == 1:
            yield _summed_up(rows), _summed_up(rows)
            return


def _summed_up(rows: list[list[Fraction]]) -> Fraction:
    rows[-1].append(rows[-1][-1])
    for above, below in reversed(list(pairwise(rows))):
        above.append(above[-1] + below[-1])
    return rows[0][-1]


def constant_difference_of_ratios(terms: Terms) -> Iterator[Following]:
    """A constant ratio is the case of no difference."""
    if 0 in terms:
        return
    ratios = [after / before for before, after in pairwise(terms)]
    growth = {after - before for before, after in pairwise(ratios)}
    if len(ratios) >= 3 and len(growth) == 1:
        ratio = ratios[-1] + growth.pop()
        one = terms[-1] * ratio
        yield one, one * (2 * ratio - ratios[-1])


def two_series_in_turn(terms: Terms) -> Iterator[Following]:
    one, other = terms[len(terms) % 2 :: 2], terms[1 - len(terms) % 2 :: 2]
    for first in _simple(one):
        for second in _simple(other):
            yield first, second


def _simple(terms: Terms) -> Iterator[Fraction]:
    if len(terms) < 3:
        return
    if len({after - before for before, after in pairwise(terms)}) == 1:
        yield 2 * terms[-1] - terms[-2]
    if 0 not in terms and len({after / before for before, after in pairwise(terms)}) == 1:
        yield terms[-1] ** 2 / terms[-2]


def two_operations_in_turn(terms: Terms) -> Iterator[Following]:
    if len(terms) < 5:
        return
    for one in _operations(terms[0], terms[1]):
        for other in _operations(terms[1], terms[2]):
            turns = (one, other)
            if all(
                turns[place % 2](before) == after
                for place, (before, after) in enumerate(pairwise(terms))
            ):
                last = len(terms) - 1
                following = turns[last % 2](terms[-1])
                yield following, turns[(last + 1) % 2](following)


def _operations(before: Fraction, after: Fraction) -> Iterator[Step]:
    yield lambda term: term + after - before
    if before:
        yield lambda term: term * after / before


def each_from_the_one_before(terms: Terms) -> Iterator[Following]:
    """The next is the term times something and something."""
    if len(terms) < 5 or terms[0] == terms[1]:
        return
    factor = (terms[2] - terms[1]) / (terms[1] - terms[0])
    addend = terms[1] - factor * terms[0]
    if all(after == factor * before + addend for before, after in pairwise(terms)):
        one = factor * terms[-1] + addend
        yield one, factor * one + addend


def each_from_the_two_before(terms: Terms) -> Iterator[Following]:
    """A weighted sum; with weights of one also plus a constant."""
    a, b, c, d = terms[:4]
    determinant = b * b - a * c
    if len(terms) >= 6 and determinant:
        first = (b * c - a * d) / determinant
        second = (b * d - c * c) / determinant
        if all(z == first * y + second * x for x, y, z in _threes(terms)):
            one = first * terms[-1] + second * terms[-2]
            yield one, first * one + second * terms[-1]
    extras = {z - y - x for x, y, z in _threes(terms)}
    if len(terms) >= 5 and len(extras) == 1:
        one = terms[-1] + terms[-2] + c - b - a
        yield one, one + terms[-1] + c - b - a


RULES = (
    constant_difference_of_some_order,
    constant_difference_of_ratios,
    two_series_in_turn,
    two_operations_in_turn,
    each_from_the_one_before,
    each_from_the_two_before,
)


def _threes(terms: Terms) -> Iterator[tuple[Fraction, Fraction, Fraction]]:
    return zip(terms, terms[1:], terms[2:], strict=False)
