"""`catserver bench`: what this machine can do, measured in one run and held against a bare echo."""

import dataclasses
from functools import partial

import click

from catserver.bench.figures import Figures
from catserver.cli.bench_running import measured
from catserver.cli.opening import store_problems_said
from catserver.cli.printing import print_table


@click.command()
@click.option("--quick", is_flag=True, help="Under a minute, up to 1,000 terminals.")
@click.option("--json", "as_json", is_flag=True, help="Figures for programs.")
@click.option("--store", "url", help="URL of an empty PostgreSQL database, instead of SQLite.")
@click.option("--viewers", type=click.IntRange(50, 50_000), help="The public board, so many watch.")
@click.option("--faces", is_flag=True, help="Comparisons of faces, and the exam beside them.")
def bench(quick: bool, as_json: bool, url: str | None, viewers: int | None, faces: bool) -> None:  # noqa: FBT001 - click's flags
    """Measure answers, disk, sockets, start and return on this machine."""
    if faces:
        from catserver.cli.bench_faces import measure_faces

        measure_faces(quick=quick, as_json=as_json)
        return
    if viewers is not None:
        from catserver.cli.bench_viewers import measure_viewers

        measure_viewers(viewers, quick=quick, as_json=as_json)
        return
    from catserver.bench.process import ServerSilent
    from catserver.bench.run import FULL, QUICK, TooFewFiles, run
    from catserver.store.apart import NotForMeasuring, require_empty

    plan = dataclasses.replace(QUICK if quick else FULL, url=url)
    if url is not None:
        try:
            with store_problems_said():
                require_empty(url)
        except NotForMeasuring as error:
            raise click.ClickException(str(error)) from error
    figures = measured(partial(run, plan), (TooFewFiles, ServerSilent), quiet=as_json)
    if as_json:
        click.echo(figures.as_json())
    else:
        show(figures)


def show(figures: Figures) -> None:
    rows: list[tuple[str, object, object]] = []
    if figures.fsync:
        rows.append(("4 KiB appended and forced to disk", f"{figures.fsync.per_s:,.0f}/s", ""))
    for name, rate in (
        ("bare WebSocket echo (the reference)", figures.echo),
        ("durable answers, closed loop", figures.durable),
        ("the naive way: a session and a commit each", figures.naive),
    ):
        if rate:
            ratio = "" if rate.of_echo is None else f"{rate.of_echo:.2f} × echo"
            rows.append((name, f"{rate.per_s:,.0f}/s", ratio))
    if figures.durable_of_naive:
        rows.append(("durable against naive", f"{figures.durable_of_naive:,.0f} ×", ""))
    if figures.saturated:
        at = figures.saturated
        rows.append(
            (
                f"acknowledgement at saturation, {at.terminals:,} terminals",
                f"p50 {at.p50_ms} ms, p99 {at.p99_ms} ms",
                "",
            )
        )
    rows += [
        (
            f"acknowledgement, {each.terminals:,} terminals at {each.per_s:,.0f}/s",
            f"p50 {each.p50_ms} ms, p99 {each.p99_ms} ms",
            f"longest {each.max_ms} ms",
        )
        for each in figures.steady
    ]
    rows += [
        (f"storm: {int(count):,} answers in one instant", f"{ms:,.0f} ms", "to the last")
        for count, ms in figures.storm_ms.items()
    ]
    if figures.kib_per_terminal is not None:
        rows.append(("memory per open terminal", f"{figures.kib_per_terminal} KiB", ""))
    rows += [
        (f"start of {int(count):,} terminals", f"{ms:,.0f} ms", "to the last key")
        for count, ms in figures.start_ms.items()
    ]
    rows += [
        (f"server killed, {int(count):,} terminals back at work", f"{s:.1f} s", "to the last")
        for count, s in figures.return_s.items()
    ]
    if figures.generator_us_per_message is not None:
        cost = f"{figures.generator_us_per_message} µs a message"
        rows.append(("what the load generator itself costs", cost, "on the same machine"))
    print_table(("measured", "figure", ""), rows)
