"""Figures from pairs of photos, with an engine whose answers are known."""

from pathlib import Path

import numpy as np
from PIL import Image

from proctoring.memory_engine import MemoryEngine
from proctoring.performance import ErrorRate, performance_at
from proctoring.vision.evaluation import (
    Evaluation,
    evaluate,
    markdown_table,
    photos_of,
    read_groups,
    read_pairs,
    templates_of,
)

PAIRS = """reference,probe,same_person
images/Ani/1.png,images/Ani/2.png,1
images/Ani/1.png,images/Budi/1.png,0
images/Budi/1.png,images/Cut/1.png,0
images/Dewi/1.png,images/Ani/1.png,0
"""
GROUPS = """identity,group
Ani,west
Budi,west
Cut,east
Dewi,west
"""


def a_set_of_photos(folder: Path) -> Path:
    """Ani's two photos are equal; Dewi's holds no face; Cut's is missing."""
    (folder / "pairs.csv").write_text(PAIRS, encoding="utf-8")
    (folder / "groups.csv").write_text(GROUPS, encoding="utf-8")
    for name, seed in (("Ani/1", 1), ("Ani/2", 1), ("Budi/1", 2), ("Dewi/1", None)):
        file = folder / "images" / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        noise = np.random.default_rng(seed).integers(0, 256, (40, 40, 3), dtype=np.uint8)
        Image.fromarray(noise if seed else np.zeros_like(noise)).save(file)
    return folder


def the_evaluation(folder: Path) -> Evaluation:
    engine = MemoryEngine()
    pairs = read_pairs(folder / "pairs.csv")
    templates = templates_of(engine, folder, photos_of(pairs))
    return evaluate(engine.name, pairs, templates, read_groups(folder / "groups.csv"))


def test_rates_are_over_completed_comparisons_and_missing_photos_are_counted(
    tmp_path: Path,
) -> None:
    everyone, *_ = the_evaluation(a_set_of_photos(tmp_path)).groups
    assert everyone.group == "all"
    assert everyone.acquisition == ErrorRate(2, 5)
    figures = performance_at(everyone.distances, 0.4)
    assert figures.false_non_match == ErrorRate(0, 1)
    assert figures.false_match == ErrorRate(0, 1)


def test_a_group_counts_only_pairs_within_it(tmp_path: Path) -> None:
    evaluation = the_evaluation(a_set_of_photos(tmp_path))
    assert [group.group for group in evaluation.groups] == ["all", "west"]
    west = evaluation.groups[1]
    assert (len(west.distances.genuine), len(west.distances.impostor)) == (1, 1)
    assert west.acquisition == ErrorRate(1, 4)


def test_every_distinct_photo_is_opened_once_and_progress_is_told(tmp_path: Path) -> None:
    folder = a_set_of_photos(tmp_path)
    done: list[int] = []
    templates_of(MemoryEngine(), folder, photos_of(read_pairs(folder / "pairs.csv")), done.append)
    assert done == [1, 2, 3, 4, 5]


def test_the_table_gives_each_rate_with_its_counts_and_interval(tmp_path: Path) -> None:
    table = markdown_table(the_evaluation(a_set_of_photos(tmp_path)), (0.4,))
    header, _, everyone, west = table.splitlines()
    assert header.count("|") == everyone.count("|") == west.count("|")
    assert "| all | 0.40 | 0.00% (0 of 1; 0.00%–79.35%) |" in everyone
    assert "40.00% (2 of 5;" in everyone
