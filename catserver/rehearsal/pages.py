"""The report for people: tables on a console, or the same as a page to keep."""

from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catserver.rehearsal.latencies import Figures
from catserver.rehearsal.report import AnswerFault, Difference, Report

LISTED_MAX = 20
WIDTH_OF_PAGE = 110


def print_report(report: Report, console: Console) -> None:
    console.print(_latencies(report))
    console.print(_counts(report))
    for title, listed in (
        ("Lost", map(_fault, report.lost)),
        ("Recorded but not sent so", map(_fault, report.doubled)),
        ("Figures that disagree", map(_difference, report.disagreements)),
        ("Could not go on", map(_difference, report.broken_off)),
    ):
        _print_list(console, title, listed)
    for note in report.notes:
        console.print(escape(note))
    verdict = report.verdict
    style = "bold green" if verdict.passed else "bold red"
    console.print(f"[{style}]{escape(verdict.sentence)}[/]", soft_wrap=True)


def write_page(report: Report, path: Path) -> None:
    """One HTML file that needs nothing else."""
    console = Console(record=True, width=WIDTH_OF_PAGE, file=StringIO(), highlight=False)
    print_report(report, console)
    path.write_text(console.export_html(inline_styles=True), encoding="utf-8")


def _latencies(report: Report) -> Table:
    table = Table("", "count", "p50", "p95", "p99", "longest", box=None, header_style="bold")
    for column in table.columns[1:]:
        column.justify = "right"
    for name, figures in (
        ("answer sent → saved", report.answers.acknowledgement),
        ("saved → on the public board", report.answers.board),
        ("sign-in at the terminal", report.arrivals.sign_in),
        ("photo sent → compared", report.arrivals.comparison),
    ):
        table.add_row(name, str(figures.count), *_cells(figures))
    return table


def _cells(figures: Figures) -> Iterator[str]:
    for value in (figures.p50_ms, figures.p95_ms, figures.p99_ms, figures.max_ms):
        yield "–" if value is None else f"{value:,.1f} ms"


def _counts(report: Report) -> Table:
    answers, lines, arrivals = report.answers, report.lines, report.arrivals
    table = Table("", "", box=None, show_header=False)
    cpu = report.client_cpu_s_per_1000_answers
    came = f"{arrivals.matched} matched, {arrivals.referred} referred, {arrivals.refused} refused"
    saved = f"{answers.acknowledged:,} in {report.seconds:,.0f} s ({answers.per_s:,.0f}/s)"
    gaps = f"{lines.reconnections}, longest gap {lines.longest_gap_s:.1f} s"
    rows = (
        ("candidates", f"{report.candidates}, {report.finished} finished"),
        ("arrivals", f"{came}, {arrivals.retaken} photos taken again"),
        ("looks at the terminal", _codes(arrivals.looks)),
        ("answers saved", f"{saved}, {answers.over_http} over plain HTTP"),
        ("came back after a cut", gaps),
        ("moved to another terminal", str(lines.moves)),
        ("refused messages", _codes(answers.refused)),
        ("errors of requests", _codes(report.error_codes)),
        ("sockets the server closed", _codes(lines.closed)),
        ("saved, not shown publicly", str(answers.not_shown)),
        ("lost", str(len(report.lost))),
        ("doubled", str(len(report.doubled))),
        ("screen against public board", _compared(report)),
        ("errors of the server", str(report.server_errors)),
        ("this client's own work", "–" if cpu is None else f"{cpu} CPU seconds per 1,000 answers"),
    )
    for name, said in rows:
        table.add_row(name, escape(said))
    return table


def _compared(report: Report) -> str:
    return f"{report.outcomes_compared} compared, {len(report.disagreements)} disagree"


def _codes(codes: dict[str, int]) -> str:
    return ", ".join(f"{code} {count}" for code, count in codes.items()) or "none"


def _fault(fault: AnswerFault) -> str:
    return f"{fault.number}  {fault.item}  {fault.what}"


def _difference(difference: Difference) -> str:
    return f"{difference.number}  {difference.what}"


def _print_list(console: Console, title: str, listed: Iterable[str]) -> None:
    lines = list(listed)
    if not lines:
        return
    console.print(f"[bold red]{title} ({len(lines)})[/]")
    for line in lines[:LISTED_MAX]:
        console.print(f"  {escape(line)}", soft_wrap=True)
    if len(lines) > LISTED_MAX:
        console.print(f"  … and {len(lines) - LISTED_MAX} more (--json shows all)")
