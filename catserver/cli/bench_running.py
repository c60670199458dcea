"""How the measuring commands run: on the fast loop where there is one, saying what they do."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import click
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from catserver.cli.printing import console

Figures = TypeVar("Figures")
Told = Callable[[str], None]


def measured(
    work: Callable[[Told], Coroutine[Any, Any, Figures]],
    failures: tuple[type[Exception], ...],
    *,
    quiet: bool,
) -> Figures:
    """What `work` found; it is given a way to say what it does. `failures` end the command."""
    runner = asyncio.run
    if sys.platform != "win32":
        import uvloop

        runner = uvloop.run
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console(), transient=True, disable=quiet) as progress:
        task = progress.add_task("")
        try:
            return runner(work(lambda what: progress.update(task, description=what)))
        except failures as error:
            raise click.ClickException(str(error)) from error
