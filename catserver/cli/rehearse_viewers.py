"""`catserver rehearse --viewers`: the same rehearsal without and with viewers of its board."""

import statistics
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import click
import msgspec
from rich.console import Console

from catserver.bench.crowd_process import CrowdLost, CrowdProcess
from catserver.bench.limits import raise_open_files
from catserver.bench.viewer_figures import EXAM_P99_RATIO_MAX, VIEWERS_ARE, Aim, at_most, verdict_on
from catserver.bench.viewers import board_of, stream_of
from catserver.cli.printing import print_table
from catserver.cli.rehearse_site import OwnSite
from catserver.rehearsal.report import Report

FILES_BESIDE_VIEWERS = 1_000

Beside = Callable[[OwnSite], AbstractAsyncContextManager[None]]
Once = Callable[[Beside], Awaitable[Report]]
"""One rehearsal at a site of its own, with somebody beside it."""


class Stopped(Exception):
    """One of the rehearsals was ended before it was over: there is nothing to compare."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The same rehearsal twice."""

    alone: Report
    watched: Report

    @property
    def ratio(self) -> float | None:
        alone, watched = _p99_ms(self.alone), _p99_ms(self.watched)
        return round(watched / alone, 2) if alone and watched else None


@dataclass(frozen=True, slots=True)
class Comparison:
    viewers: int
    pairs: tuple[Pair, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing was lost in any of them; what the viewers cost is a figure."""
        return all(
            each.verdict.passed for pair in self.pairs for each in (pair.alone, pair.watched)
        )

    @property
    def aim(self) -> Aim | None:
        """None where no answer was acknowledged."""
        ratios = [pair.ratio for pair in self.pairs if pair.ratio is not None]
        if not ratios:
            return None
        what = "acknowledgement p99 with viewers, of that without"
        return at_most(what, round(statistics.median(ratios), 2), EXAM_P99_RATIO_MAX)

    @property
    def verdict(self) -> str:
        if self.aim is None:
            return "No answer was acknowledged: there is nothing to compare."
        return verdict_on([self.aim], self.viewers)

    def as_json(self) -> bytes:
        said = {
            "viewers": self.viewers,
            "pairs": [
                {
                    "without_viewers": msgspec.to_builtins(pair.alone),
                    "with_viewers": msgspec.to_builtins(pair.watched),
                    "p99_ratio": pair.ratio,
                }
                for pair in self.pairs
            ],
            "aims": msgspec.to_builtins([self.aim] if self.aim else []),
            "verdict": self.verdict,
            "viewers_are": VIEWERS_ARE,
        }
        return msgspec.json.format(msgspec.json.encode(said))


async def compare(once: Once, viewers: int, pairs: int, say: Callable[[str], None]) -> Comparison:
    """Rehearses in turns. Raises CrowdLost, BoardSilent, Stopped."""
    if sys.platform == "win32":
        raise CrowdLost("viewers are simulated on Linux and macOS alone")
    if raise_open_files() < viewers + FILES_BESIDE_VIEWERS:
        raise CrowdLost(f"{viewers} viewers need as many open files; see `catserver doctor`")
    done = []
    for turn in range(1, pairs + 1):
        say(f"Pair {turn} of {pairs}: nobody watches.")
        alone = _whole(await once(_nobody))
        say(f"Pair {turn} of {pairs}: {viewers:,} watch the board.")
        done.append(Pair(alone, _whole(await once(_watched_by(viewers)))))
    return Comparison(viewers, tuple(done))


def tell(found: Comparison, console: Console, *, as_json: bool) -> None:
    if as_json:
        click.echo(found.as_json())
        return
    rows = [
        (name, *_milliseconds(report), report.verdict.sentence)
        for pair in found.pairs
        for name, report in (
            ("nobody watches", pair.alone),
            (f"{found.viewers:,} watch", pair.watched),
        )
    ]
    print_table(("acknowledgement", "p50", "p99", "longest", "the rehearsal"), rows)
    ratios = ", ".join("–" if pair.ratio is None else f"{pair.ratio:g}" for pair in found.pairs)
    console.print(f"p99 with viewers, of that without: {ratios}. {VIEWERS_ARE}", soft_wrap=True)
    console.print(found.verdict, soft_wrap=True)


@asynccontextmanager
async def _nobody(_: OwnSite) -> AsyncIterator[None]:
    yield


def _watched_by(viewers: int) -> Beside:
    @asynccontextmanager
    async def watched(site: OwnSite) -> AsyncIterator[None]:
        place = urlsplit(site.url)
        assert place.port is not None
        port = await board_of(place.port, site.sitting)
        stream = stream_of(site.sitting)
        crowd = await CrowdProcess.gather("board", port, stream, viewers, behind=True)
        try:
            yield
            await crowd.report()
        finally:
            await crowd.go()

    return watched


def _whole(report: Report) -> Report:
    if report.stopped:
        raise Stopped("A rehearsal was ended before it was over; there is nothing to compare.")
    return report


def _p99_ms(report: Report) -> float | None:
    return report.answers.acknowledgement.p99_ms


def _milliseconds(report: Report) -> tuple[str, str, str]:
    figures = report.answers.acknowledgement
    p50, p99, longest = (
        "–" if value is None else f"{value:,.1f} ms"
        for value in (figures.p50_ms, figures.p99_ms, figures.max_ms)
    )
    return p50, p99, longest
