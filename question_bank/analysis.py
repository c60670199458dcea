"""Analysis: how each item did once many have answered it.

Facility of a keyed item is the share of candidates who chose a right choice; of a graded item the
mean of its points as a share of the most it can bring. Blank counts as not right. Discrimination
is the Pearson correlation between the points of the item and the points of the *rest* of its
section (without the item itself, which would correlate with itself), over the candidates who had
it in their form. Forms differ, so each item has its own number of candidates.

A choice has a pull: the same correlation for having chosen it. A right choice pulls those who did
well in the rest, a good distractor those who did not; a distractor that pulls the better ones is
worth a look, and so is one that nobody chooses. Graded choices pull in the order of their points.

A figure is None where it has no meaning: nobody had the item, or all have the same points.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from question_bank.item import ChoiceId, ItemId, SectionId
from question_bank.key import ItemKey, KeyBook
from question_bank.scoring import points_max, score_response, section_sums

Responses = Mapping[ItemId, ChoiceId | None]


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """`chosen` counts candidates by choice, None for blank; `pull` has every choice there is."""

    item: ItemId
    candidates: int
    facility: float | None
    discrimination: float | None
    chosen: Mapping[ChoiceId | None, int]
    pull: Mapping[ChoiceId, float | None]


@dataclass(slots=True)
class _Column:
    """All answers to one item: choice, points, and points of the rest of the section."""

    chosen: list[ChoiceId | None]
    points: list[int]
    rest: list[int]


def analyse(
    book: KeyBook, sections: Mapping[ItemId, SectionId], attempts: Iterable[Responses]
) -> tuple[ItemFigures, ...]:
    """Figures of every item that was in a form; each attempt has all items of its form."""
    columns: dict[ItemId, _Column] = {}
    for responses in attempts:
        points = {item: score_response(book, item, choice) for item, choice in responses.items()}
        sums = section_sums(sections, points)
        for item, choice in responses.items():
            column = columns.setdefault(item, _Column([], [], []))
            column.chosen.append(choice)
            column.points.append(points[item])
            column.rest.append(sums[sections[item]] - points[item])
    return tuple(_figures(book, item, columns[item]) for item in sorted(columns))


def _figures(book: KeyBook, item: ItemId, column: _Column) -> ItemFigures:
    return ItemFigures(
        item=item,
        candidates=len(column.points),
        facility=_facility(book.key(item), column, points_max(book, item)),
        discrimination=correlation(column.points, column.rest),
        chosen=Counter(column.chosen),
        pull={
            choice: correlation([each == choice for each in column.chosen], column.rest)
            for choice in sorted(book.key(item).points)
        },
    )


def _facility(key: ItemKey, column: _Column, most: int) -> float | None:
    if key.right is not None:
        return sum(choice in key.right for choice in column.chosen) / len(column.chosen)
    return sum(column.points) / (len(column.points) * most) if most > 0 else None


def correlation(ones: Sequence[int], others: Sequence[int]) -> float | None:
    """Pearson's r; None where one side does not vary."""
    count = len(ones)
    assert count == len(others), "one value of each for every candidate"
    # Whole numbers all the way: no rounding can make equal values vary.
    variance_one = count * sum(each * each for each in ones) - sum(ones) ** 2
    variance_other = count * sum(each * each for each in others) - sum(others) ** 2
    if variance_one == 0 or variance_other == 0:
        return None
    together = count * sum(one * other for one, other in zip(ones, others, strict=True))
    covariance = together - sum(ones) * sum(others)
    return covariance / (sqrt(variance_one) * sqrt(variance_other))
