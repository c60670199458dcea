"""`catserver check-photos`: the registration photos that will cause trouble on the day."""

import asyncio
from pathlib import Path

import click

from catserver.cli.load import language_option
from catserver.cli.opening import OpenSite, in_loop, open_site, settings_of
from catserver.cli.printing import Language, console, print_table
from catserver.delivery.door.photo_review import PhotoReview

LOOK_EVERY_S = 0.2
SHOWN_MAX = 200
HEADINGS: dict[Language, tuple[str, str, str]] = {
    "en": ("number", "name", "problem"),
    "id": ("nomor", "nama", "masalah"),
}
SUMMARY: dict[Language, tuple[str, str]] = {
    "en": (
        "{found} of {candidates} candidates need another photo.",
        "{shown} of {rows} findings are shown; catserver check-photos --csv FILE has all.",
    ),
    "id": (
        "{found} dari {candidates} peserta perlu foto lain.",
        "{shown} dari {rows} temuan ditampilkan; catserver check-photos --csv FILE memuat semua.",
    ),
}


@click.command("check-photos")
@click.option(
    "--csv",
    "table",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write everything found into this file.",
)
@language_option
@click.pass_context
@in_loop
async def check_photos(context: click.Context, table: Path | None, language: Language) -> None:
    """Look at every loaded registration photo as the desk will: no face, two, too dark, a mask."""
    with open_site(settings_of(context)) as site:
        await look_at_photos(site, language, table)


async def look_at_photos(site: OpenSite, language: Language, table: Path | None = None) -> None:
    """Every photo of the roster, and the report of those that will not do."""
    from catserver.face_workers import PoolInspector, face_pool
    from catserver.roster.photo_findings import photo_finding, troubles_csv

    with face_pool(site.settings) as pool:
        review = PhotoReview(site.registry, PoolInspector(pool), busy_s=LOOK_EVERY_S)
        await _watched(review)
        state = await review.state()
    rows = [
        (each.number, each.name, said.message_en if language == "en" else said.message_id)
        for each in state.troubles
        for said in map(photo_finding, each.codes)
    ]
    if rows:
        print_table(HEADINGS[language], rows[:SHOWN_MAX])
    if table is not None:
        await asyncio.to_thread(table.write_bytes, troubles_csv(state.troubles, language))
    summary, more = SUMMARY[language]
    click.echo(summary.format(found=len(state.troubles), candidates=state.candidates))
    if len(rows) > SHOWN_MAX and table is None:
        click.echo(more.format(shown=SHOWN_MAX, rows=len(rows)))


async def _watched(review: PhotoReview) -> None:
    """The review, with a bar that shows how far it is."""
    from rich.progress import Progress

    with Progress(console=console(), transient=True) as progress:
        bar = progress.add_task("Photos", total=None)
        async with asyncio.TaskGroup() as tasks:
            work = tasks.create_task(review.review())
            while not work.done():
                state = await review.state()
                progress.update(bar, total=state.candidates, completed=state.checked)
                await asyncio.wait([work], timeout=LOOK_EVERY_S)
