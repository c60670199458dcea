"""`catserver bench --viewers`: the public board under its viewers, and the exam beside it."""

import sys
from functools import partial

import click

from catserver.bench.viewer_figures import VIEWERS_ARE, Aim, FanOut, ViewerFigures
from catserver.bench.viewers import BoardSilent, ViewersPlan, run_viewers
from catserver.cli.bench_running import measured
from catserver.cli.printing import print_table

QUICK_TURN_S = 4.0


def measure_viewers(viewers: int, *, quick: bool, as_json: bool) -> None:
    from catserver.bench.crowd_process import CrowdLost
    from catserver.bench.process import ServerSilent
    from catserver.bench.run import TooFewFiles

    if sys.platform == "win32":
        raise click.ClickException("viewers are measured on Linux and macOS alone")
    plan = ViewersPlan(viewers, turn_s=QUICK_TURN_S) if quick else ViewersPlan(viewers)
    failures = (TooFewFiles, CrowdLost, ServerSilent, BoardSilent)
    figures = measured(partial(run_viewers, plan), failures, quiet=as_json)
    if as_json:
        click.echo(figures.as_json())
    else:
        _show(figures, plan)


def _show(figures: ViewerFigures, plan: ViewersPlan) -> None:
    rows: list[tuple[str, object, object]] = []
    for name, fan in (("public board", figures.board), ("bare fan-out", figures.bare)):
        if fan is not None:
            rows += _fan_rows(name, fan, figures.viewers)
    if figures.kib_per_viewer is not None:
        rows.append(("memory per viewer", f"{figures.kib_per_viewer} KiB", "of the process"))
    rows.append(("bytes of one message, gzip", f"{figures.message_bytes:,}", "median"))
    rate = f"{plan.terminals:,} terminals at {plan.terminal_answers_per_s:,}/s"
    for name, turns in (
        ("nobody watches", figures.without_viewers),
        (f"{figures.viewers:,} watch", figures.with_viewers),
    ):
        p99 = ", ".join(f"{each.p99_ms:g}" for each in turns)
        rows.append((f"acknowledgement, {rate}, {name}", f"p99 {p99} ms", "turns in pairs"))
    rows.append(("what the viewers add to that p99", f"{figures.exam_p99_ratio} ×", "median"))
    load = ", ".join(f"{each:.1f}" for each in figures.load_average)
    rows.append(("load average at the end", load, f"{figures.machine['cores']} cores"))
    print_table(("measured", "figure", ""), rows)
    print_aims(figures.aims)
    click.echo(VIEWERS_ARE)
    click.echo(figures.verdict)


def print_aims(aims: list[Aim]) -> None:
    rows = [
        (aim.what, f"{aim.measured:g}", aim.aim, "reached" if aim.reached else "NOT reached")
        for aim in aims
    ]
    print_table(("aim", "measured", "meant to be", ""), rows)


def _fan_rows(name: str, fan: FanOut, viewers: int) -> list[tuple[str, object, object]]:
    core = f"{fan.core:.0%} of a core at {fan.messages_per_s:g} updates a second"
    each = f"{fan.us_per_message} µs a viewer and message"
    latency = f"p50 {fan.p50_ms:g} ms, p99 {fan.p99_ms:g} ms"
    generator = f"the viewers themselves take {fan.generator_core:.0%} of a core"
    return [
        (f"{name}, {viewers:,} viewers", core, each),
        (f"{name}, from posting to viewer", latency, generator),
        (f"{name}, per 1,000 viewers", f"{fan.core_per_1000_viewers:.1%} of a core", ""),
    ]
