"""What an exam's thresholds come from: its own measurement, the one that ships, or nobody says."""

from datetime import date
from typing import Literal

import msgspec

from proctoring.performance import ErrorRate
from proctoring.shipped import DLIB_RESNET, HARDEST_GROUP
from question_bank.exam import Bilingual, IdentityRules, ThresholdMeasurement

Source = Literal["stated", "shipped", "not_stated"]


class MeasurementView(msgspec.Struct, frozen=True):
    """`photographs` in both languages; the rates are shares between 0 and 1."""

    photographs: dict[str, str]
    on: date
    genuine_pairs: int
    impostor_pairs: int
    fmr: float
    fnmr: float


class ThresholdsView(msgspec.Struct, frozen=True):
    """`measurement` is None where it is `not_stated`."""

    engine: str
    match_at_most: float
    strong_non_match_from: float
    source: Source
    measurement: MeasurementView | None


def _share(rate: ErrorRate) -> float:
    return rate.errors / rate.trials


SHIPPED = ThresholdMeasurement(
    photographs=Bilingual(
        id="787 orang dari Labeled Faces in the Wild, 1.824 foto; "
        "angka untuk nama Asia Timur dan Tenggara",
        en=f"{DLIB_RESNET.measured_on}; rates of East and South-East Asian names",
    ),
    on=HARDEST_GROUP.on,
    genuine_pairs=HARDEST_GROUP.false_non_match.trials,
    impostor_pairs=HARDEST_GROUP.false_match.trials,
    fmr=_share(HARDEST_GROUP.false_match),
    fnmr=_share(HARDEST_GROUP.false_non_match),
)


def source_of(rules: IdentityRules) -> Source:
    if rules.measurement is not None:
        return "stated"
    return "shipped" if _ships(rules) else "not_stated"


def thresholds_view(rules: IdentityRules) -> ThresholdsView | None:
    """None where no face is compared: then there is nothing to tell."""
    if not rules.is_compared:
        return None
    measurement = rules.measurement or (SHIPPED if _ships(rules) else None)
    return ThresholdsView(
        rules.engine,
        rules.match_at_most,
        rules.strong_non_match_from,
        source_of(rules),
        None if measurement is None else _view(measurement),
    )


def _ships(rules: IdentityRules) -> bool:
    """The strong threshold only flags a referral; still, the pair is what was measured."""
    policy = DLIB_RESNET.policy
    return (rules.engine, rules.match_at_most, rules.strong_non_match_from) == (
        DLIB_RESNET.engine,
        policy.match_at_most,
        policy.strong_non_match_from,
    )


def _view(measurement: ThresholdMeasurement) -> MeasurementView:
    return MeasurementView(
        {"id": measurement.photographs.id, "en": measurement.photographs.en},
        measurement.on,
        measurement.genuine_pairs,
        measurement.impostor_pairs,
        measurement.fmr,
        measurement.fnmr,
    )
