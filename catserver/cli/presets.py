"""`catserver presets`: the exam files that ship."""

import click

from catserver.cli.printing import print_table
from catserver.loading.presets import all_presets, preset_source


@click.group()
def presets() -> None:
    """List and show the exam files that ship with catserver."""


@presets.command("list")
def list_() -> None:
    """List the presets."""
    rows = [
        (
            exam.id,
            exam.title.en,
            " + ".join(f"{each.id} {each.items}" for each in exam.sections),
            f"{exam.time.allowed.total_seconds() / 60:g} min",
        )
        for exam in all_presets()
    ]
    print_table(("preset", "title", "items", "time"), rows)


@presets.command()
@click.argument("name")
def show(name: str) -> None:
    """Print a preset's file, to begin one's own from."""
    source = preset_source(name)
    if source is None:
        raise click.ClickException(f"There is no preset {name}; see catserver presets list.")
    click.echo(source.decode("utf-8"), nl=False)
