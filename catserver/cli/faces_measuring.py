"""One measurement of a face engine, from the tables of pairs to its figures."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol

from catserver.config import Settings
from catserver.face_engine import engine_choice, inspector_settings
from proctoring.cohort import Calibration, Cohort
from proctoring.errors import ModelUnusable
from proctoring.measured import GroupFigures, Measured, as_object, everybody_as_object, figures
from proctoring.proposing import Share, calibration_of, propose, unmeasured
from proctoring.shipped import DLIB_RESNET, EngineMeasurement
from proctoring.vision.degraded import Spoilt, part_of, spoilt_as_object, spoilt_pairs
from proctoring.vision.engines import EngineChoice
from proctoring.vision.evaluation import Material, cohort_of, score_pairs, with_probes
from proctoring.vision.everybody import everybody
from proctoring.vision.measurements import keep_measurement, measurement_of
from proctoring.vision.model_folder import SuppliedModel
from proctoring.vision.pairs import (
    Pair,
    check_photos,
    identities_of,
    photos_of,
    read_groups,
    read_pairs,
)
from proctoring.vision.photo_reading import PhotoRead, read_photos
from proctoring.vision.spoiling import Spoiling

Step = Callable[[int], None]
EQUAL_SHARE = 0.5


class Bar(Protocol):
    """A progress bar with one task at a time."""

    def begin(self, what: str, total: int) -> Step: ...


ENOUGH_MARKS = 10
"""Fewer photos are counted with the workers' start: there is nothing else to count."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    pairs: Path
    groups: Path | None
    images: Path
    engine: str | None = None
    probes: int = 1
    raw: bool = False
    degraded: bool = False
    most: int | None = None
    """Probes that are spoilt at most."""
    everybody: bool = False
    workers: int = 2
    second_share: float | None = None
    """What a network beside the default one counts; None: as much as that."""

    @property
    def is_plain(self) -> bool:
        """As a desk compares: thresholds of anything else are not for an exam."""
        return self.probes == 1 and not self.raw


@dataclass(frozen=True, slots=True)
class Measurement:
    engine: EngineMeasurement
    measured: Measured
    photos: int
    cohort: int
    table: str
    """The name of the table of pairs."""
    on: date
    without_template: tuple[tuple[str, str], ...] = field(default=())
    """Photos, and why: what the table's FTA counts."""
    everybody: tuple[GroupFigures, ...] = field(default=())
    """Where it was asked for: all pairs of different people that the photos make."""
    spoilt: tuple[Spoilt, ...] = field(default=())
    is_plain: bool = True
    """Compared as a desk compares."""
    replaced: EngineMeasurement | None = None
    """The network's measurement that was kept until now, where its scores were others."""
    groups_unused: bool = False
    """A table of groups was given, and no pair lies within one."""

    def as_object(self) -> dict[str, Any]:
        said = as_object(self.measured)
        if self.everybody:
            said["everybody"] = everybody_as_object(self.everybody, self.measured.threshold)
        if self.spoilt:
            said["degraded"] = spoilt_as_object(self.spoilt, self.measured.threshold)
        if parts := self.engine.calibration.parts:
            said["second_share"] = parts[-1].weight
        return said


def measure(settings: Settings, wanted: Wanted, bar: Bar) -> Measurement:
    """Raise ProctoringError, BadTable above all."""
    pairs = table = read_pairs(wanted.pairs)
    groups = read_groups(wanted.groups) if wanted.groups else {}
    check_photos(wanted.pairs, table, wanted.images)
    choice = engine_choice(settings, wanted.engine)
    engine = DLIB_RESNET if choice.network is None else unmeasured(choice.name)
    shares = _shares(choice, wanted.second_share)
    identity_of = identities_of(table)
    if wanted.probes > 1:
        pairs = tuple(with_probes(table, identity_of, wanted.probes))
        if not pairs:
            raise ModelUnusable(f"nobody has photos enough for {wanted.probes} probes")
    photos = sorted({*photos_of(pairs), *(pair.reference for pair in table)})
    reading = _Reading(settings, wanted, bar)
    pace = _Pace(bar)
    read = replace(reading, bar=pace).read(photos, "photos", None)
    if all(each.template is None for each in read.values()):
        raise ModelUnusable("no photo gave a template: does the engine load? See catserver doctor")
    material = Material(engine.engine, read, read, identity_of, groups)
    cohort = cohort_of(table, material)
    if choice.network is not None:
        calibration = calibration_of(cohort, shares)
        scored = score_pairs(pairs, material, calibration, cohort)
        engine = propose(choice.name, calibration, scored, wanted.pairs.name)
    run = _Run(engine, None if wanted.raw else engine.calibration, cohort)
    measured = run.measured(pairs, material, pace.photos_per_second)
    replaced: EngineMeasurement | None = None
    if choice.network is not None and wanted.is_plain:
        replaced = _other_than(engine, choice.network)
        keep_measurement(choice.network, engine, as_object(measured), datetime.now(UTC))
    without = tuple(
        (photo, read[photo].trouble or "no face found")
        for photo in photos
        if read[photo].template is None
    )
    measurement = Measurement(
        engine,
        measured,
        len(read),
        cohort.size,
        wanted.pairs.name,
        datetime.now(UTC).astimezone().date(),
        without,
        is_plain=wanted.is_plain,
        replaced=replaced,
        groups_unused=bool(groups) and len(measured.groups) == 1,
    )
    if wanted.everybody:
        references = sorted({pair.reference for pair in table})
        everyone = everybody(pairs, material, run.calibration, measured.groups, cohort, references)
        measurement = replace(measurement, everybody=everyone)
    if wanted.degraded:
        part = part_of(pairs, wanted.most or len(photos))
        spoilt = tuple(run.spoilt(part, material, reading, how) for how in (None, *Spoiling))
        measurement = replace(measurement, spoilt=spoilt)
    return measurement


def _other_than(engine: EngineMeasurement, model: SuppliedModel) -> EngineMeasurement | None:
    """What was kept before, where the same faces get other scores by it."""
    try:
        before = measurement_of(model, engine.engine)
    except ModelUnusable:
        return None
    return None if before.calibration == engine.calibration else before


class _Pace:
    """A bar that knows how fast it moved; until the first photo is through, workers start."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._marks: list[tuple[int, float]] = [(0, time.perf_counter())]

    def begin(self, what: str, total: int) -> Step:
        step = self._bar.begin(what, total)

        def moved(done: int) -> None:
            self._marks.append((done, time.perf_counter()))
            step(done)

        return moved

    @property
    def photos_per_second(self) -> float:
        """From the first mark to the last, where there is more than one."""
        begin = self._marks[1] if len(self._marks) > ENOUGH_MARKS else self._marks[0]
        done, seconds = (last - first for last, first in zip(self._marks[-1], begin, strict=True))
        return done / seconds if seconds else 0.0


@dataclass(frozen=True, slots=True)
class _Reading:
    settings: Settings
    wanted: Wanted
    bar: Bar

    def read(
        self, photos: Sequence[str], what: str, spoiling: Spoiling | None
    ) -> dict[str, PhotoRead]:
        return read_photos(
            inspector_settings(self.settings, self.wanted.engine),
            self.wanted.images,
            photos,
            workers=self.wanted.workers,
            spoiling=spoiling,
            progress=self.bar.begin(what, len(photos)),
        )


@dataclass(frozen=True, slots=True)
class _Run:
    engine: EngineMeasurement
    calibration: Calibration | None
    """None for plain distances."""
    cohort: Cohort

    def measured(
        self, pairs: Sequence[Pair], material: Material, photos_per_second: float
    ) -> Measured:
        scored = score_pairs(pairs, material, self.calibration, self.cohort)
        has_template = {photo: read.template is not None for photo, read in material.probes.items()}
        return Measured(
            self.engine.engine,
            figures(scored, has_template),
            self.engine.policy.match_at_most,
            photos_per_second,
        )

    def spoilt(
        self,
        pairs: Sequence[Pair],
        material: Material,
        reading: _Reading,
        how: Spoiling | None,
    ) -> Spoilt:
        """The probes as they are where nothing is to be done to them."""
        if how is not None:
            photos = sorted({probe for pair in pairs for probe in pair.probes})
            material = replace(material, probes=reading.read(photos, how.value, how))
        return spoilt_pairs(pairs, material, self.calibration, how, self.cohort)


def _shares(choice: EngineChoice, second: float | None) -> tuple[Share, ...]:
    """What each of two networks shall count; nothing, where there is one."""
    if not choice.parts:
        if second is not None:
            raise ModelUnusable(f"{choice.name} has no second network whose share could be stated")
        return ()
    of_second = EQUAL_SHARE if second is None else second
    first_numbers, second_numbers = choice.parts
    return (Share(first_numbers, 1 - of_second), Share(second_numbers, of_second))
