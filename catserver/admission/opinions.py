"""A second pair of eyes: a proctor asks, another looks at the same pictures and says what they see.

An opinion decides nothing. Whoever decides has it before them, and the account keeps both.
"""

from datetime import datetime
from typing import Literal

import msgspec

Says = Literal["same", "different", "unsure"]
"""Whether both pictures show one person."""


class OpinionAsked(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    by: str
    question: str


class OpinionGiven(msgspec.Struct, frozen=True, tag=True):
    at: datetime
    by: str
    says: Says
    words: str


class AskOpinion(msgspec.Struct, frozen=True):
    by: str
    question: str = ""


class GiveOpinion(msgspec.Struct, frozen=True):
    """By anybody but the one who asked, as long as the question stands."""

    by: str
    says: Says
    words: str = ""
