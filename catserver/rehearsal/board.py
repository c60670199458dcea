"""The public board as one viewer has it (docs/board.md), and how late it is behind the terminals.

A terminal says "this number has now so many answers acknowledged", the stream says what the public
sees. The time between the two is measured once for each new height an attempt reaches.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
from msgspec import Struct

from catserver.rehearsal.latencies import Latencies
from catserver.rehearsal.messages import Number, Outcome


class BoardRow(NamedTuple):
    row: int
    tied: int
    total: float | None
    points: tuple[float, ...]
    answered: int
    status: str
    passed: bool | None


class BoardPerson(NamedTuple):
    row: int
    number: Number
    name: str
    formation: str
    items: int


class BoardSection(Struct, frozen=True):
    id: str


class BoardFreeze(Struct, frozen=True):
    state: str


class BoardHeading(Struct, frozen=True):
    sections: tuple[BoardSection, ...]
    delay_s: float
    freeze: BoardFreeze


class BoardMessage(Struct, frozen=True):
    """A snapshot, or a delta of it; `sitting` is absent from a delta in which it is as before."""

    version: int
    people: tuple[BoardPerson, ...]
    rows: tuple[BoardRow, ...]
    sitting: BoardHeading | None = None


_decoder = msgspec.json.Decoder(BoardMessage)


def read_board(content: bytes) -> BoardMessage:
    """Raises msgspec.DecodeError."""
    return _decoder.decode(content)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two of the project's own figures that must be one figure, and are not."""

    number: Number
    what: str


class Board:
    """What a viewer knows after all messages so far."""

    def __init__(self) -> None:
        self.version = 0
        self.heading: BoardHeading | None = None
        self.lateness = Latencies()
        self._numbers: dict[int, Number] = {}
        self._rows: dict[Number, BoardRow] = {}
        self._heights: dict[Number, int] = {}
        self._awaited: dict[Number, deque[tuple[int, float]]] = {}

    @property
    def awaited(self) -> int:
        """Heights that were acknowledged and not shown yet."""
        return sum(map(len, self._awaited.values()))

    @property
    def frozen(self) -> bool:
        return self.heading is not None and self.heading.freeze.state == "frozen"

    def row(self, number: Number) -> BoardRow | None:
        return self._rows.get(number)

    def acknowledged(self, number: Number, answered: int, now: float) -> None:
        """An attempt stands at so many answers, as its terminal was told."""
        awaited = self._awaited.setdefault(number, deque())
        while awaited and awaited[-1][0] > answered:
            awaited.pop()  # withdrawn again before anybody had seen it
        if answered <= self._heights.get(number, 0):
            return
        self._heights[number] = answered
        row = self._rows.get(number)
        if row is not None and row.answered >= answered:
            self.lateness.take(0.0)  # the public was told before the terminal's word came here
        else:
            awaited.append((answered, now))

    def take(self, message: BoardMessage, now: float, *, snapshot: bool) -> None:
        if snapshot:
            self._numbers.clear()
            self._rows.clear()
        self.version = message.version
        self.heading = message.sitting or self.heading
        for person in message.people:
            self._numbers[person.row] = person.number
        for row in message.rows:
            number = self._numbers[row.row]
            self._rows[number] = row
            self._show(number, row.answered, now)

    def _show(self, number: Number, answered: int, now: float) -> None:
        awaited = self._awaited.get(number)
        while awaited and awaited[0][0] <= answered:
            self.lateness.take(now - awaited.popleft()[1])

    def compare_outcomes(self, outcomes: Iterable[tuple[Number, Outcome]]) -> list[Disagreement]:
        """The figures on the candidates' screens against the public ones."""
        sections = [section.id for section in self.heading.sections] if self.heading else []
        return [
            Disagreement(number, what)
            for number, outcome in outcomes
            for what in _differences(outcome, self._rows.get(number), sections)
        ]

    def compare_with(self, other: "Board") -> list[Disagreement]:
        """Two views of one version of the board must show the same rows."""
        if other.version != self.version:
            return []
        return [
            Disagreement(number, "the stream and a fresh snapshot show different rows")
            for number in self._rows.keys() | other._rows.keys()  # noqa: SLF001 - of the same kind
            if self._rows.get(number) != other._rows.get(number)  # noqa: SLF001
        ]


def _differences(outcome: Outcome, row: BoardRow | None, sections: list[str]) -> list[str]:
    if row is None:
        return ["finished at the terminal, and is not on the board"]
    screen = {section.id: section.points for section in outcome.sections}
    board = dict(zip(sections, row.points, strict=True))
    found = []
    if row.total != outcome.total:
        found.append(f"total on screen {outcome.total:g}, on the board {row.total}")
    if board != screen:
        found.append(f"points on screen {screen}, on the board {board}")
    if row.answered != outcome.answered:
        found.append(f"answered on screen {outcome.answered}, on the board {row.answered}")
    if row.status != "finished":
        found.append(f"finished on screen, {row.status} on the board")
    return found
