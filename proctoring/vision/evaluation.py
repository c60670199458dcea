"""Measures an engine on pairs of photos: the reproducible figures behind every threshold.

The photos are read in worker processes; each pair is then compared exactly as the desk compares,
with the other people's references as the cohort. Both people of a pair are left out of it: the
claimed one, as at the desk, and the other, as a stand-in is seldom on the list himself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from proctoring.cohort import Calibration, Cohort
from proctoring.engine import EngineName, Template
from proctoring.fusion import fuse, shares
from proctoring.measured import ScoredPair
from proctoring.vision.pairs import Pair, photos_of
from proctoring.vision.photo_reading import PhotoRead


@dataclass(frozen=True, slots=True)
class Material:
    """What pairs are scored with. ``probes`` may differ from ``references``: spoilt photos."""

    engine: EngineName
    references: Mapping[str, PhotoRead]
    probes: Mapping[str, PhotoRead]
    identity_of: Mapping[str, str]
    group_of: Mapping[str, str]
    """By identity; people without a group are in none."""

    def reference(self, photo: str) -> Template | None:
        return self._template(self.references[photo])

    def probe(self, photos: Sequence[str]) -> Template | None:
        """Of several photos the mean of those that gave a template, each as it is worth."""
        read = [self.probes[photo] for photo in photos if self.probes[photo].template]
        templates = [each for each in map(self._template, read) if each is not None]
        return fuse(templates, shares([each.worth for each in read])) if templates else None

    def _template(self, read: PhotoRead) -> Template | None:
        return None if read.template is None else Template(self.engine, read.template)


def cohort_of(pairs: Iterable[Pair], material: Material) -> Cohort:
    """One row a person: the first of their references that gave a template."""
    references = []
    for pair in pairs:
        template = material.references[pair.reference].template
        if template is not None:
            references.append((material.identity_of[pair.reference], template))
    return Cohort.of(material.engine, references)


def score_pairs(
    pairs: Sequence[Pair],
    material: Material,
    calibration: Calibration | None,
    cohort: Cohort | None = None,
) -> tuple[ScoredPair, ...]:
    """Without a calibration the scores are raw distances; without a cohort it is the pairs' own."""
    if calibration is None:
        cohort = Cohort.of(material.engine, [])
    elif cohort is None:
        cohort = cohort_of(pairs, material)
    scored = []
    for pair in pairs:
        reference, probe = material.reference(pair.reference), material.probe(pair.probes)
        score = None
        if reference is not None and probe is not None:
            people = {material.identity_of[photo] for photo in pair.photos}
            compared = cohort.score(probe, reference, calibration or NO_CALIBRATION, without=people)
            score = compared.score
        scored.append(ScoredPair(pair.photos, _group(pair, material), pair.same_person, score))
    return tuple(scored)


def with_probes(pairs: Sequence[Pair], identity_of: Mapping[str, str], probes: int) -> list[Pair]:
    """The same comparisons with several probes, as far as people have photos enough.

    Each reference is compared with the next ``probes`` photos of the same person or, where the
    pair was of two people, of the other person, with the pair's own probe among them.
    """
    photos: dict[str, list[str]] = {}
    for photo in photos_of(pairs):
        photos.setdefault(identity_of[photo], []).append(photo)
    several = []
    for pair in pairs:
        others = [each for each in photos[identity_of[pair.probes[0]]] if each not in pair.photos]
        chosen = (*pair.probes, *others)[:probes]
        if len(chosen) == probes:
            several.append(Pair(pair.reference, chosen, pair.same_person, pair.row))
    return several


def _group(pair: Pair, material: Material) -> str | None:
    groups = {material.group_of.get(material.identity_of[photo]) for photo in pair.photos}
    return groups.pop() if len(groups) == 1 else None


NO_CALIBRATION = Calibration(mean=1.0, deviation=1.0)
