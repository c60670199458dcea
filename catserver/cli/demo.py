"""`catserver demo`: a running exam site with a room full of simulated candidates."""

import asyncio
import shutil
import socket
import sys
from datetime import timedelta
from pathlib import Path

import click

from catserver.cli.demo_room import DemoRoom, prepare_room
from catserver.config import (
    DataSettings,
    FacesSettings,
    LimitSettings,
    ServerSettings,
    Settings,
    SiteSettings,
)
from catserver.quiet_logs import log_quietly
from catserver.server import server_of

START_AFTER = timedelta(seconds=75)
"""Long enough to see the room arrive, short enough not to wait for it."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="The demo's own folder; what an earlier demo left there is removed.",
)
@click.option("--candidates", default=60, show_default=True, type=click.IntRange(1, 65))
@click.option("--start-after", default=START_AFTER.seconds, show_default=True, help="Seconds.")
@click.option("--pace", default=8.0, show_default=True, help="Seconds an answer takes.")
def demo(host: str, port: int, data: Path, candidates: int, start_after: int, pace: float) -> None:
    """Run an exam day in small: arrivals, faces, answers, the public board."""
    log_quietly()
    _require_free(host, port)
    _clear(data)
    settings = Settings(
        site=SiteSettings(title_id="Lokasi ujian percontohan", title_en="Demonstration site"),
        server=ServerSettings(host=host, port=port),
        data=DataSettings(directory=str(data.absolute())),
        # Drawn faces are more alike than people are; two drawings of one lie about 0.1 apart.
        faces=FacesSettings(workers=1, queue_length_max=64, search_at_most=0.2),
        limits=LimitSettings(),
    )
    click.echo("Preparing the demo: exam, bank, roster with drawn portraits …")
    room = asyncio.run(prepare_room(settings, timedelta(seconds=start_after)))
    asyncio.run(_run(settings, room, candidates, pace))


async def _run(settings: Settings, room: DemoRoom, candidates: int, pace: float) -> None:
    from catserver.cli.demo_crowd import Crowd

    server = server_of(settings, room.sign_ins)
    serving = asyncio.create_task(server.serve(), name="server")
    while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn offers a flag
        await asyncio.sleep(0.05)
    if serving.done():
        await serving
        return
    await room.open_door(settings)
    _greet(settings, room)
    crowd = Crowd(settings, room, candidates, pace)
    try:
        crowd.start()
        await serving
    finally:
        crowd.stop()


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        if sys.platform != "win32":  # there it lets two listen on one port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"port {port} on {host} is in use: choose another with --port (make demo PORT=…)"
            ) from error


MARK = "this-is-a-demo"


def _clear(data: Path) -> None:
    """Remove an earlier demo, and nothing that is not one."""
    if data.exists() and any(data.iterdir()) and not (data / MARK).exists():
        raise click.ClickException(
            f"{data} is not empty and not a demo's folder: choose another with --data"
        )
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True, mode=0o700)
    (data / MARK).touch()


def _greet(settings: Settings, room: DemoRoom) -> None:
    origin = settings.server.origin
    signs = room.sign_ins
    lines = [
        "",
        f"  The demo runs:   {origin}",
        f"  Public board     {origin}/results?sitting={room.sitting}",
        f"  Proctor console  {origin}/console   sign in: {' / '.join(signs.proctor)}",
        f"  Arrival desk     {origin}/desk      (the same)",
        f"  Committee        {origin}/committee sign in: {' / '.join(signs.committee)}",
        f"  Terminal         {origin}/terminal  number and PIN:",
        *(f"      {each['number']}  {each['pin']}  {each['name']}" for each in signs.candidates),
        "  Ctrl+C stops it.",
        "",
    ]
    click.echo("\n".join(lines))
