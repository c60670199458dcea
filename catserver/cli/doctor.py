"""`catserver doctor`: is this machine ready for an exam day? Measured, not assumed."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import click
from rich.markup import escape

from catserver.cli.checks.clock import check_clock
from catserver.cli.checks.disk import check_disk
from catserver.cli.checks.exams import check_exams
from catserver.cli.checks.faces import check_faces
from catserver.cli.checks.finding import Finding, Verdict
from catserver.cli.checks.keys import check_keys
from catserver.cli.checks.log import check_log
from catserver.cli.checks.network import check_network
from catserver.cli.checks.restored import check_restored
from catserver.cli.checks.store import check_store
from catserver.cli.opening import settings_of
from catserver.cli.printing import console
from catserver.config import Settings, described

LOOKS = {Verdict.OK: "green", Verdict.ATTENTION: "yellow", Verdict.PROBLEM: "bold red"}
EXIT_PROBLEM = 1

Checks = Mapping[str, Callable[[], Iterator[Finding]]]


def checks(settings: Settings) -> Checks:
    """All of them, in the order they are run."""
    return {
        "disk": partial(check_disk, settings.data_dir),
        "clock": partial(check_clock, settings.data_dir),
        "network": partial(check_network, settings),
        "store": partial(check_store, settings.store_url),
        "keys": partial(check_keys, settings.store_url, settings.data_dir),
        "backup": partial(check_restored, settings.data_dir),
        "log": partial(check_log, settings),
        "exams": partial(check_exams, settings),
        "faces": partial(check_faces, settings),
    }


@click.command()
@click.option("--skip", multiple=True, help="A part to leave out: disk, clock, network, store …")
@click.option("--json", "as_json", is_flag=True, help="One JSON array of findings instead.")
@click.pass_context
def doctor(context: click.Context, *, skip: tuple[str, ...], as_json: bool) -> None:
    """Check the machine and print the settings, without secrets.

    Exits 0 where nothing is a problem, else 1.
    """
    settings = settings_of(context)
    parts = checks(settings)
    unknown = set(skip) - set(parts)
    if unknown:
        raise click.UsageError(f"There is {', '.join(parts)}; not {', '.join(sorted(unknown))}.")
    if not as_json:
        for name, value in described(settings):
            click.echo(f"{name:<34}{value}".rstrip())
        click.echo()
    found: list[Finding] = []
    for part, check in parts.items():
        if part in skip:
            continue
        for finding in check():
            found.append(finding)
            if not as_json:
                show(finding)
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(found).decode())
    if any(each.verdict is Verdict.PROBLEM for each in found):
        raise SystemExit(EXIT_PROBLEM)


def show(finding: Finding) -> None:
    look = LOOKS[finding.verdict]
    word = f"{finding.verdict.value:<9}"
    console().print(f"[{look}]{word}[/]  {finding.check}: {escape(finding.said)}", soft_wrap=True)
    if finding.remedy:
        console().print(f"           → {escape(finding.remedy)}", soft_wrap=True)
