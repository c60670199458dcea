"""Measures an engine on pairs of photos: the reproducible figures behind every threshold.

Pairs come as CSV with the columns ``reference,probe,same_person`` (paths relative to the file, 1
or 0), groups as CSV with ``identity,group``, where the identity is the name of the folder a photo
lies in. A group's figures are those of the pairs whose two photos both belong to it.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from proctoring.engine import EngineName, FaceEngine, Template, dissimilarity
from proctoring.errors import PictureRefused
from proctoring.performance import Distances, ErrorRate, performance_at
from proctoring.vision.decode import decode

ALL = "all"


@dataclass(frozen=True, slots=True)
class Pair:
    reference: str
    probe: str
    same_person: bool


@dataclass(frozen=True, slots=True)
class GroupMeasurement:
    """Distances within one group, and how many of its photos gave no template."""

    group: str
    acquisition: ErrorRate
    distances: Distances


@dataclass(frozen=True, slots=True)
class Evaluation:
    engine: EngineName
    groups: tuple[GroupMeasurement, ...]
    """``all`` first, then each group by name."""


def read_pairs(file: Path) -> tuple[Pair, ...]:
    with file.open(newline="", encoding="utf-8") as lines:
        return tuple(
            Pair(row["reference"], row["probe"], row["same_person"].strip() == "1")
            for row in csv.DictReader(lines)
        )


def read_groups(file: Path) -> dict[str, str]:
    with file.open(newline="", encoding="utf-8") as lines:
        return {row["identity"]: row["group"] for row in csv.DictReader(lines)}


def photos_of(pairs: Iterable[Pair]) -> tuple[str, ...]:
    return tuple(sorted({photo for pair in pairs for photo in (pair.reference, pair.probe)}))


def templates_of(
    engine: FaceEngine,
    folder: Path,
    photos: Iterable[str],
    progress: Callable[[int], None] = lambda _done: None,
) -> dict[str, Template | None]:
    """The largest face of every photo; None where none was found or the photo cannot be opened."""
    templates: dict[str, Template | None] = {}
    for done, photo in enumerate(photos, start=1):
        templates[photo] = _template(engine, folder / photo)
        progress(done)
    return templates


def _template(engine: FaceEngine, file: Path) -> Template | None:
    try:
        picture = decode(file.read_bytes())
    except (OSError, PictureRefused):
        return None
    faces = engine.faces(picture)
    return engine.template(picture, faces[0]) if faces else None


def evaluate(
    engine: EngineName,
    pairs: Iterable[Pair],
    templates: Mapping[str, Template | None],
    group_of: Mapping[str, str],
) -> Evaluation:
    """Figures over all pairs, and over the pairs within each group."""
    every = tuple(pairs)
    within: dict[str, list[Pair]] = {ALL: list(every)}
    for pair in every:
        group = group_of.get(_identity(pair.reference))
        if group is not None and group == group_of.get(_identity(pair.probe)):
            within.setdefault(group, []).append(pair)
    return Evaluation(
        engine,
        tuple(_measure(group, within[group], templates) for group in sorted(within, key=_order)),
    )


def markdown_table(evaluation: Evaluation, thresholds: Iterable[float]) -> str:
    """One row a group and threshold: rates with counts and 95 % intervals."""
    lines = [
        "| group | match at most | FMR | FNMR | FTA |",
        "|---|---|---|---|---|",
    ]
    at = tuple(thresholds)
    for group in evaluation.groups:
        for threshold in at:
            figures = performance_at(group.distances, threshold)
            cells = (figures.false_match, figures.false_non_match, group.acquisition)
            lines.append(
                f"| {group.group} | {threshold:.2f} | {' | '.join(_cell(rate) for rate in cells)} |"
            )
    return "\n".join(lines)


def _order(group: str) -> tuple[bool, str]:
    return group != ALL, group


def _identity(photo: str) -> str:
    return Path(photo).parent.name


def _measure(
    group: str, pairs: list[Pair], templates: Mapping[str, Template | None]
) -> GroupMeasurement:
    photos = photos_of(pairs)
    missing = sum(templates[photo] is None for photo in photos)
    genuine: list[float] = []
    impostor: list[float] = []
    for pair in pairs:
        reference, probe = templates[pair.reference], templates[pair.probe]
        if reference is not None and probe is not None:
            (genuine if pair.same_person else impostor).append(dissimilarity(probe, reference))
    return GroupMeasurement(group, ErrorRate(missing, len(photos)), Distances.of(genuine, impostor))


def _cell(rate: ErrorRate) -> str:
    if rate.share is None:
        return "not measured"
    return (
        f"{rate.share:.2%} ({rate.errors} of {rate.trials}; "
        f"{rate.interval.low:.2%}–{rate.interval.high:.2%})"
    )
