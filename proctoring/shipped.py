"""What ships with the default engine: its calibration, its policy, and how they were measured.

A handful of figures and nothing of anybody's photo. How they came about, and the command that
repeats the measurement on other photos, stand in docs/identity.md.
"""

from dataclasses import dataclass
from datetime import date

from proctoring.cohort import Calibration
from proctoring.engine import EngineName
from proctoring.performance import ErrorRate
from proctoring.verification import ThresholdPolicy


@dataclass(frozen=True, slots=True)
class EngineMeasurement:
    """An engine's thresholds, beside the measurement they come from."""

    engine: EngineName
    calibration: Calibration
    policy: ThresholdPolicy
    measured_on: str


DLIB_RESNET = EngineMeasurement(
    engine=EngineName("dlib-resnet-5pt"),
    calibration=Calibration(mean=0.547, deviation=0.05),
    policy=ThresholdPolicy(match_at_most=0.42, strong_non_match_from=0.55),
    measured_on="787 people of Labeled Faces in the Wild, 1,824 photographs",
)


@dataclass(frozen=True, slots=True)
class Counted:
    """What matched wrongly, and what failed to match, at the policy's ``match_at_most``."""

    on: date
    false_match: ErrorRate
    false_non_match: ErrorRate


# People of East and South-East Asian names, each photo against everybody else's of the group: the
# group that needs the strictest threshold. Of other names fewer match wrongly, and fewer fail to.
HARDEST_GROUP = Counted(
    on=date(2026, 11, 22),
    false_match=ErrorRate(149, 20_026),
    false_non_match=ErrorRate(5, 141),
)
