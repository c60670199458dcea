"""What an engine was measured to do: the scores of all pairs, and the figures that follow.

Pure: scores in, rates with counts and intervals out, as one JSON object and as a table. A group's
figures are those of the pairs whose two people both belong to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from proctoring.engine import EngineName
from proctoring.performance import (
    Distances,
    ErrorRate,
    Performance,
    performance_at,
    threshold_for_false_match_rate,
)

ALL = "all"
FALSE_MATCH_SHARES = (0.01, 0.001)


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """``score`` is None where one of the photos gave no template."""

    photos: tuple[str, ...]
    group: str | None
    same_person: bool
    score: float | None


@dataclass(frozen=True, slots=True)
class GroupFigures:
    group: str
    acquisition: ErrorRate
    """Photos without a template, of the photos in these pairs."""
    scores: Distances

    def threshold_at(self, false_match_share: float) -> float | None:
        return threshold_for_false_match_rate(self.scores, false_match_share)

    def at_false_match_share(self, share: float) -> Performance | None:
        """None where no pair of different people was compared."""
        threshold = self.threshold_at(share)
        return None if threshold is None else performance_at(self.scores, threshold)


@dataclass(frozen=True, slots=True)
class Measured:
    engine: EngineName
    groups: tuple[GroupFigures, ...]
    """``all`` first, then each group by name."""
    threshold: float
    """The policy's ``match_at_most``."""
    photos_per_second: float

    @property
    def everyone(self) -> GroupFigures:
        return self.groups[0]


def figures(
    pairs: Iterable[ScoredPair], has_template: Mapping[str, bool]
) -> tuple[GroupFigures, ...]:
    """Over all pairs, and over the pairs within each group."""
    within: dict[str, list[ScoredPair]] = {ALL: []}
    for pair in pairs:
        within[ALL].append(pair)
        if pair.group is not None:
            within.setdefault(pair.group, []).append(pair)
    first, *others = within
    return tuple(_of(name, within[name], has_template) for name in (first, *sorted(others)))


def as_object(measured: Measured, shares: Sequence[float] = FALSE_MATCH_SHARES) -> dict[str, Any]:
    """The one object of ``--json``; rates lie between 0 and 1, and None means "not measured"."""
    everyone = measured.everyone
    return {
        "engine": measured.engine,
        **_figures_of(everyone, measured.threshold, shares),
        "photos_per_second": round(measured.photos_per_second, 3),
        "groups": {
            each.group: {
                **_figures_of(each, measured.threshold, shares),
                **_policy(each, measured.threshold),
            }
            for each in measured.groups[1:]
        },
    }


def everybody_as_object(
    groups: Sequence[GroupFigures], threshold: float, shares: Sequence[float] = FALSE_MATCH_SHARES
) -> dict[str, Any]:
    """By group, where every photo was compared with every other person's."""
    return {each.group: _figures_of(each, threshold, shares) for each in groups}


def _figures_of(group: GroupFigures, threshold: float, shares: Sequence[float]) -> dict[str, Any]:
    return {
        "genuine": len(group.scores.genuine),
        "impostor": len(group.scores.impostor),
        "fta": _share(group.acquisition),
        "fnmr_at_fmr": {f"{share:g}": _false_non_match(group, share) for share in shares},
        "policy": _policy(group, threshold),
    }


def _policy(group: GroupFigures, threshold: float) -> dict[str, Any]:
    at = performance_at(group.scores, threshold)
    return {
        "threshold": threshold,
        "fmr": _share(at.false_match),
        "fnmr": _share(at.false_non_match),
    }


def _false_non_match(group: GroupFigures, share: float) -> float | None:
    at = group.at_false_match_share(share)
    return None if at is None else _share(at.false_non_match)


def _share(rate: ErrorRate) -> float | None:
    return rate.share


def _of(name: str, pairs: Sequence[ScoredPair], has_template: Mapping[str, bool]) -> GroupFigures:
    photos = {photo for pair in pairs for photo in pair.photos}
    missing = sum(not has_template[photo] for photo in photos)
    scores = Distances.of(
        (pair.score for pair in pairs if pair.same_person and pair.score is not None),
        (pair.score for pair in pairs if not pair.same_person and pair.score is not None),
    )
    return GroupFigures(name, ErrorRate(missing, len(photos)), scores)
