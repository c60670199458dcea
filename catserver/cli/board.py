"""`catserver board`: the public board alone, in a process that only shows what it is told."""

import asyncio
import signal
import sys
from contextlib import suppress

import click

from catserver.board_settings import board_server_settings
from catserver.cli.opening import settings_of
from catserver.config import Settings
from catserver.quiet_logs import log_quietly
from catserver.site_secret import board_secret
from scoreboard.server.opening import PortTaken, open_board, run_lightly
from scoreboard.server.settings import ServerSettings


@click.command()
@click.option("--host", help="Address to listen on, instead of the settings'.")
@click.option("--port", type=click.IntRange(1, 65_535), help="Port, instead of the settings'.")
@click.pass_context
def board(context: click.Context, host: str | None, port: int | None) -> None:
    """Run the public board apart from the exam site ([board] run = "apart")."""
    settings = settings_of(context)
    if settings.board.run != "apart":
        raise click.ClickException(
            'the server starts its own board; for one apart write [board] run = "apart" into the '
            "settings of both"
        )
    log_quietly()
    try:
        run_lightly(_serve(_own_settings(settings, host, port)))
    except PortTaken as error:
        raise click.ClickException(
            f"{error}. Name another port ([board] port, intake_port) or stop what has it."
        ) from error


def _own_settings(settings: Settings, host: str | None, port: int | None) -> ServerSettings:
    import msgspec

    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = board_server_settings(
        settings, board_secret(settings.data_dir), settings.board.intake_port
    )
    own = msgspec.structs.replace(own, ports_tried=1)
    if host:
        own = msgspec.structs.replace(own, host=host)
    return msgspec.structs.replace(own, port=port) if port else own


async def _serve(settings: ServerSettings) -> None:
    stopped = asyncio.Event()
    if sys.platform != "win32":
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with open_board(settings) as running:
        click.echo(f"catserver board: port {running.listening.port}  (Ctrl+C stops it)")
        with suppress(asyncio.CancelledError):
            await stopped.wait()
