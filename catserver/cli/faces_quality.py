"""`catserver faces quality`: how often each finding is said of one's own photos, by group."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from catserver.cli.opening import settings_of
from catserver.cli.printing import print_table

if TYPE_CHECKING:
    from proctoring.performance import ErrorRate
    from proctoring.vision.finding_rates import FindingRates

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--photos", type=FOLDER, required=True, help="Photos, one folder for each person.")
@click.option("--groups", type=FILE, help="CSV: identity,group; the identity is the folder's name.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; else one for each core.")
@click.option("--json", "as_json", is_flag=True, help="One object, for programs.")
@click.pass_context
def quality(
    context: click.Context,
    *,
    photos: Path,
    groups: Path | None,
    workers: int | None,
    as_json: bool,
) -> None:
    """Count how often the quality gate says what, of everybody and of each group."""
    from rich.console import Console
    from rich.progress import Progress

    from catserver.face_engine import inspector_settings
    from proctoring.errors import ProctoringError
    from proctoring.vision.finding_rates import finding_rates, photos_in, read_findings
    from proctoring.vision.pairs import read_groups

    files = photos_in(photos)
    if not files:
        raise click.ClickException(f"There is no photo in {photos} (JPEG, PNG or WebP).")
    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("Photos", total=len(files))
        try:
            group_of = read_groups(groups) if groups else {}
            read = read_findings(
                inspector_settings(settings_of(context)),
                files,
                workers or os.cpu_count() or 1,
                lambda done: progress.update(bar, completed=done),
            )
        except ProctoringError as error:
            raise click.ClickException(str(error)) from error
    rates = finding_rates(read, group_of)
    if as_json:
        click.echo(json.dumps({"photos": len(files), "findings": _as_object(rates)}))
        return
    names = list(rates[0].said) if rates else []
    rows = [(each.code, *(_shown(each.said[name]) for name in names)) for each in rates]
    print_table(("finding", *names), rows)
    click.echo(
        f"{len(files)} photos; of {sum(not codes for codes in read.values())} nothing is said."
    )


def _as_object(rates: "tuple[FindingRates, ...]") -> dict[str, object]:
    return {
        each.code: {
            name: {
                "said": rate.errors,
                "photos": rate.trials,
                "share": rate.share,
                "interval": [rate.interval.low, rate.interval.high],
            }
            for name, rate in each.said.items()
        }
        for each in rates
    }


def _shown(rate: "ErrorRate") -> str:
    if rate.share is None:
        return "–"
    low, high = rate.interval.low, rate.interval.high
    return f"{rate.errors} of {rate.trials}: {rate.share:.1%} ({low:.1%}–{high:.1%})"
