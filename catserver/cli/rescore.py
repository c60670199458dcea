"""`catserver rescore`: what a changed key changes for whom, and the new scores appended."""

import click

from catserver.cli.opening import in_loop, operator, settings_of
from catserver.cli.printing import print_table
from question_bank.scoring import Outcome, marks_of


@click.command()
@click.argument("sitting")
@click.option("--reason", required=True, help="Why the key changed; it is recorded.")
@click.option("--version", type=click.IntRange(1), help="Key version; the newest by default.")
@click.option("--check", is_flag=True, help="Show what would change and write nothing.")
@click.pass_context
@in_loop
async def rescore(
    context: click.Context,
    sitting: str,
    reason: str,
    version: int | None,
    check: bool,  # noqa: FBT001 - click's flags
) -> None:
    """Score a sitting by another version of the keys. The server must be stopped."""
    from catserver.delivery.material import MaterialMissing
    from catserver.delivery.rescoring import Rescorer
    from catserver.desks import AlreadyRunning, open_desks

    try:
        async with open_desks(settings_of(context), writing=not check) as desks:
            rescorer = Rescorer(desks.cabinet, desks.sittings, desks.attempts, desks.clock)
            done = await rescorer.rescore(sitting, operator(), reason, version, check=check)
    except AlreadyRunning as error:
        raise click.ClickException(
            "The server is running: rescore on the committee's page, or stop the server first."
        ) from error
    except MaterialMissing as error:
        raise click.ClickException(
            f"{error}. `catserver sitting list` shows what there is."
        ) from error
    if done.changes:
        print_table(
            ("candidate", "before", "after", "passed before", "passed after", "items"),
            [
                (
                    each.number,
                    marks_of(each.before.total),
                    marks_of(each.after.total),
                    _passed(each.before),
                    _passed(each.after),
                    " ".join(each.items),
                )
                for each in done.changes
            ],
        )
    verb = "would move" if check else "moved"
    click.echo(
        f"{done.rescored} of {done.attempts} attempts {verb} to key version {done.version}; "
        f"the figures of {len(done.changes)} change."
    )


def _passed(outcome: Outcome) -> str:
    return {True: "yes", False: "no", None: "-"}[outcome.passed]
