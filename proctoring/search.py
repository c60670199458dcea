"""How far everybody is from one face, exactly, and how often a search among them cries wolf.

A search compares one probe with everybody, so its false alarms grow with their number: at a false
match rate that is fine for one comparison, a search among 5,000 finds somebody nearly every time.
``false_alarm_share`` is that arithmetic, and ``share_for_false_alarm`` its inverse: which rate a
single comparison may have so that a search stays quiet. It takes comparisons as independent, as
they nearly are between strangers; relatives and twins are not in it.
"""

import math

import numpy as np
from numpy.typing import NDArray

from proctoring.errors import TemplateMismatch

ROWS_A_BLOCK = 8_192
"""4 MiB of differences at 128 numbers a template: the search's own memory does not grow."""


def distances(matrix: NDArray[np.float32], probe: NDArray[np.float32]) -> NDArray[np.float64]:
    """The Euclidean distance of the probe to every row.

    By differences and not by the product of both: near 0, where it matters here, the product form
    loses all its digits in float32.
    """
    if matrix.ndim != 2 or probe.ndim != 1 or (len(matrix) and matrix.shape[1] != len(probe)):  # noqa: PLR2004 - a matrix has two
        raise TemplateMismatch("templates of different lengths")
    answer = np.empty(len(matrix))
    for start in range(0, len(matrix), ROWS_A_BLOCK):
        block = matrix[start : start + ROWS_A_BLOCK] - probe
        answer[start : start + len(block)] = np.einsum("ij,ij->i", block, block)
    return np.sqrt(answer)


def false_alarm_share(false_match_share: float, gallery: int) -> float:
    """How likely a search among ``gallery`` strangers finds at least one of them."""
    if not 0 <= false_match_share <= 1 or gallery < 0:
        raise ValueError("a rate lies between 0 and 1, and a number of people is not negative")
    if false_match_share == 1:
        return 1.0 if gallery else 0.0
    return -math.expm1(gallery * math.log1p(-false_match_share))


def share_for_false_alarm(false_alarm: float, gallery: int) -> float:
    """The false match rate one comparison may have so that a search alarms falsely this often."""
    if not 0 <= false_alarm < 1 or gallery < 1:
        raise ValueError("a share from 0 to below 1, and at least one to search among")
    return -math.expm1(math.log1p(-false_alarm) / gallery)
