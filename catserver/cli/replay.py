"""`catserver replay`: everything computed again from the journal, and held against the figures."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import click

from catserver.cli.opening import in_loop, settings_of
from catserver.cli.printing import print_table
from question_bank.scoring import marks_of


@click.command()
@click.option("--board", help="Address of a running site, to hold its public board against this.")
@click.option("--all", "show_all", is_flag=True, help="List every attempt, not only problems.")
@click.pass_context
@in_loop
async def replay(context: click.Context, board: str | None, show_all: bool) -> None:  # noqa: FBT001 - click's flags
    """Fold and score the journal again; exit 1 where anything disagrees."""
    from catserver.delivery.replay import replay as replay_journal
    from catserver.desks import open_desks

    async with open_desks(settings_of(context), writing=False) as desks:
        done = [each async for each in replay_journal(desks.journal, desks.cabinet, desks.attempts)]
    problems = {each.attempt: each.problem for each in done if each.problem}
    if board:
        for sitting in sorted({each.sitting for each in done if each.sitting}):
            shown = _totals_on(board, sitting)
            for each in done:
                if each.candidate in shown and each.outcome is not None:
                    total = marks_of(each.outcome.total)
                    if shown[each.candidate] != total:
                        problems[each.attempt] = f"board {shown[each.candidate]}, journal {total}"
    rows = [
        (
            each.candidate or "?",
            each.phase,
            each.events,
            marks_of(each.outcome.total) if each.outcome else "",
            problems.get(each.attempt, ""),
        )
        for each in done
        if show_all or each.attempt in problems
    ]
    if rows:
        print_table(("candidate", "phase", "events", "total", "problem"), rows)
    events = sum(each.events for each in done)
    click.echo(f"{len(done)} attempts, {events} events replayed; {len(problems)} disagree.")
    if problems:
        context.exit(1)


def _totals_on(board: str, sitting: str) -> dict[str, float]:
    """The totals that a running site shows the public, by candidate; none where it has no board."""
    url = f"{board.rstrip('/')}/api/board/{sitting}/snapshot"
    if not url.startswith(("http://", "https://")):
        raise click.ClickException(f"{board} is no address of a site")
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - checked above
            return totals_of(json.load(answer))
    except urllib.error.HTTPError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return {}  # closed before that server's last start
        raise click.ClickException(f"{board} answers {error.code} for the board") from error
    except OSError as error:
        raise click.ClickException(f"{board} does not answer: {error}") from error


def totals_of(snapshot: Mapping[str, Any]) -> dict[str, float]:
    """By the public number, which is the candidate's own where it is shown whole."""
    numbers = {row: number for row, number, *_ in snapshot["people"]}
    return {numbers[row]: total for row, _, total, *_ in snapshot["rows"] if total is not None}
