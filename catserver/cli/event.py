"""`catserver event`: the exam events of this site, each with a key of its own."""

from datetime import UTC, datetime

import click

from catserver.cli.opening import in_loop, open_site, operator, settings_of
from catserver.cli.printing import print_table


@click.group()
def event() -> None:
    """Exam events: each seals photos and templates with a key of its own."""


@event.command("list")
@click.pass_context
@in_loop
async def list_(context: click.Context) -> None:
    """All events, and which are forgotten."""
    with open_site(settings_of(context)) as site:
        events = await site.registry.exam_events()
    if not events:
        click.echo("No event yet: the first begins with the first photo.")
        return
    print_table(
        ("id", "title", "since", "until", "forgotten"),
        [
            (each.id, each.title, *map(_day, (each.opened_at, each.closed_at, each.forgotten_at)))
            for each in events
        ],
    )


@event.command("begin")
@click.argument("title")
@click.pass_context
@in_loop
async def begin(context: click.Context, title: str) -> None:
    """Close the open event and begin another, under a new key. The server must be stopped."""
    from catserver.custody.events import ExamEventBegun
    from catserver.delivery.keeping.custodian import Custodian
    from catserver.desks import AlreadyRunning, open_desks

    try:
        async with open_desks(settings_of(context)) as desks:
            now = datetime.now(UTC)
            begun = await desks.registry.begin_event(title, now)
            custodian = Custodian(desks.journal, desks.clock)
            await custodian.record(ExamEventBegun(now, operator(), begun.id))
    except AlreadyRunning as error:
        raise click.ClickException("The server is running: stop it first.") from error
    click.echo(f"{begun.id}: {title}. Load the roster with its photos for this event.")


def _day(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d}"
