"""Small examples for the tests of the rehearsal."""

from datetime import UTC, datetime, timedelta

from catserver.rehearsal import messages as m
from catserver.rehearsal.ledger import Fault, Ledger
from catserver.rehearsal.terminal import Listener, Terminal

EIGHT = datetime(2024, 10, 16, 1, 0, tzinfo=UTC)
CHOICES = tuple(m.ChoiceId(letter) for letter in "abcde")


def item(number: int) -> m.ItemId:
    return m.ItemId(f"I{number}")


def an_answer(number: int = 1, choice: str | None = "a", *, doubt: bool = False) -> m.Answer:
    return m.Answer(item(number), None if choice is None else m.ChoiceId(choice), doubt)


def recorded(choice: str | None = "a", seq: int = 1, *, doubt: bool = False) -> m.Recorded:
    return m.Recorded(None if choice is None else m.ChoiceId(choice), doubt, seq)


def form_items(count: int = 10) -> tuple[m.FormItem, ...]:
    choices = tuple(m.FormChoice(choice) for choice in CHOICES)
    return tuple(m.FormItem(item(number), "twk", choices) for number in range(1, count + 1))


def a_welcome(
    phase: m.Phase = "running",
    last_seq: int = 0,
    responses: dict[m.ItemId, m.Recorded] | None = None,
    connection: str = "c-1",
) -> m.Welcome:
    attempt = m.AttemptView(phase, last_seq, EIGHT + timedelta(minutes=100))
    return m.Welcome(connection, EIGHT, attempt, dict(responses or {}))


def an_outcome(total: float = 5, answered: int = 1, **points: float) -> m.Outcome:
    sections = tuple(m.SectionOutcome(name, value) for name, value in points.items())
    return m.Outcome(sections, total, "handed_in", answered)


class Heard:
    """What a terminal told its listener."""

    def __init__(self) -> None:
        self.latencies: list[float | None] = []
        self.answered: list[int] = []
        self.refused: list[str] = []
        self.faults: list[Fault] = []
        self.listener = Listener(self._acknowledged, self.refused.append, self.faults.extend)

    def _acknowledged(self, seconds: float | None, answered: int) -> None:
        self.latencies.append(seconds)
        self.answered.append(answered)


def a_terminal(heard: Heard | None = None, ledger: Ledger | None = None) -> Terminal:
    """Welcomed, with a form, running."""
    terminal = Terminal(ledger or Ledger(), (heard or Heard()).listener)
    terminal.opened("ticket", 0.0)
    terminal.receive(a_welcome(), 0.0)
    terminal.receive(m.Form("f" * 64, form_items()), 0.0)
    return terminal
