"""`catserver faces watch-list`: who is looked for, where the law allows such a list."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

import click

from catserver.cli.opening import in_loop, open_site, operator, settings_of
from catserver.cli.printing import print_table
from catserver.config import Settings

ENTRY_ID_BYTES = 4
OFF = (
    "The watch list is off. Where the law allows you one, write watch_list = true under [faces] in "
    "catserver.toml; see docs/personal-data.md."
)
RUNNING = "The server is running: stop it first."


@click.group("watch-list")
def watch_list() -> None:
    """People who are looked for among the arrivals; off unless the settings allow it."""


@watch_list.command("add")
@click.argument("photo", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--label", required=True, help="Who or why; sealed, and seen by the operator alone.")
@click.pass_context
@in_loop
async def add(context: click.Context, photo: Path, label: str) -> None:
    """Add a photo with one good face. The server must be stopped."""
    from catserver.custody.events import WatchListChanged
    from catserver.delivery.door.comparing import media_type
    from catserver.delivery.door.turned_faces import turned_in_parts
    from catserver.delivery.keeping.custodian import Custodian
    from catserver.delivery.watch_list import Watched
    from catserver.desks import AlreadyRunning, open_desks
    from catserver.face_engine import engine_choice
    from proctoring.errors import ModelUnusable, PictureRefused
    from proctoring.vision.inspection import InspectorSettings, prepare_inspector

    settings = _allowed(context)
    content = photo.read_bytes()  # noqa: ASYNC240 - nothing else runs in this loop
    try:
        choice = engine_choice(settings)
        seen = prepare_inspector(InspectorSettings(engine=choice))(content)
    except ModelUnusable as error:
        raise click.ClickException(f"[faces] engine: {error}") from error
    except PictureRefused as error:
        raise click.ClickException(f"{photo} is no photo that can be opened.") from error
    if seen.template is None or seen.findings:
        codes = ", ".join(each.code.value for each in seen.findings) or "no_face"
        raise click.ClickException(f"{photo} will not do: {codes}. Use a sharp photo of one face.")
    try:
        async with open_desks(settings) as desks:
            key = await desks.registry.event_key()
            now = datetime.now(UTC)
            entry = Watched(
                id=f"w-{secrets.token_hex(ENTRY_ID_BYTES)}",
                label=label,
                media_type=media_type(content),
                content=content,
                engine=seen.engine,
                template=turned_in_parts(key, seen.engine, seen.template, choice.parts),
                added_at=now,
                added_by=operator(),
            )
            await desks.registry.watch(entry)
            custodian = Custodian(desks.journal, desks.clock)
            await custodian.record(WatchListChanged(now, operator(), "added", entry.id))
    except AlreadyRunning as error:
        raise click.ClickException(RUNNING) from error
    click.echo(f"{entry.id} added.")


@watch_list.command("remove")
@click.argument("entry")
@click.pass_context
@in_loop
async def remove(context: click.Context, entry: str) -> None:
    """Remove an entry, its photo and its template. The server must be stopped."""
    from catserver.custody.events import WatchListChanged
    from catserver.delivery.keeping.custodian import Custodian
    from catserver.desks import AlreadyRunning, open_desks

    settings = settings_of(context)  # what is there can go, also where the list is off by now
    try:
        async with open_desks(settings) as desks:
            if not await desks.registry.unwatch(entry):
                raise click.ClickException(f"There is no entry {entry}.")
            custodian = Custodian(desks.journal, desks.clock)
            now = datetime.now(UTC)
            await custodian.record(WatchListChanged(now, operator(), "removed", entry))
    except AlreadyRunning as error:
        raise click.ClickException(RUNNING) from error
    click.echo(f"{entry} removed.")


@watch_list.command("list")
@click.pass_context
@in_loop
async def list_(context: click.Context) -> None:
    """The entries of the open event, with their labels."""
    with open_site(settings_of(context)) as site:
        entries = await site.registry.watched()
    if not entries:
        click.echo("Nobody is looked for.")
        return
    rows = [(each.id, each.label, f"{each.added_at:%Y-%m-%d}", each.added_by) for each in entries]
    print_table(("entry", "label", "since", "by"), rows)


def _allowed(context: click.Context) -> Settings:
    settings = settings_of(context)
    if not settings.faces.watch_list:
        raise click.ClickException(OFF)
    return settings
