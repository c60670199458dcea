"""`catserver export-person`: all that is held on one person, in one zip to hand over."""

import asyncio
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from catserver.cli.opening import in_loop, operator, settings_of


@click.command("export-person")
@click.argument("number")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The zip to write; it must not be there yet.",
)
@click.pass_context
@in_loop
async def export_person(context: click.Context, number: str, out: Path) -> None:
    """Write what is held on a candidate: data, photos, events, decisions. Server stopped."""
    from catserver.custody.events import PersonExported
    from catserver.delivery.keeping.custodian import Custodian
    from catserver.delivery.keeping.person_export import NobodyOfThatNumber, PersonExport
    from catserver.delivery.keeping.person_traces import Traces
    from catserver.desks import AlreadyRunning, open_desks

    if await asyncio.to_thread(out.exists):
        raise click.ClickException(f"{out} is there already; name a new file.")
    try:
        async with open_desks(settings_of(context)) as desks:
            custodian = Custodian(desks.journal, desks.clock)
            traces = Traces(desks.registry, desks.sitting_desk, desks.admissions, custodian)
            export = PersonExport(
                desks.registry, desks.cabinet, desks.attempts, desks.admissions, traces
            )
            engines = await desks.registry.engines()
            held = await export.gather(number, engines, datetime.now(UTC))
            _write(out, held.files)
            told = PersonExported(datetime.now(UTC), operator(), held.photos, held.attempts)
            await custodian.record(told)
    except AlreadyRunning as error:
        raise click.ClickException("The server is running: stop it first.") from error
    except NobodyOfThatNumber as error:
        raise click.ClickException(
            f"No candidate has the number {number}. The committee's page finds numbers by name."
        ) from error
    click.echo(f"{out}: {len(held.files)} files; open index.html. Hand it over safely.")


def _write(out: Path, files: Mapping[str, bytes]) -> None:
    """Whole or not at all."""
    making = out.with_name(f".{out.name}.unfinished")
    try:
        with zipfile.ZipFile(making, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        making.chmod(0o600)
        making.rename(out)
    except OSError as error:
        making.unlink(missing_ok=True)
        raise click.ClickException(f"{out} cannot be written: {error}") from error
