"""Points: a mark as a whole number of hundredths, so that sums are exact."""

from decimal import Decimal
from typing import NewType

Points = NewType("Points", int)

ZERO = Points(0)
# Above any exam known, and sums stay far below 2**53, where the numbers of pages end.
MARK_LARGEST = 10_000

_HUNDREDTH = Decimal("0.01")


def points_from(mark: Decimal | int) -> Points:
    """Marks to points: 5 → 500, -0.25 → -25; raises ValueError where hundredths do not suffice."""
    value = Decimal(mark)
    if not value.is_finite() or not -MARK_LARGEST <= value <= MARK_LARGEST:
        raise ValueError("a mark is a number and not too large")
    if value != value.quantize(_HUNDREDTH):
        raise ValueError("a mark has at most two decimal places")
    return Points(int(value * 100))


def marks_of(points: Points) -> int | float:
    """Points to the plain number that pages and tables show: 500 → 5, -25 → -0.25."""
    whole, hundredths = divmod(points, 100)
    return whole if hundredths == 0 else points / 100
