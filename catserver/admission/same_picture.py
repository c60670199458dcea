"""A picture that was there before: the one sent now is a photograph taken earlier, or for another.

A camera never takes one photograph twice, a program sends it as often as it likes. The machine only
points: it is a referral with both pictures, and a person says what it means.
"""

from datetime import datetime
from typing import Literal

import msgspec

Gate = Literal["arrival", "seat", "return", "presence"]
TakenAs = Literal["registration", "arrival"]


class PictureSeenBefore(msgspec.Struct, frozen=True, tag=True):
    """`probe`, looked at before `gate`, and `earlier`, of the candidate `number`, are one shot.

    `likeness` is 1 for the very same bytes, else how well the two lie over each other.
    """

    at: datetime
    gate: Gate
    probe: str
    earlier: str
    number: str
    taken_as: TakenAs
    likeness: float


class ReportSamePicture(msgspec.Struct, frozen=True):
    """The event is complete but for its instant."""

    seen: PictureSeenBefore
