"""`catserver faces`: measure the face engine on one's own photos, and add models to measure."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from catserver.cli.opening import settings_of
from catserver.cli.printing import print_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from catserver.cli.faces_measuring import Measurement
    from proctoring.measured import GroupFigures
    from proctoring.performance import ErrorRate

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def faces() -> None:
    """Measure face engines, and add models."""


@faces.command()
@click.option("--pairs", type=FILE, required=True, help="CSV: reference,probe,same_person.")
@click.option("--groups", type=FILE, help="CSV: identity,group.")
@click.option("--images", type=FOLDER, help="Where the photos' paths start; else the pairs file.")
@click.option("--engine", help="An engine of `catserver faces models`; else the site's.")
@click.option(
    "--fmr",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.001,
    show_default=True,
    help="Propose a threshold for this false match rate.",
)
@click.option("--probes", type=click.IntRange(1, 50), default=1, help="Fuse so many probes.")
@click.option("--raw", is_flag=True, help="Plain distances: no cohort.")
@click.option("--degraded", is_flag=True, help="Also with spoilt probes; eight times the time.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; else one for each core.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for files.")
@click.option("--json", "as_json", is_flag=True, help="One object, for programs.")
@click.pass_context
def evaluate(
    context: click.Context,
    *,
    pairs: Path,
    groups: Path | None,
    images: Path | None,
    engine: str | None,
    fmr: float,
    probes: int,
    raw: bool,
    degraded: bool,
    workers: int | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Count how often an engine is wrong on pairs of photos."""
    from catserver.cli.faces_measuring import Wanted, measure
    from proctoring.errors import ProctoringError

    wanted = Wanted(
        pairs=pairs,
        groups=groups,
        images=images or pairs.parent,
        engine=engine,
        probes=probes,
        raw=raw,
        degraded=degraded,
        workers=workers or os.cpu_count() or 1,
    )
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        try:
            measured = measure(settings_of(context), wanted, _Bar(progress))
        except ProctoringError as error:
            raise click.ClickException(str(error)) from error
    if out is not None:
        _write(out, measured)
    if as_json:
        click.echo(json.dumps(measured.as_object(), ensure_ascii=False))
    else:
        _show(measured, fmr, out)


class _Bar:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def begin(self, what: str, total: int) -> "Callable[[int], None]":
        for task in self._progress.task_ids:
            self._progress.remove_task(task)
        task = self._progress.add_task(what, total=total)
        return lambda done: self._progress.update(task, completed=done)


def _write(out: Path, measurement: "Measurement") -> None:
    """The DET curve and the figures, for a file or a report."""
    from proctoring.det_curve import det_curve

    out.mkdir(parents=True, exist_ok=True)
    (out / "det.svg").write_text(det_curve(measurement.measured), encoding="utf-8")
    text = json.dumps(measurement.as_object(), indent=2, ensure_ascii=False)
    (out / "measurement.json").write_text(text + "\n", encoding="utf-8")


def _show(measurement: "Measurement", fmr: float, out: Path | None) -> None:
    measured = measurement.measured
    speed = f"{measurement.photos} photos, {measured.photos_per_second:.1f} a second"
    click.echo(f"{measured.engine}: {speed}; cohort {measurement.cohort} people")
    click.echo(f"At the policy's threshold {measured.threshold:g} (95 % intervals after Wilson):")
    rows = [(each.group, *_cells(each, measured.threshold)) for each in measured.groups]
    print_table(("group", "FTA", "FMR", "FNMR"), rows)
    for share in sorted({0.01, 0.001, fmr}, reverse=True):
        click.echo(f"\nAt FMR {share:.4g} in the group itself:")
        rows = [(each.group, *_at(each, share)) for each in measured.groups]
        print_table(("group", "threshold", "TAR", "FMR", "FNMR"), rows)
    if measurement.spoilt:
        _show_spoilt(measurement)
    if out is not None:
        click.echo(f"\nWritten: {out / 'det.svg'}, {out / 'measurement.json'}")


def _show_spoilt(measurement: "Measurement") -> None:
    from proctoring.performance import performance_at

    click.echo("\nProbes spoilt, compared with whole references, at the policy's threshold:")
    rows = []
    for each in measurement.spoilt:
        everyone = each.measured.everyone
        at = performance_at(everyone.scores, each.measured.threshold)
        rows.append(
            (
                each.how.value,
                f"{each.warned / max(each.photos, 1):.1%} ({each.warned} of {each.photos})",
                _cell(everyone.acquisition),
                _cell(at.false_match),
                _cell(at.false_non_match),
            )
        )
    print_table(("probe", "gate speaks first", "FTA", "FMR", "FNMR"), rows)


def _cells(group: "GroupFigures", threshold: float) -> tuple[str, ...]:
    from proctoring.performance import performance_at

    at = performance_at(group.scores, threshold)
    return (_cell(group.acquisition), _cell(at.false_match), _cell(at.false_non_match))


def _at(group: "GroupFigures", share: float) -> tuple[str, ...]:
    at = group.at_false_match_share(share)
    if at is None or at.false_non_match.share is None:
        return ("", "not measured", "", "")
    accepted = 1 - at.false_non_match.share
    rates = (_cell(at.false_match), _cell(at.false_non_match))
    return (f"{at.threshold:.4f}", f"{accepted:.2%}", *rates)


def _cell(rate: "ErrorRate") -> str:
    if rate.share is None:
        return "not measured"
    low, high = rate.interval.low, rate.interval.high
    return f"{rate.share:.2%} ({rate.errors} of {rate.trials}; {low:.2%}–{high:.2%})"
