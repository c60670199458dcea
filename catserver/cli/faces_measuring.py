"""One measurement of a face engine, from the tables of pairs to its figures."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from catserver.config import Settings
from catserver.face_engine import engine_choice, inspector_settings
from proctoring.errors import ModelUnusable
from proctoring.measured import GroupFigures, Measured, as_object, everybody_as_object, figures
from proctoring.proposing import calibration_of, propose, unmeasured
from proctoring.shipped import DLIB_RESNET, EngineMeasurement
from proctoring.vision.evaluation import Material, cohort_of, score_pairs, with_probes
from proctoring.vision.everybody import everybody
from proctoring.vision.measurements import keep_measurement
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


class Bar(Protocol):
    """A progress bar with one task at a time."""

    def begin(self, what: str, total: int) -> Step: ...


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
    everybody: bool = False
    workers: int = 2


@dataclass(frozen=True, slots=True)
class Spoilt:
    """The same pairs with every probe spoilt in one way."""

    how: Spoiling
    measured: Measured
    photos: int
    warned: int
    """Photos of which the quality gate says something, a face not found among it."""


@dataclass(frozen=True, slots=True)
class Measurement:
    engine: EngineMeasurement
    measured: Measured
    photos: int
    cohort: int
    without_template: tuple[tuple[str, str], ...] = field(default=())
    """Photos, and why: what the table's FTA counts."""
    everybody: tuple[GroupFigures, ...] = field(default=())
    """Where it was asked for: all pairs of different people that the photos make."""
    spoilt: tuple[Spoilt, ...] = field(default=())

    def as_object(self) -> dict[str, Any]:
        said = as_object(self.measured)
        if self.everybody:
            said["everybody"] = everybody_as_object(self.everybody, self.measured.threshold)
        return said


def measure(settings: Settings, wanted: Wanted, bar: Bar) -> Measurement:
    """Raise ProctoringError, BadTable above all."""
    pairs = read_pairs(wanted.pairs)
    groups = read_groups(wanted.groups) if wanted.groups else {}
    check_photos(wanted.pairs, pairs, wanted.images)
    choice = engine_choice(settings, wanted.engine)
    engine = DLIB_RESNET if choice.network is None else unmeasured(choice.name)
    run = _Run(settings, wanted, bar, groups, identities_of(pairs), engine)
    if wanted.probes > 1:
        pairs = tuple(with_probes(pairs, run.identity_of, wanted.probes))
    began = time.perf_counter()
    read = run.read(photos_of(pairs), "photos", None)
    seconds = time.perf_counter() - began
    if all(each.template is None for each in read.values()):
        raise ModelUnusable("no photo gave a template: does the engine load? See catserver doctor")
    if choice.network is not None:
        run = replace(run, engine=run.calibrated(pairs, read))
    measured = run.measured(pairs, read, read, len(read) / seconds if seconds else 0.0)
    if choice.network is not None:
        keep_measurement(choice.network, run.engine, as_object(measured), datetime.now(UTC))
    references = {run.identity_of[pair.reference] for pair in pairs}
    without = tuple(
        (photo, read[photo].trouble or "no face found")
        for photo in sorted(read)
        if read[photo].template is None
    )
    measurement = Measurement(run.engine, measured, len(read), len(references), without)
    if wanted.everybody:
        measurement = replace(measurement, everybody=run.everybody(pairs, read, measured))
    if wanted.degraded:
        spoilt = tuple(run.spoilt(pairs, read, how) for how in Spoiling)
        measurement = replace(measurement, spoilt=spoilt)
    return measurement


@dataclass(frozen=True, slots=True)
class _Run:
    settings: Settings
    wanted: Wanted
    bar: Bar
    group_of: Mapping[str, str]
    identity_of: Mapping[str, str]
    engine: EngineMeasurement

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

    def measured(
        self,
        pairs: Sequence[Pair],
        references: Mapping[str, PhotoRead],
        probes: Mapping[str, PhotoRead],
        photos_per_second: float,
    ) -> Measured:
        material = Material(self.engine.engine, references, probes, self.identity_of, self.group_of)
        calibration = None if self.wanted.raw else self.engine.calibration
        scored = score_pairs(pairs, material, calibration)
        has_template = {photo: read.template is not None for photo, read in probes.items()}
        for photo, read in references.items():
            has_template.setdefault(photo, read.template is not None)
        return Measured(
            self.engine.engine,
            figures(scored, has_template),
            self.engine.policy.match_at_most,
            photos_per_second,
        )

    def everybody(
        self, pairs: Sequence[Pair], read: Mapping[str, PhotoRead], measured: Measured
    ) -> tuple[GroupFigures, ...]:
        material = Material(self.engine.engine, read, read, self.identity_of, self.group_of)
        calibration = None if self.wanted.raw else self.engine.calibration
        return everybody(pairs, material, calibration, measured.groups)

    def calibrated(self, pairs: Sequence[Pair], read: Mapping[str, PhotoRead]) -> EngineMeasurement:
        """A supplied network's calibration and thresholds, from these photos."""
        material = Material(self.engine.engine, read, read, self.identity_of, self.group_of)
        calibration = calibration_of(cohort_of(pairs, material))
        scored = score_pairs(pairs, material, calibration)
        return propose(self.engine.engine, calibration, scored, self.wanted.pairs.name)

    def spoilt(
        self, pairs: Sequence[Pair], references: Mapping[str, PhotoRead], how: Spoiling
    ) -> Spoilt:
        photos = sorted({probe for pair in pairs for probe in pair.probes})
        probes = self.read(photos, how.value, how)
        warned = sum(bool(read.findings) for read in probes.values())
        return Spoilt(how, self.measured(pairs, references, probes, 0.0), len(probes), warned)
