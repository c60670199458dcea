"""The line of a formation: who would go on if everything stayed as it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from scoreboard.entry import Entry


class TiesOnTheLine(StrEnum):
    """What becomes of equal candidates when the last place falls among them."""

    ALL = "all"
    """All of them go on, even if that makes more than there are places."""
    NONE = "none"
    """None of them goes on, even if that leaves places empty."""


@dataclass(frozen=True, slots=True)
class Line:
    """Of `eligible` ones (above the cuts) the first `going_on` go on; the last has `total`."""

    places: int
    eligible: int
    going_on: int
    total: int | None


def draw_line(in_order: Sequence[Entry], places: int, ties: TiesOnTheLine) -> Line:
    """Draw the line through one formation's entries, best first; only those who passed count."""
    eligible = [entry for entry in in_order if entry.ranked and entry.passed]
    going_on = min(places, len(eligible))
    if 0 < going_on < len(eligible):
        going_on = _settle_ties(eligible, going_on, ties)
    total = eligible[going_on - 1].total if going_on else None
    return Line(places=places, eligible=len(eligible), going_on=going_on, total=total)


def _settle_ties(eligible: Sequence[Entry], going_on: int, ties: TiesOnTheLine) -> int:
    on_the_line = eligible[going_on - 1].merit
    if eligible[going_on].merit != on_the_line:
        return going_on
    if ties is TiesOnTheLine.ALL:
        while going_on < len(eligible) and eligible[going_on].merit == on_the_line:
            going_on += 1
        return going_on
    while going_on and eligible[going_on - 1].merit == on_the_line:
        going_on -= 1
    return going_on
