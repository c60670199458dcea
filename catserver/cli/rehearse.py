"""`catserver rehearse`: a whole exam day with simulated candidates, and a report of how it held."""

import asyncio
import os
import signal
import ssl
import sys
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
import msgspec
from rich.console import Console

from catserver.cli.rehearse_types import Pace, Share
from catserver.rehearsal.messages import Number
from catserver.rehearsal.pages import print_report, write_page
from catserver.rehearsal.plan import Plan, Shares, SignIn, Starts
from catserver.rehearsal.progress import Silence, shown_on
from catserver.rehearsal.report import Report, encode_report
from catserver.rehearsal.run import run_rehearsal
from catserver.rehearsal.troubles import Trouble

if TYPE_CHECKING:
    from catserver.cli.rehearse_site import OwnSite

EXIT_NOT_READY = 1
CANDIDATES_MAX = 2_000
DEFAULT_MINUTES = 2.0
PASSWORD_VARIABLE = "CATSERVER_PROCTOR_PASSWORD"  # noqa: S105 - its name

PACE_HELP = "human (the mean person is done after 85% of the time), fast, or seconds per answer."
MINUTES_HELP = (
    f"How long they answer. [default: {DEFAULT_MINUTES:g}; with --url, to the exam's end]"
)
FACES_HELP = "Compare portraits, or let the proctor admit everybody by hand."
VIEWERS_HELP = "Without --url: in turns without and with so many viewers of the board; compare."
PAIRS_HELP = "With --viewers: how many such turns."
FILE = click.Path(exists=True, dir_okay=False)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    candidates: int
    pace: timedelta | None
    minutes: float | None
    shares: Shares
    seed: int
    faces: bool
    desks: int
    arrive: timedelta

    def plan(self, url: str, sitting: str, proctor: SignIn, **more: Any) -> Plan:
        return Plan(
            url=url,
            sitting=sitting,
            proctor=proctor,
            pace=self.pace,
            shares=self.shares,
            seed=self.seed,
            work_for=timedelta(minutes=self.minutes) if self.minutes else None,
            desks=self.desks,
            arrive_within=self.arrive,
            **more,
        )


@click.command()
@click.option("--candidates", default=30, show_default=True, type=click.IntRange(1, CANDIDATES_MAX))
@click.option("--url", help="A running site; without it, a throw-away site is made here.")
@click.option("--sitting", help="With --url: which sitting. It must be made for rehearsing.")
@click.option(
    "--proctor", help=f"With --url: who signs in; password asked, or {PASSWORD_VARIABLE}."
)
@click.option("--ca", type=FILE, help="The site's certificate authority, for https.")
@click.option("--wait-for-start", is_flag=True, help="With --url: do not start the sitting.")
@click.option("--yes", is_flag=True, help="With --url: do not ask whether it is the right sitting.")
@click.option("--pace", type=Pace(), default="human", show_default=True, help=PACE_HELP)
@click.option("--minutes", type=click.FloatRange(0.1, 600), help=MINUTES_HELP)
@click.option("--disconnecting", type=Share(), default="10%", show_default=True)
@click.option("--moving", type=Share(), default="3%", show_default=True)
@click.option("--arrive-within", type=click.FloatRange(0, 3600), default=0.0, help="Seconds.")
@click.option("--desks", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--faces/--no-faces", default=True, show_default=True, help=FACES_HELP)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed: the same people."
)
@click.option("--json", "as_json", is_flag=True, help="The report as JSON, and nothing else.")
@click.option("--report", type=NEW_FILE, help="Also write the report to this HTML file.")
@click.option("--viewers", type=click.IntRange(1, 50_000), help=VIEWERS_HELP)
@click.option("--pairs", type=click.IntRange(1, 20), default=2, show_default=True, help=PAIRS_HELP)
def command(
    candidates: int,
    url: str | None,
    sitting: str | None,
    proctor: str | None,
    ca: str | None,
    pace: timedelta | None,
    minutes: float | None,
    disconnecting: float,
    moving: float,
    arrive_within: float,
    desks: int,
    seed: int,
    report: Path | None,
    viewers: int | None,
    pairs: int,
    *,
    wait_for_start: bool,
    yes: bool,
    faces: bool,
    as_json: bool,
) -> None:
    """Rehearse an exam day with simulated candidates; exit 1 where anything was lost.

    They arrive with their portraits, sign in, answer over real sockets, change their minds, lose
    their lines, are moved, and hand in. Every acknowledged answer is held against what the server
    has, every result on a screen against the public board.
    """
    wish = Wish(
        candidates=candidates,
        pace=pace,
        minutes=minutes,
        shares=Shares(disconnecting=disconnecting, moving=moving),
        seed=seed,
        faces=faces,
        desks=desks,
        arrive=timedelta(seconds=arrive_within),
    )
    console = Console(stderr=as_json, highlight=False)
    if viewers is not None:
        if url is not None or report is not None:
            raise click.UsageError(
                "--viewers compares at a site of its own: no --url, no --report."
            )
        _with_viewers(wish, viewers, pairs, console, as_json=as_json)
        return
    if url is None:
        rehearsal = _at_own_site(wish, console, quiet=as_json)
    else:
        if not sitting or not proctor:
            raise click.UsageError("--url also needs --sitting and --proctor.")
        plan = wish.plan(
            url.rstrip("/"),
            sitting,
            SignIn(proctor, _password(proctor)),
            starts=Starts.SERVER if wait_for_start else Starts.REHEARSAL,
            trust=ssl.create_default_context(cafile=ca) if ca else None,
            portraits=_registration_photo if faces else None,
            candidates_max=candidates,
        )
        if not yes:
            _make_sure(sitting)
        rehearsal = _at(plan, console, quiet=as_json)
    done = _done(rehearsal)
    _tell(done, console, report, as_json=as_json)
    if not done.verdict.passed:
        raise SystemExit(EXIT_NOT_READY)


def _done(work: Coroutine[Any, Any, Result]) -> Result:
    signal.signal(signal.SIGTERM, _leave)
    try:
        return in_quick_loop(work)
    except Trouble as trouble:
        raise click.ClickException(f"The rehearsal could not begin: {trouble}") from trouble


def _with_viewers(wish: Wish, viewers: int, pairs: int, console: Console, *, as_json: bool) -> None:
    from catserver.bench.crowd_process import CrowdLost
    from catserver.bench.viewers import BoardSilent
    from catserver.cli.rehearse_viewers import Beside, Stopped, compare, tell

    def once(beside: Beside) -> Coroutine[Any, Any, Report]:
        return _at_own_site(wish, console, quiet=as_json, beside=beside)

    try:
        found = _done(compare(once, viewers, pairs, console.print))
    except (CrowdLost, BoardSilent, Stopped) as error:
        raise click.ClickException(str(error)) from error
    tell(found, console, as_json=as_json)
    if not found.passed:
        raise SystemExit(EXIT_NOT_READY)


def _tell(report: Report, console: Console, page: Path | None, *, as_json: bool) -> None:
    if as_json:
        click.echo(encode_report(report).decode())
    else:
        print_report(report, console)
    if page is not None:
        write_page(report, page)


async def _at_own_site(
    wish: Wish,
    console: Console,
    *,
    quiet: bool,
    beside: "Callable[[OwnSite], AbstractAsyncContextManager[Any]]" = nullcontext,
) -> Report:
    from catserver.cli.rehearse_site import SiteBroken, minutes_for, own_site

    wish = replace(wish, minutes=wish.minutes or DEFAULT_MINUTES)
    assert wish.minutes is not None
    if not quiet:
        console.print(f"Preparing a throw-away site for {wish.candidates} candidates …")
    minutes = minutes_for(timedelta(minutes=wish.minutes))
    try:
        async with own_site(wish.candidates, minutes, faces=wish.faces) as site, beside(site):
            plan = wish.plan(
                site.url,
                site.sitting,
                SignIn(*site.proctor),
                portraits=site.portrait if wish.faces else None,
                strangers=frozenset(map(Number, site.strangers)),
            )
            report = await _at(plan, console, quiet=quiet)
            faults = await _log_faults(site, console, quiet=quiet)
            errors = report.server_errors + site.errors_logged() + faults
            return msgspec.structs.replace(report, server_errors=errors)
    except SiteBroken as broken:
        raise click.ClickException(str(broken)) from broken


async def _log_faults(site: "OwnSite", console: Console, *, quiet: bool) -> int:
    """Close the sitting and verify what was published; how much of it does not fit."""
    from catserver.cli.rehearse_log import LogMissing, verify_own_log

    try:
        verdict = await verify_own_log(site.url, site.sitting, site.committee, site.public_log)
    except LogMissing as missing:
        if not quiet:
            console.print(f"The public log was not verified: {missing}.", markup=False)
        return 0
    if not quiet:
        for each in (*verdict.findings, verdict.last):
            console.print(f"The public log: {each.sentence()}", markup=False, soft_wrap=True)
    return len(verdict.findings)


async def _at(plan: Plan, console: Console, *, quiet: bool) -> Report:
    """Ctrl+C ends it in good order, with the report of what was until then."""
    with suppress(NotImplementedError):  # Windows
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, plan.stop.set)
    if quiet:
        return await run_rehearsal(plan, Silence())
    with shown_on(console) as watcher:
        return await run_rehearsal(plan, watcher)


def in_quick_loop(work: Coroutine[Any, Any, Result]) -> Result:
    """With uvloop where there is one: the rehearsal's own cost must not be what it measures."""
    factory = None
    if sys.platform != "win32":
        import uvloop

        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(work)


def _leave(_number: int, _frame: object) -> NoReturn:
    """Told to end before it began: the site's own server must not be left behind."""
    raise SystemExit(EXIT_NOT_READY)


def _password(proctor: str) -> str:
    given = os.environ.get(PASSWORD_VARIABLE)
    return given or str(click.prompt(f"Password of {proctor}", hide_input=True, err=True))


def _make_sure(sitting: str) -> None:
    click.confirm(
        f"Simulated candidates will sit the exam under the names of sitting {sitting}. "
        "Their answers cannot be taken back. Is it a sitting made for rehearsing?",
        abort=True,
        err=True,
    )


def _registration_photo(_: Number) -> None:
    """At a site of others nobody has a second picture: the registration photo is sent."""
