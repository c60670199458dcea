"""Points: a mark as a whole number of hundredths, so that sums are exact."""

from decimal import Decimal
from typing import NewType

Points = NewType("Points", int)

ZERO = Points(0)
# 10,000 marks for one item: above any exam known, and sums stay far below 2**53 for the pages.
POINTS_LARGEST = Points(1_000_000)


def points_from(mark: Decimal | int) -> Points:
    """Marks to points: 5 → 500, -0.25 → -25; raises ValueError where hundredths do not suffice."""
    hundredths = Decimal(mark) * 100
    if not hundredths.is_finite() or hundredths != hundredths.to_integral_value():
        raise ValueError("a mark has at most two decimal places")
    if abs(hundredths) > POINTS_LARGEST:
        raise ValueError("a mark is too large")
    return Points(int(hundredths))


def marks_of(points: Points) -> int | float:
    """Points to the plain number that pages and tables show: 500 → 5, -25 → -0.25."""
    whole, hundredths = divmod(points, 100)
    return whole if hundredths == 0 else points / 100
