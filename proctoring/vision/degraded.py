"""What spoilt probes cost, and whether the quality gate speaks up before the comparison does.

Advice does not count as speaking up: no picture is sent back for it. What is advised about glasses,
which takes both photos, is counted by itself.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from proctoring.cohort import Calibration, Cohort
from proctoring.glasses import glasses_differ
from proctoring.measured import ALL, GroupFigures, ScoredPair, figures
from proctoring.performance import ErrorRate, performance_at
from proctoring.quality import ADVICE, FindingCode
from proctoring.vision.evaluation import Material, score_pairs
from proctoring.vision.pairs import Pair
from proctoring.vision.photo_reading import PhotoRead
from proctoring.vision.spoiling import Spoiling

_ADVICE = {each.value for each in ADVICE}


@dataclass(frozen=True, slots=True)
class GlassesTold:
    """Of the pairs of one person: how many are told that only one photo has glasses."""

    group: str
    added: ErrorRate
    missing: ErrorRate


@dataclass(frozen=True, slots=True)
class Spoilt:
    """Pairs whose every probe was spoilt in one way."""

    how: Spoiling | None
    """None: the probes as they are."""
    warned: ErrorRate
    """Probes of which the gate says something, a face not found among it."""
    said: tuple[tuple[str, int], ...]
    """What, of how many probes; the most frequent first."""
    acquisition: ErrorRate
    """Probes without a template."""
    everyone: GroupFigures
    unwarned: GroupFigures
    """The pairs of whose probes the gate says nothing."""
    glasses: tuple[GlassesTold, ...]
    """Of everyone, then of each group by name."""
    told: GroupFigures
    """The pairs that are told of glasses."""

    @property
    def name(self) -> str:
        return "as_it_is" if self.how is None else self.how.value


def spoilt_pairs(
    pairs: Sequence[Pair],
    material: Material,
    calibration: Calibration | None,
    how: Spoiling | None,
    cohort: Cohort | None = None,
) -> Spoilt:
    """``material`` has the spoilt probes and the references as they are."""
    probes = sorted({probe for pair in pairs for probe in pair.probes})
    said = {probe: _to_put_right(material.probes[probe]) for probe in probes}
    scored = list(zip(pairs, score_pairs(pairs, material, calibration, cohort), strict=True))
    quiet = [score for pair, score in scored if not any(said[probe] for probe in pair.probes)]
    has_template = {photo: read.template is not None for photo, read in material.references.items()}
    has_template |= {probe: material.probes[probe].template is not None for probe in probes}
    counts = Counter(code for codes in said.values() for code in codes)
    advised = {pair: _of_glasses(pair, material) for pair in pairs}
    return Spoilt(
        how,
        ErrorRate(sum(bool(codes) for codes in said.values()), len(probes)),
        tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0]))),
        ErrorRate(sum(not has_template[probe] for probe in probes), len(probes)),
        figures([score for _, score in scored], has_template)[0],
        figures(quiet, has_template)[0],
        _glasses_told(scored, advised),
        figures([score for pair, score in scored if advised[pair]], has_template)[0],
    )


def _of_glasses(pair: Pair, material: Material) -> frozenset[FindingCode]:
    before = material.references[pair.reference].rims
    now = [material.probes[probe].rims for probe in pair.probes]
    return frozenset(found.code for each in now for found in glasses_differ(each, before))


def _glasses_told(
    scored: Sequence[tuple[Pair, ScoredPair]], advised: Mapping[Pair, frozenset[FindingCode]]
) -> tuple[GlassesTold, ...]:
    of_group: dict[str, list[frozenset[FindingCode]]] = {ALL: []}
    for pair, score in scored:
        if pair.same_person:
            of_group[ALL].append(advised[pair])
            if score.group is not None:
                of_group.setdefault(score.group, []).append(advised[pair])
    names = [ALL, *sorted(set(of_group) - {ALL})]
    return tuple(
        GlassesTold(
            name,
            _share_with(FindingCode.GLASSES_ADDED, of_group[name]),
            _share_with(FindingCode.GLASSES_MISSING, of_group[name]),
        )
        for name in names
    )


def _share_with(code: FindingCode, said: Sequence[frozenset[FindingCode]]) -> ErrorRate:
    return ErrorRate(sum(code in each for each in said), len(said))


def part_of(pairs: Sequence[Pair], most: int) -> tuple[Pair, ...]:
    """The pairs of at most so many probes, evenly taken from those of pairs of one person."""
    probes = sorted({probe for pair in pairs if pair.same_person for probe in pair.probes})
    count = min(most, len(probes))
    chosen = {probes[at * len(probes) // count] for at in range(count)}
    return tuple(pair for pair in pairs if chosen.issuperset(pair.probes))


def spoilt_as_object(spoilt: Sequence[Spoilt], threshold: float) -> dict[str, Any]:
    """By the name of the spoiling; rates between 0 and 1, and None where nothing was compared."""
    return {each.name: _as_object(each, threshold) for each in spoilt}


def _as_object(spoilt: Spoilt, threshold: float) -> dict[str, Any]:
    at = performance_at(spoilt.everyone.scores, threshold)
    unwarned = performance_at(spoilt.unwarned.scores, threshold)
    told = performance_at(spoilt.told.scores, threshold)
    return {
        "probes": spoilt.warned.trials,
        "warned": spoilt.warned.share,
        "said": dict(spoilt.said),
        "fta": spoilt.acquisition.share,
        "fmr": at.false_match.share,
        "fnmr": at.false_non_match.share,
        "fnmr_unwarned": unwarned.false_non_match.share,
        "glasses": {
            each.group: {
                "pairs": each.added.trials,
                "added": each.added.share,
                "missing": each.missing.share,
            }
            for each in spoilt.glasses
        },
        "referred_told": told.false_non_match.errors,
    }


def _to_put_right(read: PhotoRead) -> tuple[str, ...]:
    return tuple(code for code in read.findings if code not in _ADVICE)
