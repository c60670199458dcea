"""Numbers as Indonesian readers write them: 1.250, 0,75, 5/12, Rp36.000, 08.15."""

from fractions import Fraction

_PLACES_MAX = 6


def number(value: Fraction | int) -> str:
    """A whole or finite decimal number, with a true minus sign."""
    value = Fraction(value)
    scaled = abs(value) * 10**_PLACES_MAX
    assert scaled.denominator == 1, "not a finite decimal of six places"
    whole, rest = divmod(scaled.numerator, 10**_PLACES_MAX)
    text = f"{whole:,}".replace(",", ".")
    if rest:
        text += "," + f"{rest:0{_PLACES_MAX}d}".rstrip("0")
    return "−" + text if value < 0 else text


def fraction(value: Fraction) -> str:
    """In lowest terms; a whole number stays whole."""
    return str(value).replace("-", "−")


def rupiah(value: int) -> str:
    return f"Rp{number(value)}"


def clock(minutes: int) -> str:
    """A time of day from the minutes since midnight."""
    return f"{minutes // 60 % 24:02d}.{minutes % 60:02d}"
