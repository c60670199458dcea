"""`catserver faces`: measure the face engine on one's own photos, and add models to measure."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from catserver.cli.faces_attacks import attacks
from catserver.cli.faces_copies import copies
from catserver.cli.faces_quality import quality
from catserver.cli.faces_watch_list import watch_list
from catserver.cli.opening import settings_of
from catserver.cli.printing import print_table

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def faces() -> None:
    """Measure face engines, and add models."""


faces.add_command(attacks)
faces.add_command(copies)
faces.add_command(quality)
faces.add_command(watch_list)


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
@click.option(
    "--most", type=click.IntRange(1), help="Spoil so many probes, evenly taken; else all."
)
@click.option(
    "--second-share",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="What a network beside the default one counts; else a half.",
)
@click.option("--everybody", is_flag=True, help="Also every probe against all other people's.")
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
    most: int | None,
    second_share: float | None,
    everybody: bool,
    workers: int | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Count how often an engine is wrong on pairs of photos."""
    from catserver.cli.faces_measuring import Wanted, measure
    from catserver.cli.faces_report import show, show_notes, write
    from proctoring.errors import ProctoringError

    if most is not None and not degraded:
        raise click.UsageError("--most says how many probes are spoilt: add --degraded.")
    wanted = Wanted(
        pairs=pairs,
        groups=groups,
        images=images or pairs.parent,
        engine=engine,
        probes=probes,
        raw=raw,
        degraded=degraded,
        most=most,
        everybody=everybody,
        workers=workers or os.cpu_count() or 1,
        second_share=second_share,
    )
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        try:
            measured = measure(settings_of(context), wanted, _Bar(progress))
        except ProctoringError as error:
            raise click.ClickException(str(error)) from error
    if out is not None:
        write(out, measured)
    if as_json:
        click.echo(json.dumps(measured.as_object(), ensure_ascii=False))
        show_notes(measured, to_stderr=True)
    else:
        show(measured, fmr, out)


@faces.command("add-model")
@click.argument("file", type=FILE)
@click.option("--description", type=FILE, help="TOML, for a network this program does not know.")
@click.pass_context
def add_model(context: click.Context, file: Path, description: Path | None) -> None:
    """Check a model file and copy it into the site's folder."""
    from catserver.cli.faces_report import model_rows
    from catserver.face_engine import model_folder
    from proctoring.errors import ModelUnusable
    from proctoring.vision.engines import beside_default, require_usable

    folder = model_folder(settings_of(context))
    try:
        require_usable(file, description)
        model = folder.add(file, description)
    except ModelUnusable as error:
        raise click.ClickException(str(error)) from error
    print_table(("", model.title), model_rows(model))
    if model.description is None:
        click.echo("\nIt finds faces for supplied networks. For the default engine, set")
        click.echo(f'yunet_model = "{model.file}" under [faces].')
    else:
        name = model.description.name
        click.echo("\nIt is not used before it was measured here, on photos like yours:")
        click.echo(f"  catserver faces evaluate --engine {name} --pairs FILE --groups FILE")
        click.echo("\nBeside the default network, in one engine:")
        both = beside_default(name)
        click.echo(f"  catserver faces evaluate --engine {both} --pairs FILE --groups FILE")


@faces.command()
@click.pass_context
def models(context: click.Context) -> None:
    """List the engines there are, and whether they were measured here."""
    from catserver.cli.faces_report import engine_rows
    from catserver.face_engine import model_folder
    from proctoring.errors import ModelUnusable

    try:
        rows = engine_rows(model_folder(settings_of(context)).models())
    except ModelUnusable as error:
        raise click.ClickException(str(error)) from error
    print_table(("engine", "licence", "measured on", "match at most"), rows)


class _Bar:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def begin(self, what: str, total: int) -> "Callable[[int], None]":
        for task in self._progress.task_ids:
            self._progress.remove_task(task)
        task = self._progress.add_task(what, total=total)
        return lambda done: self._progress.update(task, completed=done)
