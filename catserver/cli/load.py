"""`catserver load-exam`, `load-bank`, `load-roster`: the committee's files, from a command line."""

from pathlib import Path

import click

from catserver.cli.opening import in_loop, open_site, operator, settings_of
from catserver.cli.printing import Language, print_answer
from catserver.delivery.registry import Unknown
from catserver.loading.loader import Answer, By
from catserver.roster.roster import SourceFile
from question_bank.errors import NoSuchPreset
from question_bank.preset import read_preset

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FILE_OR_FOLDER = click.Path(exists=True, path_type=Path)

check_option = click.option("--check", is_flag=True, help="Only check; load nothing.")
language_option = click.option(
    "--language", type=click.Choice(["en", "id"]), default="en", help="Language of the report."
)
exam_option = click.option("--exam", help="Also check against this exam, which is loaded already.")


@click.command("load-exam")
@click.argument("source")
@check_option
@language_option
@click.pass_context
@in_loop
async def load_exam(
    context: click.Context, source: str, *, check: bool, language: Language
) -> None:
    """Load an exam from a TOML file, or a preset by its name."""
    file = file_or_preset(source)
    with open_site(settings_of(context)) as site:
        answer = await site.loader.load_exam(file, By(operator(), check))
    finish("exam", answer, language)


@click.command("load-bank")
@click.argument("table", type=FILE)
@click.option("--pictures", type=FILE_OR_FOLDER, help="A zip or a folder.")
@exam_option
@check_option
@language_option
@click.pass_context
@in_loop
async def load_bank(
    context: click.Context,
    table: Path,
    pictures: Path | None,
    exam: str | None,
    *,
    check: bool,
    language: Language,
) -> None:
    """Load a bank of items from CSV or XLSX, with its pictures."""
    with open_site(settings_of(context)) as site:
        try:
            answer = await site.loader.load_bank(
                read(table), folder_or_zip(pictures), exam, By(operator(), check)
            )
        except Unknown as error:
            raise click.ClickException(f"There is no {error}; load it first.") from error
    finish("bank", answer, language)


@click.command("load-roster")
@click.argument("table", type=FILE)
@click.option("--photos", type=FILE_OR_FOLDER, help="A zip or a folder, named by number.")
@click.option(
    "--look/--no-look",
    default=True,
    help="Look at the loaded photos as check-photos does.  [default: look]",
)
@exam_option
@check_option
@language_option
@click.pass_context
@in_loop
async def load_roster(
    context: click.Context,
    table: Path,
    photos: Path | None,
    exam: str | None,
    *,
    look: bool,
    check: bool,
    language: Language,
) -> None:
    """Enrol candidates from CSV or XLSX, with their registration photos."""
    with open_site(settings_of(context)) as site:
        try:
            answer = await site.loader.load_roster(
                read(table), folder_or_zip(photos), exam, By(operator(), check)
            )
        except Unknown as error:
            raise click.ClickException(f"There is no {error}; load it first.") from error
        finish("roster", answer, language)
        if look and answer.counts.get("photos_new"):
            from catserver.cli.check_photos import look_at_photos

            await look_at_photos(site, language)


def file_or_preset(source: str) -> SourceFile:
    path = Path(source)
    if path.is_file():
        return read(path)
    try:
        preset = read_preset(source)
    except NoSuchPreset as error:
        raise click.ClickException(f"{source}: no such file, and {error}") from error
    return SourceFile(f"{preset.name}.toml", preset.source)


def read(path: Path) -> SourceFile:
    return SourceFile(path.name, path.read_bytes())


def folder_or_zip(path: Path | None) -> SourceFile | Path | None:
    return path if path is None or path.is_dir() else read(path)


def finish(what: str, answer: Answer, language: Language) -> None:
    print_answer(what, answer, language)
    if answer.problems:
        raise SystemExit(1)
