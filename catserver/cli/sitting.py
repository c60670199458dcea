"""`catserver sitting`: make sittings and say who comes to them.

A running server finds sittings made here within seconds; the committee's page tells it at once.
"""

from datetime import datetime

import click

from catserver.cli.opening import in_loop, open_site, operator, settings_of
from catserver.cli.printing import print_table
from catserver.delivery.registry import SeatTaken, Unknown
from catserver.loading.new_sitting import BankDoesNotFit, SittingWish, new_sitting, plan_for

SEATS_MAX = 5_000


@click.group()
def sitting() -> None:
    """Make sittings and assign candidates to them."""


@sitting.command()
@click.option("--title", required=True)
@click.option("--exam", required=True, help="Identifier of a loaded exam.")
@click.option("--bank", required=True, help="Identifier of a loaded bank.")
@click.option("--room", required=True)
@click.option("--start", required=True, help="2026-05-04T08:00, in this machine's time zone.")
@click.option("--seats", type=click.IntRange(1, SEATS_MAX), required=True)
@click.pass_context
@in_loop
async def create(
    context: click.Context, title: str, exam: str, bank: str, room: str, start: str, seats: int
) -> None:
    """Make a sitting, in the versions of exam and bank that are current now."""
    wish = SittingWish(title, exam, bank, room, instant(start), seats)
    with open_site(settings_of(context)) as site:
        try:
            made = await new_sitting(site.registry, site.loader, site.clock, wish, operator())
            await site.registry.add_sitting(made)
        except Unknown as error:
            raise click.ClickException(f"There is no {error}; load it first.") from error
        except BankDoesNotFit as error:
            lines = [f"{each.message_en} {each.remedy_en}" for each in error.findings]
            raise click.ClickException(
                "The bank does not fit the exam:\n" + "\n".join(lines)
            ) from error
    click.echo(made.id)


@sitting.command("list")
@click.pass_context
@in_loop
async def list_(context: click.Context) -> None:
    """List the sittings."""
    with open_site(settings_of(context)) as site:
        rows = [
            (
                each.id,
                f"{each.start_at.astimezone():%Y-%m-%d %H:%M}",
                each.room,
                each.title,
                each.exam,
                f"{len(await site.registry.assignments(each.id))}/{each.seats}",
            )
            for each in await site.registry.sittings()
        ]
    print_table(("sitting", "start", "room", "title", "exam", "seats"), rows)


@sitting.command()
@click.argument("identifier")
@click.argument("numbers", nargs=-1)
@click.option("--all", "everyone", is_flag=True, help="All without a sitting of this exam.")
@click.option("--room", "of_room", is_flag=True, help="Those whose roster names this room.")
@click.pass_context
@in_loop
async def assign(
    context: click.Context,
    identifier: str,
    numbers: tuple[str, ...],
    *,
    everyone: bool,
    of_room: bool,
) -> None:
    """Assign candidates, by NUMBERS or --all or --room; each gets an attempt and a seat."""
    if sum((bool(numbers), everyone, of_room)) != 1:
        raise click.UsageError("Give candidate numbers, or --all, or --room.")
    with open_site(settings_of(context)) as site:
        found = await site.registry.sitting(identifier)
        if found is None:
            raise click.ClickException(f"There is no sitting {identifier}.")
        try:
            plan = await plan_for(site.registry, found, numbers or ("all" if everyone else "room"))
            await site.registry.assign(plan.assignments)
        except Unknown as error:
            raise click.ClickException(f"Not in the roster: {error}.") from error
        except SeatTaken as error:
            raise click.ClickException("Someone else assigned at the same time.") from error
    click.echo(f"{len(plan.assignments)} assigned.")
    if plan.no_seat:
        raise click.ClickException(
            f"No seat is left for {len(plan.no_seat)}: "
            + ", ".join(each.number for each in plan.no_seat[:20])
        )


def instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError as error:
        raise click.BadParameter(f"{text} is no date and time; write 2026-05-04T08:00") from error
