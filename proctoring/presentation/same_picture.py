"""When two pictures count as one photograph; the numbers are measured in docs/live-person.md."""

SAME_FROM = 0.96
"""Likeness of two pictures laid over each other (`vision/same_shot.py`)."""
NEAR_AT_MOST = 0.32
"""Distance of two templates: what is farther apart is no copy, and is not laid over the other."""


def is_same(likeness: float | None) -> bool:
    """None where it could not be measured: then nothing is said."""
    return likeness is not None and likeness >= SAME_FROM
