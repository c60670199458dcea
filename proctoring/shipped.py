"""What ships with the default engine: its calibration, its policy, and how they were measured.

A handful of figures and nothing of anybody's photo. How they came about, and the command that
repeats the measurement on other photos, stand in docs/identity.md.
"""

from dataclasses import dataclass

from proctoring.cohort import Calibration
from proctoring.engine import EngineName
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
    measured_on="787 people of Labeled Faces in the Wild, 1,829 photographs",
)
