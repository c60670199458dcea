"""`catserver migrate`: brings the store to this release; every other verb does so as well."""

import click

from catserver.cli.opening import settings_of, store_problems_said
from catserver.store.engine import open_engine
from catserver.store.migration import StoreTooNew, migrate


@click.command("migrate")
@click.pass_context
def migrate_command(context: click.Context) -> None:
    """Bring the store to this release's schema."""
    with store_problems_said():
        engine = open_engine(settings_of(context).store_url)
    try:
        with store_problems_said():
            done = migrate(engine)
    except StoreTooNew as error:
        raise click.ClickException(f"{error}; use that release, or a backup") from error
    finally:
        engine.dispose()
    if done.changed:
        click.echo(f"The store went from revision {done.before or 'none'} to {done.after}.")
    else:
        click.echo(f"The store is at revision {done.after} already.")
