"""One face, two names: what a search among everybody else of the event found.

The machine only points: a resemblance is a referral with both pictures, and a person says whether
it is a twin, a photo sent in twice, or somebody sitting for two.
"""

from datetime import datetime
from typing import Literal

import msgspec

FoundAs = Literal["registration", "arrival", "watch_list"]


class Resemblance(msgspec.Struct, frozen=True):
    """Another who has this face. `number` is a candidate's, or an entry's of the watch list."""

    number: str
    photo: str
    found_as: FoundAs
    dissimilarity: float


class FaceFoundElsewhere(msgspec.Struct, frozen=True, tag=True):
    """`searched` templates were compared with `probe`; those at most so far away are `found`.

    `false_alarm` is how often a search like this finds a stranger, where that was measured.
    """

    at: datetime
    probe: str
    engine: str
    searched: int
    found_at_most: float
    false_alarm: float | None
    found: tuple[Resemblance, ...]


class ReportResemblance(msgspec.Struct, frozen=True):
    """The event is complete but for its instant."""

    found: FaceFoundElsewhere


def is_news(found: FaceFoundElsewhere, known: FaceFoundElsewhere | None, *, decided: bool) -> bool:
    """A person who has decided on these pairs is not asked about them again."""
    if not found.found:
        return False
    if known is None or not decided:
        return True
    return not {each.number for each in found.found} <= {each.number for each in known.found}
