"""How tables and reports look in a terminal."""

from collections.abc import Sequence
from typing import Literal

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from catserver.loading.loader import Answer
from question_bank.formats.report import Problem

Language = Literal["en", "id"]


def console() -> Console:
    return Console(highlight=False)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    columns = (Column(each, overflow="fold") for each in headings)  # a long name is never cut short
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(escape("" if each is None else str(each)) for each in row))
    console().print(table)


def print_problems(problems: Sequence[Problem], language: Language, style: str) -> None:
    for each in problems:
        place = each.file
        if each.row is not None:
            place += f":{each.row}"
        if each.column:
            place += f" [{each.column}]"
        message = each.message_en if language == "en" else each.message_id
        remedy = each.remedy_en if language == "en" else each.remedy_id
        console().print(f"[{style}]{escape(place)}[/]  {escape(message)}", soft_wrap=True)
        console().print(f"    → {escape(remedy)}", soft_wrap=True)


def print_answer(what: str, answer: Answer, language: Language) -> None:
    """The report, then one sentence on what became of the file."""
    print_problems(answer.warnings, language, "yellow")
    print_problems(answer.problems, language, "red")
    counts = ", ".join(f"{key} {value}" for key, value in answer.counts.items())
    named = f"{what} {answer.id}" if answer.id else what
    if answer.problems:
        said = f"[red]{named}: nothing was loaded[/]"
    elif not answer.loaded:
        said = f"[green]{named}: no problem found; nothing was loaded, as asked[/]"
    elif answer.changed:
        said = f"[green]{named}: loaded[/]"
    else:
        said = f"{named}: the same is loaded already; nothing changed"
    console().print(f"{said} ({escape(counts)})" if counts else said, soft_wrap=True)
