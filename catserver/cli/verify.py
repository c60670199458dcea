"""`catserver verify`: a published log, or one receipt, checked offline and said in words."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.markup import escape
from rich.progress import Progress

from catserver.cli.opening import settings_of
from catserver.cli.printing import Language, console
from catserver.transparency.findings import Finding, finding
from catserver.transparency.note import NoteMalformed, VerifierKey, parse_verifier_key
from catserver.transparency.reading import NotALog, PublishedFolder
from catserver.transparency.reading import Progress as Told
from catserver.transparency.receipt_check import verify_receipt
from catserver.transparency.verification import Trusted, Verdict, verify_folder

DOES_NOT_FIT = 1
FINDINGS_SHOWN_MAX = 100
LABELS = {
    "leaves": ("Leaves", "Daun"),
    "contents": ("What they say", "Isinya"),
    "draws": ("Draws", "Undian"),
    "journal": ("Journal", "Jurnal"),
}


@click.command()
@click.argument("what", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--log",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The published folder to hold a receipt against.",
)
@click.option("--vkey", multiple=True, help="The log's verifier key, from elsewhere than DIR.")
@click.option("--witness", multiple=True, help="The verifier key of a witness you trust.")
@click.option(
    "--known",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint or a receipt that was kept: shows a log that was made anew.",
)
@click.option("--site", is_flag=True, help="Hold it against this site's own journal, too.")
@click.option("--language", type=click.Choice(["en", "id"]), default="en", show_default=True)
@click.pass_context
def verify(
    context: click.Context,
    *,
    what: Path,
    log: Path | None,
    vkey: Sequence[str],
    witness: Sequence[str],
    known: Sequence[Path],
    site: bool,
    language: Language,
) -> None:
    """Check a published log (a folder) or a receipt (a file), without the internet.

    Exits 0 where everything fits, 1 where something does not.
    """
    trusted = Trusted(
        tuple(_key(each) for each in vkey),
        tuple(_key(each) for each in witness),
        {str(each): each.read_bytes() for each in known},
    )
    if what.is_dir():
        if log is not None:
            raise click.UsageError("--log goes with a receipt; name one folder.")
        _verify_folder(context, what, trusted, site=site, language=language)
    else:
        if site:
            raise click.UsageError("--site goes with a folder, not with a receipt.")
        _verify_file(context, what, log, trusted, language)


def _verify_folder(
    context: click.Context, folder: Path, trusted: Trusted, *, site: bool, language: Language
) -> None:
    with _bar(language) as told:
        verdict = verify_folder(folder, trusted, told)
        said = asyncio.run(_with_site(context, verdict, told)) if site else []
    _show(verdict.findings, verdict.notes, language)
    for each in said if verdict.fits else ():
        console().print(escape(each.sentence(language)), soft_wrap=True)
    _end(context, verdict, language)


async def _with_site(context: click.Context, verdict: Verdict, told: Told) -> list[Finding]:
    """Adds what the site's own data say; gives back the sentence for where they fit."""
    from catserver.public_log import open_site_data
    from catserver.transparency.site_check import verify_site

    if verdict.checked is None:
        return []  # a folder that does not fit by itself is held against nothing
    async with open_site_data(settings_of(context)) as data:
        found = await verify_site(data, verdict.checked, told)
    verdict.findings += found.findings
    verdict.notes += found.notes
    return [finding("site_fits", attempts=found.attempts, events=found.events)]


def _verify_file(
    context: click.Context, file: Path, log: Path | None, trusted: Trusted, language: Language
) -> None:
    keys: tuple[VerifierKey, ...] = trusted.keys
    verdict = None
    with _bar(language) as told:
        if log is not None:
            verdict = verify_folder(log, trusted, told)
            keys = keys or _keys_in(log)
    if not keys:
        raise click.UsageError(
            "Name the log's key with --vkey, or the published folder with --log."
        )
    receipt = verify_receipt(file.name, file.read_bytes(), keys, verdict)
    about_log = verdict.notes if verdict is not None else []
    about_key = [each for each in about_log if each.code == "key_from_folder"]
    _show(receipt.findings, [*about_key, *receipt.notes], language)
    for each in receipt.facts if receipt.fits else ():
        console().print(f"[green]{escape(each.sentence(language))}[/]", soft_wrap=True)
    if not receipt.fits:
        last = Verdict(receipt.findings)
        _end(context, last, language)


def _show(findings: Sequence[Finding], notes: Sequence[Finding], language: Language) -> None:
    for each in notes:
        console().print(f"[yellow]·[/] {escape(each.sentence(language))}", soft_wrap=True)
    for each in findings[:FINDINGS_SHOWN_MAX]:
        console().print(f"[bold red]✗[/] {escape(each.sentence(language))}", soft_wrap=True)
    if len(findings) > FINDINGS_SHOWN_MAX:
        console().print(f"… +{len(findings) - FINDINGS_SHOWN_MAX}")


def _end(context: click.Context, verdict: Verdict, language: Language) -> None:
    look = "green" if verdict.fits else "bold red"
    sentence = escape(verdict.last.sentence(language))
    console().print(f"[{look}]{sentence}[/]", soft_wrap=True)
    if not verdict.fits:
        context.exit(DOES_NOT_FIT)


def _key(text: str) -> VerifierKey:
    try:
        return parse_verifier_key(text)
    except NoteMalformed as error:
        raise click.UsageError(f"{text} is no verifier key: {error}.") from error


def _keys_in(folder: Path) -> tuple[VerifierKey, ...]:
    try:
        return PublishedFolder(folder).keys()
    except NotALog:
        return ()


@contextmanager
def _bar(language: Language) -> Iterator[Told]:
    """A bar for each part; gone when it is done."""
    with Progress(console=console(), transient=True) as bar:
        tasks = {}

        def told(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(LABELS[what][language == "id"], total=of)
            bar.update(tasks[what], completed=done, total=of)

        yield told
