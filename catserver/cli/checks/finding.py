"""What a check found."""

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    OK = "ok"
    """Nothing to do."""
    ATTENTION = "attention"
    """It will work; someone should look at it before the day."""
    PROBLEM = "problem"
    """The exam day would fail over this."""


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    verdict: Verdict
    said: str
    remedy: str = ""


def ok(check: str, said: str) -> Finding:
    return Finding(check, Verdict.OK, said)


def attention(check: str, said: str, remedy: str) -> Finding:
    return Finding(check, Verdict.ATTENTION, said, remedy)


def problem(check: str, said: str, remedy: str) -> Finding:
    return Finding(check, Verdict.PROBLEM, said, remedy)
