"""`catserver log`: the site's public log: how it stands, copies, cosignatures, taking it up."""

import asyncio
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from catserver.cli.opening import in_loop, operator, settings_of, store_problems_said
from catserver.config import Settings
from catserver.static_folder import static_folder
from catserver.transparency.cosigning import NotCosigned, cosign
from catserver.transparency.log import SENTENCES, Log
from catserver.transparency.note import NoteMalformed, VerifierKey, parse_verifier_key
from catserver.transparency.opening import public_folder
from catserver.transparency.publishing import CopyRefused, copy_published
from catserver.transparency.reading import PublishedFolder
from catserver.transparency.resuming import (
    By,
    CannotResume,
    resume_from,
    resume_with_nothing_newer,
)
from catserver.verify_page import LOG_AT, write_page

TIMEOUT_S = 20
ANSWER_SIZE_BYTES_MAX = 64 * 1024


@click.group()
def log() -> None:
    """The public log that anybody can check."""


@log.command()
@click.pass_context
@in_loop
async def status(context: click.Context) -> None:
    """How the log stands, and its verifier key; also while the server runs."""
    async with _looked_at(settings_of(context)) as found:
        keys, record = found.parts.keys, found.parts.record
        click.echo(f"leaves       {len(found.tree)}")
        click.echo(f"signed       {found.signed_size}")
        if keys is not None:
            click.echo(f"origin       {keys.origin}")
            click.echo(f"vkey         {keys.log.public}")
            click.echo(f"time vkey    {keys.time.public}")
        for each in record.resumed if record else ():
            click.echo(f"taken up     {each.at:%Y-%m-%d %H:%M} by {each.by}: {each.reason}")
        if found.away is not None:
            raise click.ClickException(
                f"The log is not continued: {SENTENCES[found.away]}. See `catserver log resume`."
            )


@log.command()
@click.argument("to", type=click.Path(file_okay=False, path_type=Path))
@click.option("--page", is_flag=True, help="TO is a web server's root: /verify/ beside /log/.")
@click.pass_context
def publish(context: click.Context, to: Path, *, page: bool) -> None:
    """Copy the published folder to TO, for a web server or a stick; also while the server runs."""
    folder = to / LOG_AT if page else to
    try:
        size, files = copy_published(public_folder(settings_of(context).data_dir), folder)
        pages = write_page(static_folder(), to) if page else 0
    except (CopyRefused, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{folder} holds the log with {size} leaves ({files} files are new or changed).")
    if page:
        click.echo(f"{to} holds the page /verify/ ({pages} files); any static web server will do.")


@log.command(name="cosign")
@click.option("--witness", required=True, help="Its address; add-checkpoint is added to it.")
@click.option("--vkey", required=True, help="Its verifier key, as its operator gave it to you.")
@click.pass_context
@in_loop
async def cosign_command(context: click.Context, witness: str, vkey: str) -> None:
    """Let a witness cosign the newest checkpoint; also while the server runs."""
    key = _key(vkey)
    url = f"{witness.rstrip('/')}/add-checkpoint"
    if not url.startswith(("http://", "https://")):
        raise click.UsageError(f"{witness} is no address of a witness.")
    async with _looked_at(settings_of(context)) as found:
        try:
            done = await asyncio.to_thread(cosign, found, key, lambda body: _post(url, body))
        except NotCosigned as error:
            raise click.ClickException(str(error)) from error
    at = datetime.fromtimestamp(done.at_s, UTC)
    click.echo(f"{key.name} cosigned {done.size} leaves at {at:%Y-%m-%d %H:%M:%S} UTC.")


@log.command()
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--nothing-newer", is_flag=True, help="Nothing was published after the backup.")
@click.option("--reason", required=True, help="What happened; it is recorded with your name.")
@click.pass_context
@in_loop
async def resume(
    context: click.Context,
    *,
    folder: Path | None,
    nothing_newer: bool,
    reason: str,
) -> None:
    """Take the log up again from FOLDER, the newest copy of what was published.

    The server must be stopped. Leaves that are missing here are taken from the copy.
    """
    from catserver.desks import AlreadyRunning, open_desks
    from catserver.public_log import open_site_log

    if (folder is None) != nothing_newer:
        raise click.UsageError("Name a copy of the published folder, or give --nothing-newer.")
    try:
        async with open_desks(settings_of(context)) as desks:
            found = await open_site_log(settings_of(context), desks)
            if found.away is None:
                raise click.ClickException("The log is not away: there is nothing to take up.")
            by = By(operator(), datetime.now(UTC), reason)
            if folder is None:
                resume_with_nothing_newer(found, by)
                taken = 0
            else:
                taken = await resume_from(found, PublishedFolder(folder), by, lambda *_: None)
    except AlreadyRunning as error:
        raise click.ClickException("Stop the server first.") from error
    except CannotResume as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"The log goes on; {taken} leaves were taken from the copy. Start the server.")


@asynccontextmanager
async def _looked_at(settings: Settings) -> AsyncIterator[Log]:
    from catserver.public_log import looked_at

    with store_problems_said():
        async with looked_at(settings) as found:
            yield found


def _key(text: str) -> VerifierKey:
    try:
        return parse_verifier_key(text)
    except NoteMalformed as error:
        raise click.UsageError(f"{text} is no verifier key: {error}.") from error


def _post(url: str, body: bytes) -> tuple[int, bytes]:
    """Raises NotCosigned where nobody answers."""
    request = urllib.request.Request(url, data=body, method="POST")  # noqa: S310 - checked above
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            return answer.status, answer.read(ANSWER_SIZE_BYTES_MAX)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read(ANSWER_SIZE_BYTES_MAX)
    except OSError as error:
        raise NotCosigned(f"{url} does not answer: {error}") from error
