"""`catserver backup` and `catserver restore`: a copy while the site runs, and the way back."""

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.progress import Progress

from catserver.cli.opening import settings_of
from catserver.cli.printing import console
from catserver.event_keys import EVENT_KEYS_FOLDER
from catserver.store.backup import BackupRefused, back_up, keys_of, restore
from catserver.store.engine import open_engine


@click.command()
@click.argument("to_dir", type=click.Path(path_type=Path))
@click.pass_context
def backup(context: click.Context, to_dir: Path) -> None:
    """Copy all data into a new folder, also while the server runs."""
    settings = settings_of(context)
    engine = open_engine(settings.store_url)
    try:
        with Progress(console=console(), transient=True) as bar:
            task = bar.add_task("Copying")
            manifest = back_up(
                engine,
                settings.data_dir,
                to_dir,
                lambda done, total: bar.update(task, completed=done, total=total),
            )
    except (BackupRefused, OSError) as error:
        raise click.ClickException(str(error)) from error
    finally:
        engine.dispose()
    newest = (
        f", the newest of {manifest.newest_at:%Y-%m-%d %H:%M:%S} UTC" if manifest.newest_at else ""
    )
    click.echo(f"{to_dir}: {len(manifest.files)} files, {manifest.position} events{newest}.")
    if keys_of(to_dir).is_dir():
        click.echo(
            f"{keys_of(to_dir)}: the keys of its photos. Keep them apart from it, and destroy them "
            "when the event is forgotten (docs/personal-data.md)."
        )


@click.command("restore")
@click.argument("from_dir", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_context
def restore_command(context: click.Context, from_dir: Path) -> None:
    """Check a backup and put it into the data folder, which must be empty."""
    settings = settings_of(context)
    if settings.store.url:
        raise click.ClickException(
            "The store is not in the data folder: restore it by its own means."
        )
    try:
        mark = restore(from_dir, settings.data_dir, datetime.now(UTC))
    except (BackupRefused, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{settings.data_dir}: {mark.position} events; every file and every chain holds.")
    if not keys_of(from_dir).is_dir():
        click.echo(
            f"There is no {keys_of(from_dir)}: photos in this backup cannot be read, and until its "
            f"files lie in {settings.data_dir / EVENT_KEYS_FOLDER} every face is referred to a "
            "person. Where they are lost for good, begin another event (catserver event begin) and "
            "load the roster with its photos again."
        )
    click.echo(
        f"What was acknowledged after {mark.backup_made_at:%Y-%m-%d %H:%M:%S} UTC is not in it. "
        "See docs/when-something-fails.md before you start the server."
    )
