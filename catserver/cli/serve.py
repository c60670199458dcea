"""`catserver serve`: the exam site, until it is told to stop."""

import asyncio
import dataclasses

import click

from catserver.cli.opening import open_site, settings_of, store_problems_said
from catserver.config import Settings
from catserver.quiet_logs import log_quietly
from catserver.server import server_of


@click.command()
@click.option("--host", help="Address to listen on, instead of the settings'.")
@click.option("--port", type=click.IntRange(1, 65_535), help="Port, instead of the settings'.")
@click.pass_context
def serve(context: click.Context, host: str | None, port: int | None) -> None:
    """Run the exam site."""
    settings = with_address(settings_of(context), host, port)
    log_quietly()
    require_free_folder(settings)
    require_free_store(settings)
    require_measured_engine(settings)
    _offer_set_up(settings)
    click.echo(f"catserver: {settings.server.origin}  (Ctrl+C stops it)")
    server_of(settings).run()


def require_free_folder(settings: Settings) -> None:
    """Ends the command with a sentence where a server already runs on this data."""
    from catserver.desks import folder_is_free

    if not folder_is_free(settings):
        raise click.ClickException(
            f"A server already runs on {settings.data_dir}. Stop it first, or name another folder "
            "in the settings ([data] directory, or CATSERVER_DATA_DIR)."
        )


def require_free_store(settings: Settings) -> None:
    """Ends the command with a sentence where a server elsewhere writes to this database."""
    from catserver.desks import store_is_free

    with store_problems_said():
        free = store_is_free(settings)
    if not free:
        raise click.ClickException(
            "A server with another data folder already writes to this database. Stop it first, or "
            "give this one a database of its own."
        )


def require_measured_engine(settings: Settings) -> None:
    """Ends the command with a sentence where faces would be compared by nobody knows what."""
    from catserver.face_engine import measured_engine
    from proctoring.errors import ModelUnusable

    try:
        measured_engine(settings)
    except ModelUnusable as error:
        raise click.ClickException(f"[faces] engine: {error}") from error


def with_address(settings: Settings, host: str | None, port: int | None) -> Settings:
    server = settings.server
    return dataclasses.replace(
        settings,
        server=dataclasses.replace(server, host=host or server.host, port=port or server.port),
    )


def _offer_set_up(settings: Settings) -> None:
    """Without any account, print the token that lets the first one be made."""
    with open_site(settings) as site:
        token = asyncio.run(site.accounts.open_set_up())
    if token:
        click.echo("There is no account yet. Open this page and make the first one:")
        click.echo(f"  {settings.server.origin}/set-up#{token}")
