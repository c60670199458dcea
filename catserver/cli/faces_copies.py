"""`catserver faces copies`: how often a copy of a photo is known for one, and what else is."""

import csv
import json
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from catserver.cli.printing import print_table

if TYPE_CHECKING:
    from proctoring.vision.same_shot_evaluation import LaidRates

PHOTOS_MAX = 2_000


@click.command()
@click.argument("photos", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--most", type=click.IntRange(1, PHOTOS_MAX), default=100, show_default=True)
@click.option(
    "--pairs",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="reference,probe,same_person: two photographs of one person are no copies.",
)
@click.option("--json", "as_json", is_flag=True, help="One object, for programs.")
def copies(photos: Path, *, most: int, pairs: Path | None, as_json: bool) -> None:
    """Copy each photo in many ways and lay the copies over it; so other shots, which are none.

    Other shots of one moment are drawn from the photo: such figures are called synthetic.
    """
    found = _measured(photos, most, pairs)
    if as_json:
        click.echo(json.dumps([_as_object(each) for each in found], indent=2))
        return
    headings = ("kind", "is a copy", "taken for a copy", "95 %", "not measured", "likeness")
    print_table(headings, [_row(each) for each in found])


def _measured(photos: Path, most: int, pairs: Path | None) -> tuple["LaidRates", ...]:
    from rich.console import Console
    from rich.progress import track

    from proctoring.errors import PictureRefused
    from proctoring.vision import same_shot_evaluation as laying
    from proctoring.vision.attack_evaluation import photo_files
    from proctoring.vision.tracking import FaceTracker

    tracker, files = FaceTracker(), photo_files(photos, most)
    of_one = [] if pairs is None else _pairs(pairs)
    total = len(files) * len(laying.COPIES | laying.SHOTS) + len(of_one)
    everything = chain(laying.laid_over(files, tracker), laying.pairs_laid(of_one, tracker))
    console = Console(stderr=True)
    try:
        return laying.laid_rates(track(everything, "Pictures", total, console=console))
    except PictureRefused as error:
        raise click.ClickException(f"A photo cannot be opened: {error}") from error


def _pairs(file: Path) -> list[tuple[Path, Path]]:
    with file.open(newline="", encoding="utf-8") as table:
        rows = csv.DictReader(table)
        if not {"reference", "probe", "same_person"} <= set(rows.fieldnames or ()):
            raise click.ClickException(f"{file} needs the columns reference, probe, same_person.")
        return [
            (file.parent / row["probe"], file.parent / row["reference"])
            for row in rows
            if row["same_person"] == "1"
        ]


def _as_object(each: "LaidRates") -> dict[str, object]:
    interval = each.found.interval
    return {
        "kind": each.kind,
        "is_copy": each.is_copy,
        "taken_for_copy": each.found.errors,
        "measured": each.found.trials,
        "interval": [interval.low, interval.high],
        "not_measured": each.not_measured,
        "likeness": [each.least, each.most],
    }


def _row(each: "LaidRates") -> Sequence[object]:
    interval = each.found.interval
    least, most = ("–" if value is None else f"{value:.3f}" for value in (each.least, each.most))
    return (
        each.kind,
        "yes" if each.is_copy else "no",
        f"{each.found.errors} of {each.found.trials}",
        f"{interval.low:.1%}–{interval.high:.1%}",
        each.not_measured,
        f"{least} to {most}",
    )
