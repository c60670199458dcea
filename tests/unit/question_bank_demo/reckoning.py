"""Reckons what is printed: 12,5% dari 640 + 3/8 dari 160, 2 1/2 : 5/8 − 1,5, √625, 75² − 60²."""

import re
from fractions import Fraction
from math import isqrt

_TOKEN = re.compile(
    r"(?P<mixed>\d+ \d+/\d+)|(?P<fraction>\d+/\d+)|(?P<number>\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?)"
    r"|(?P<sign>dari|[+−×:()²%√])"
)


def value_of(text: str) -> Fraction:
    """The value of an expression; fails on anything that is none."""
    reckoner = _Reckoner(text)
    value = reckoner.sum()
    assert not reckoner.left, text
    return value


def number_of(text: str) -> Fraction:
    """A printed number, money and unit included: Rp742.500, −4, 62,5 km/jam, 29/24."""
    plain = text.removeprefix("Rp").split(" ", maxsplit=1)[0].removesuffix("%")
    negative = plain.startswith("−")
    value = value_of(plain.removeprefix("−"))
    return -value if negative else value


class _Reckoner:
    def __init__(self, text: str) -> None:
        self.left = list(_TOKEN.finditer(text))
        assert not _TOKEN.sub("", text).strip(), text

    def sum(self) -> Fraction:
        value = self._product()
        while (sign := self._take("+", "−")) is not None:
            other = self._product()
            value = value + other if sign == "+" else value - other
        return value

    def _product(self) -> Fraction:
        value = self._factor()
        while (sign := self._take("×", ":", "dari")) is not None:
            other = self._factor()
            value = value / other if sign == ":" else value * other
        return value

    def _factor(self) -> Fraction:
        value = self._atom()
        while (sign := self._take("²", "%")) is not None:
            value = value**2 if sign == "²" else value / 100
        return value

    def _atom(self) -> Fraction:
        if self._take("("):
            value = self.sum()
            assert self._take(")")
            return value
        if self._take("√"):
            return _root(self._atom())
        token = self.left.pop(0)
        if token["mixed"]:
            whole, rest = token["mixed"].split(" ")
            return int(whole) + Fraction(rest)
        if token["fraction"]:
            return Fraction(token["fraction"])
        return Fraction(token["number"].replace(".", "").replace(",", "."))

    def _take(self, *signs: str) -> str | None:
        if self.left and self.left[0]["sign"] in signs:
            return self.left.pop(0)["sign"]
        return None


def _root(value: Fraction) -> Fraction:
    root = Fraction(isqrt(value.numerator), isqrt(value.denominator))
    assert root**2 == value
    return root
