"""`catserver bench --faces`: one comparison, how many a second, and the exam beside them."""

from functools import partial

import click

from catserver.bench.faces import FacesFigures, FacesPlan, run_faces
from catserver.bench.figures import Steady
from catserver.cli.bench_running import measured
from catserver.cli.printing import print_table

QUICK = FacesPlan(terminals=300, pairs_of_turns=2, turn_s=4, shots=10, sustained_s=4)


def measure_faces(*, quick: bool, as_json: bool) -> None:
    from catserver.bench.process import ServerSilent

    plan = QUICK if quick else FacesPlan()
    figures = measured(partial(run_faces, plan), (ServerSilent,), quiet=as_json)
    if as_json:
        click.echo(figures.as_json())
    else:
        _show(figures, plan)


def _show(figures: FacesFigures, plan: FacesPlan) -> None:
    rows: list[tuple[str, object, object]] = []
    if figures.shot:
        shot = figures.shot
        cost = f"p50 {shot.p50_ms:g} ms, longest {shot.max_ms:g} ms"
        rows.append(("one picture on one core", cost, f"{shot.count} pictures"))
    rows += [
        (f"pictures a second, {workers} worker{'s' if workers != '1' else ''}", f"{rate:g}/s", "")
        for workers, rate in figures.per_s.items()
    ]
    rate = f"{plan.terminals:,} terminals at {plan.answers_per_s:,}/s"
    beside = f"{plan.comparisons_per_s:g} comparisons a second"
    rows.append((f"acknowledgement, {rate}, alone", _p99s(figures.without), "turns in pairs"))
    rows.append((f"acknowledgement, {rate}, {beside}", _p99s(figures.beside), "turns in pairs"))
    rows.append(("what the comparisons do to that p99", f"{figures.p99_ratio} ×", "median"))
    if figures.probes:
        done = ", ".join(f"{each:g}" for each in figures.compared_per_s)
        took = f"p50 {figures.probes.p50_ms:g} ms, p99 {figures.probes.p99_ms:g} ms"
        rows.append(("a comparison meanwhile, by HTTP", took, f"{done} a second"))
        kept = f"{figures.deferred} of {figures.probes.count} kept for later"
        rows.append(("seat first", kept, f"{figures.refused} refused"))
    load = ", ".join(f"{each:.1f}" for each in figures.load_average)
    rows.append(("load average at the end", load, f"{figures.machine['cores']} cores"))
    print_table(("measured", "figure", ""), rows)


def _p99s(turns: list[Steady]) -> str:
    return "p99 " + ", ".join(f"{each.p99_ms:g}" for each in turns) + " ms"
