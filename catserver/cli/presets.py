"""`catserver presets`: the exam files that ship."""

import click

from catserver.cli.printing import print_table
from question_bank.errors import NoSuchPreset
from question_bank.preset import read_preset, read_presets


@click.group()
def presets() -> None:
    """List and show the exam files that ship with catserver."""


@presets.command("list")
def list_() -> None:
    """List the presets."""
    rows = [
        (
            preset.name,
            preset.exam.title.en,
            " + ".join(f"{each.id} {each.items}" for each in preset.exam.sections),
            f"{preset.exam.time.allowed.total_seconds() / 60:g} min",
        )
        for preset in read_presets()
    ]
    print_table(("preset", "title", "items", "time"), rows)


@presets.command()
@click.argument("name")
def show(name: str) -> None:
    """Print a preset's file, to begin one's own from."""
    try:
        preset = read_preset(name)
    except NoSuchPreset as error:
        raise click.ClickException(str(error)) from error
    click.echo(preset.source.decode("utf-8"), nl=False)
