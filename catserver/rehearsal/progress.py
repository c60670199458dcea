"""Shows a running rehearsal: a bar on a terminal, a line now and then elsewhere, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from catserver.rehearsal.tally import Stage, Standing

LINE_EVERY_S = 5.0
SHOWN_STAGES = (Stage.EXPECTED, Stage.ARRIVING, Stage.SIGNED_IN, Stage.WORKING, Stage.FINISHED)
TROUBLES = (Stage.REFUSED, Stage.BROKEN_OFF)


def in_words(standing: Standing) -> str:
    """One line; what is nought is left out."""
    shown = [*SHOWN_STAGES, *TROUBLES]
    parts = [f"{stage.value} {count}" for stage in shown if (count := standing.stages[stage])]
    parts.append(f"{standing.answers} answers saved, {standing.answers_per_s:.0f}/s")
    if standing.acknowledgement_p99_ms is not None:
        parts.append(f"saved within {standing.acknowledgement_p99_ms:.0f} ms")
    if standing.board_p99_ms is not None:
        parts.append(f"on the board within {standing.board_p99_ms:.0f} ms")
    if standing.reconnections:
        parts.append(f"{standing.reconnections} came back")
    return " · ".join(parts)


class Silence:
    def show(self, _: Standing, /) -> None:
        return

    def say(self, _: str, /) -> None:
        return


class Lines:
    """For logs: the same words, every five seconds."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown_s = -LINE_EVERY_S

    def show(self, standing: Standing) -> None:
        if standing.elapsed_s - self._shown_s >= LINE_EVERY_S:
            self._shown_s = standing.elapsed_s
            self._console.print(
                f"{standing.elapsed_s:5.0f} s  {in_words(standing)}", soft_wrap=True
            )

    def say(self, sentence: str) -> None:
        self._console.print(sentence, soft_wrap=True)


class _Words(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(str(task.fields.get("words", "")), overflow="ellipsis", no_wrap=True)


class Bar:
    """How far the room has come: getting seated, working and finishing are a third each."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("rehearsal", total=None, words="opening the door …")

    def show(self, standing: Standing) -> None:
        stages, everybody = standing.stages, standing.candidates
        finished = sum(stages[stage] for stage in (Stage.FINISHED, *TROUBLES))
        seated = finished + stages[Stage.WORKING] + stages[Stage.SIGNED_IN]
        answered = min(standing.answers / standing.items, 1.0) if standing.items else 0.0
        worked = max(answered * everybody, finished)
        self._progress.update(
            self._task,
            total=3 * everybody,
            completed=seated + worked + finished,
            words=in_words(standing),
        )

    def say(self, sentence: str) -> None:
        self._progress.console.print(sentence)


@contextmanager
def shown_on(console: Console) -> Iterator[Bar | Lines]:
    """A bar where the console is a terminal, lines where it is not."""
    if not console.is_terminal:
        yield Lines(console)
        return
    columns = (BarColumn(24), TextColumn("{task.percentage:>3.0f}%"), TimeElapsedColumn(), _Words())
    with Progress(*columns, console=console, transient=True) as progress:
        yield Bar(progress)
