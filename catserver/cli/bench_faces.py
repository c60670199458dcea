"""`catserver bench --faces`: one comparison, how many a second, the exam beside them, a rush."""

from collections.abc import Iterator
from functools import partial

import click

from catserver.bench.faces import FacesFigures, FacesPlan, run_faces
from catserver.bench.faces_beside import Beside, BesidePlan
from catserver.bench.faces_rush import Rush, RushPlan
from catserver.bench.figures import Steady
from catserver.cli.bench_running import measured
from catserver.cli.printing import print_table

Row = tuple[str, object, object]
QUICK = FacesPlan(
    shots=10,
    sustained_s=4,
    beside=BesidePlan(terminals=300, pairs_of_turns=2, turn_s=4),
    rush=RushPlan(arrivals=60, within_s=12),
)
NICE_NOTE = (
    "This run was started with `nice`: server and face workers then hardly differ in priority, "
    "and what the comparisons do to the answers is not what it will be. Run it without."
)


def measure_faces(*, quick: bool, as_json: bool) -> None:
    from catserver.bench.desks import DesksSilent
    from catserver.bench.process import ServerSilent

    plan = QUICK if quick else FacesPlan()
    figures = measured(partial(run_faces, plan), (ServerSilent, DesksSilent), quiet=as_json)
    if as_json:
        click.echo(figures.as_json())
    else:
        print_table(("measured", "figure", ""), list(_rows(figures, plan.beside)))
        if figures.niceness > 0:
            click.echo(NICE_NOTE)


def _rows(figures: FacesFigures, plan: BesidePlan) -> Iterator[Row]:
    if figures.shot:
        shot = figures.shot
        took = f"p50 {shot.p50_ms:g} ms, p99 {shot.p99_ms:g} ms"
        yield "one picture on one core", took, f"{shot.count} pictures"
    for workers, rate in figures.per_s.items():
        yield (
            f"pictures a second, {workers} worker{'s' if workers != '1' else ''}",
            f"{rate:g}/s",
            "",
        )
    for arrangement, found in figures.beside.items():
        yield from _beside(arrangement, found, plan)
    if figures.rush:
        yield from _rush(figures.rush)
    loads = [
        ", ".join(f"{x:.1f}" for x in each) for each in (figures.load_before, figures.load_after)
    ]
    yield (
        "load average",
        f"before {loads[0]}; after {loads[1]}",
        f"{figures.machine['cores']} cores",
    )


def _beside(arrangement: str, found: Beside, plan: BesidePlan) -> Iterator[Row]:
    turns = f"turns of {plan.turn_s:g} s"
    room = f"{plan.terminals:,} terminals at {plan.answers_per_s:,}/s"
    yield (
        f"{arrangement} beside {room}",
        "",
        "",
    )
    yield "  acknowledgement, alone", _p99s(found.without), turns
    yield "  with comparisons", _p99s(found.beside), turns
    ratios = ", ".join(f"{each:g}" for each in found.p99_ratios)
    yield "  ratio of the p99, pair by pair", f"median {found.p99_ratio:g}", ratios
    yield "  ratio of the p99 of all answers", f"{found.p99_ratio_of_all:g}", "aim: 1.2"
    rates = ", ".join(f"{each:g}" for each in found.compared_per_s)
    yield "  answered pictures a second", rates, f"{plan.comparisons_per_s:g} were sent"
    if found.probes:
        took = f"p50 {found.probes.p50_ms:g} ms, p99 {found.probes.p99_ms:g} ms"
        kept = f"of {found.probes.count} {found.deferred} kept for later, {found.referred} referred"
        kept = f"{kept}, {found.refused} refused"
        yield "  a picture meanwhile, by HTTP", took, kept


def _rush(rush: Rush) -> Iterator[Row]:
    yield f"{rush.arrivals} arrivals in {rush.within_s:g} s", "", ""
    took = f"p50 {rush.answered.p50_ms:g} ms, p99 {rush.answered.p99_ms:g} ms"
    yield "  answered", took, f"{rush.refused} refused"
    most = f"at most {rush.longest_queue} at once"
    yield "  kept, compared behind", f"{rush.deferred} of {rush.answered.count}", most
    left = f"{rush.left} left" if rush.left else "none left"
    yield "  a kept picture waited", f"at most {rush.longest_wait_s:g} s", left


def _p99s(turns: list[Steady]) -> str:
    return "p99 " + ", ".join(f"{each.p99_ms:g}" for each in turns) + " ms"
