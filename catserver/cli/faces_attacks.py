"""`catserver faces attacks`: how often pictures pass for people, and people for pictures."""

import json
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from catserver.cli.opening import settings_of
from catserver.cli.printing import print_table

if TYPE_CHECKING:
    from proctoring.presentation.attack_rates import KindRates

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
PHOTO = click.Path(exists=True, path_type=Path)
DRAWN_PHOTOS_MAX = 2_000


@click.command()
@click.option("--genuine", type=FOLDER, multiple=True, help="People before the camera.")
@click.option("--print", "prints", type=FOLDER, multiple=True, help="Prints held before it.")
@click.option("--replay", type=FOLDER, multiple=True, help="Screens held before it.")
@click.option(
    "--other", type=(str, FOLDER), multiple=True, help="NAME DIR: another kind of attack."
)
@click.option("--drawn", type=PHOTO, help="Draw attacks from the photos in this folder: synthetic.")
@click.option("--most", type=click.IntRange(1, DRAWN_PHOTOS_MAX), default=100, show_default=True)
@click.option("--model", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One object, for programs.")
@click.pass_context
def attacks(
    context: click.Context,
    *,
    genuine: Sequence[Path],
    prints: Sequence[Path],
    replay: Sequence[Path],
    other: Sequence[tuple[str, Path]],
    drawn: Path | None,
    most: int,
    model: Path | None,
    as_json: bool,
) -> None:
    """Count APCER for each kind of attack, and BPCER (ISO/IEC 30107-3).

    A folder holds a photo for each presentation, or a folder of its frames. --drawn draws
    attacks and people's movements from photos; such figures are called synthetic.
    """
    folders = [
        *(("genuine", each) for each in genuine),
        *(("print", each) for each in prints),
        *(("replay", each) for each in replay),
        *other,
    ]
    if not folders and drawn is None:
        raise click.UsageError("Name at least one folder: --genuine, --print, --replay, --drawn.")
    file = model or _models_file(context)
    found = _measured(folders, drawn, most, file)
    if as_json:
        click.echo(json.dumps([_as_object(each) for each in found], indent=2))
        return
    headings = ("kind", "rate", "share", "count", "95 %", "no face", "noticed")
    print_table(headings, [_row(each) for each in found])


def _models_file(context: click.Context) -> Path | None:
    settings = settings_of(context)
    named = settings.faces.passive_model
    return settings.path(named) if named else None


def _measured(
    folders: Sequence[tuple[str, Path]], photos: Path | None, most: int, model: Path | None
) -> tuple["KindRates", ...]:
    from rich.console import Console
    from rich.progress import track

    from proctoring.errors import ModelUnusable, PictureRefused
    from proctoring.presentation.attack_rates import rates
    from proctoring.vision import attack_evaluation as presentations
    from proctoring.vision.passive_model import PassiveModel
    from proctoring.vision.series_work import SeriesMeasurer
    from proctoring.vision.tracking import FaceTracker

    tracker = FaceTracker()
    try:
        measurer = SeriesMeasurer(tracker, PassiveModel(model) if model else None)
        judge = presentations.PresentationJudge(measurer)
        shown = [p for kind, folder in folders for p in presentations.recorded(kind, folder)]
        files = [] if photos is None else presentations.photo_files(photos, most)
        total = len(shown) + len(files) * len(presentations.DRAWN_KINDS)
        everything = chain(shown, presentations.drawn(files, tracker))
        bar = track(
            everything, "Presentations", total, console=Console(stderr=True), transient=True
        )
        return rates([judge.judge(each) for each in bar])
    except ModelUnusable as error:
        raise click.ClickException(str(error)) from error
    except PictureRefused as error:
        raise click.ClickException(f"A photo of --drawn cannot be opened: {error}") from error


def _as_object(each: "KindRates") -> dict[str, object]:
    interval = each.errors.interval
    return {
        "kind": each.kind,
        "rate": each.name,
        "errors": each.errors.errors,
        "presentations": each.errors.trials,
        "share": each.errors.share,
        "interval": [interval.low, interval.high],
        "without_face": each.without_face,
        "noticed": {cue.value: count for cue, count in each.by_cue},
    }


def _row(each: "KindRates") -> tuple[object, ...]:
    errors, interval = each.errors, each.errors.interval
    share = "–" if errors.share is None else f"{errors.share:.1%}"
    return (
        each.kind,
        each.name,
        share,
        f"{errors.errors} of {errors.trials}",
        f"{interval.low:.1%}–{interval.high:.1%}",
        each.without_face,
        ", ".join(f"{cue.value} {count}" for cue, count in each.by_cue),
    )
