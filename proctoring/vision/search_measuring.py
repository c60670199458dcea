"""`python -m proctoring.vision.search_measuring FOLDER`: figures of the search on one's own photos.

The folder holds one folder a person (`images/NAME/*.jpg`) and may hold `groups.csv`, which says who
is in which group; without a folder only the cost is measured. The last table is what a score is
worth (`rarity`).
"""

import os
import sys
from pathlib import Path

import numpy as np

from proctoring import rarity
from proctoring.duplicates import COHORT_MIN, POINTS, demand
from proctoring.performance import ErrorRate
from proctoring.search_figures import search_cost, search_figures, stranger_scores
from proctoring.shipped import DLIB_RESNET
from proctoring.vision.inspection import InspectorSettings
from proctoring.vision.pairs import read_groups
from proctoring.vision.photo_reading import read_photos

SIZES = (500, 5_000, 100_000)
SEARCH_FALSE_ALARMS = 0.02
PEOPLE_MIN = COHORT_MIN + 2
"""Fewer leave no neighbourhood, once the two who are compared are taken out."""
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})


def main(arguments: list[str]) -> None:
    say = sys.stdout.write
    say("| people | one search | templates in memory | demand | false alarms |\n")
    say("|---|---|---|---|---|\n")
    for size in SIZES:
        cost, wanted = search_cost(size), demand(SEARCH_FALSE_ALARMS, size)
        say(
            f"| {size:,} | {cost.milliseconds:.1f} ms | {cost.mebibytes:.1f} MiB "
            f"| {wanted.remarkable_at_least:.2f} | {wanted.false_alarm:.1%} |\n"
        )
    if not arguments:
        return
    folder = Path(arguments[0])
    photos = sorted(
        each.relative_to(folder).as_posix()
        for each in folder.rglob("*")
        if each.suffix.lower() in SUFFIXES
    )
    read = read_photos(InspectorSettings(), folder, photos, workers=os.cpu_count() or 1)
    good = [each for each in photos if read[each].template]
    if len({Path(each).parent.name for each in good}) < PEOPLE_MIN:
        raise SystemExit(f"{folder}: photos with a face of at least {PEOPLE_MIN} people are needed")
    matrix = np.stack([np.frombuffer(read[each].template or b"", "<f4") for each in good])
    people = [Path(each).parent.name for each in good]
    say("\n| demand | pairs of strangers | searches that name one | doubles found |\n")
    say("|---|---|---|---|\n")
    for each in search_figures(people, matrix, [point for point, _ in POINTS]):
        rates = (each.false_match, each.alarm, each.found)
        cells = " | ".join(
            f"{rate.share or 0:.3g} ({rate.errors:,} of {rate.trials:,})" for rate in rates
        )
        say(f"| {each.remarkable:.2f} | {cells} |\n")
    groups = _groups(folder / "groups.csv")
    say(f"\n| people | demand | found | {' | '.join(f'found, {name}' for name in groups)} |\n")
    say(f"|---|---|---|{'---|' * len(groups)}\n")
    for size in SIZES:
        at = demand(SEARCH_FALSE_ALARMS, size).remarkable_at_least
        whole = [None, *groups.values()]
        found = [search_figures(people, matrix, [at], among)[0].found for among in whole]
        say(f"| {size:,} | {at:.2f} | {' | '.join(map(_share, found))} |\n")
    scores = stranger_scores(people, matrix, DLIB_RESNET.calibration)
    say(f"\n| score | of {len(scores):,} pairs of strangers |\n|---|---|\n")
    for score, _ in rarity.POINTS:
        say(f"| {score} | {int((scores <= score).sum()):,} |\n")


def _groups(file: Path) -> dict[str, set[str]]:
    """Who is in each."""
    groups: dict[str, set[str]] = {}
    if file.is_file():
        for person, group in read_groups(file).items():
            groups.setdefault(group, set()).add(person)
    return groups


def _share(rate: ErrorRate) -> str:
    return f"{rate.share or 0:.0%} ({rate.errors:,} of {rate.trials:,})"


if __name__ == "__main__":
    main(sys.argv[1:])
