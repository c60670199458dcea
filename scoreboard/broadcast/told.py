"""What the public board has told this viewer: snapshot and deltas applied (docs/board.md)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

PROTOCOL = 1
RANKED = frozenset({"running", "finished"})


class Section(Struct, frozen=True):
    id: str
    title: Mapping[str, str]
    max: float


class Cut(Struct, frozen=True):
    sections: Mapping[str, float]
    total: float | None = None


class Freeze(Struct, frozen=True):
    state: str
    from_at: datetime | None = None
    until_at: datetime | None = None


class Sitting(Struct, frozen=True):
    """The heading of a board."""

    id: str
    kind: str
    title: str
    exam_title: Mapping[str, str]
    room: str
    phase: str
    start_at: datetime | None
    end_at: datetime | None
    sections: tuple[Section, ...]
    total_max: float
    cuts: tuple[Cut, ...]
    bin_width: float
    names: str
    delay_s: float
    freeze: Freeze
    go_on_multiple: int
    vacancies: Mapping[str, int]

    def cut(self, section: str) -> float | None:
        """The cut score whose line is drawn."""
        return self.cuts[0].sections.get(section) if self.cuts else None


class Summary(Struct, frozen=True):
    present: int
    working: int
    finished: int
    withheld: int
    passed: int | None
    answered: int
    items: int
    bins: tuple[int, ...]
    reached: tuple[int | None, ...]


class Row(NamedTuple):
    row: int
    tied: int
    total: float | None
    points: tuple[float, ...]
    answered: int
    status: str
    passed: bool | None


class Person(NamedTuple):
    row: int
    number: str
    name: str
    formation: str
    items: int


class Line(NamedTuple):
    formation: str
    places: int
    eligible: int
    going_on: int
    total: float | None


class Message(Struct, frozen=True):
    protocol: int
    version: int
    summary: Summary
    people: tuple[Person, ...]
    rows: tuple[Row, ...]
    sitting: Sitting | None = None
    lines: tuple[Line, ...] | None = None
    places: tuple[int, ...] | None = None


class Shown(NamedTuple):
    """One row with its rank, and whether it is within the line of its formation as things stand."""

    rank: int | None
    row: Row
    person: Person
    goes_on: bool


class MessageMissed(Exception):
    """A delta does not follow the version that is known: only a new snapshot helps."""


class ProtocolUnknown(Exception):
    """The board speaks a later protocol than this program."""


_decoder = msgspec.json.Decoder(Message)


def read_message(content: bytes) -> Message:
    """Raises msgspec.DecodeError, ProtocolUnknown."""
    message = _decoder.decode(content)
    if message.protocol != PROTOCOL:
        raise ProtocolUnknown(message.protocol)
    return message


class Told:
    """Nothing before the first snapshot; `version` is -1 until then."""

    def __init__(self) -> None:
        self.version = -1
        self.sitting: Sitting | None = None
        self.summary: Summary | None = None
        self.lines: dict[str, Line] = {}
        self._people: dict[int, Person] = {}
        self._rows: dict[int, Row] = {}
        self._order: list[int] = []
        self._latest: int | None = None

    def take(self, message: Message, *, snapshot: bool) -> None:
        """Raises MessageMissed."""
        if snapshot:
            self.__init__()  # type: ignore[misc] # a snapshot is a delta from nothing
        elif message.version != self.version + 1:
            raise MessageMissed
        self.version = message.version
        self.summary = message.summary
        if message.sitting is not None:
            self.sitting = message.sitting
            self.lines = {}
        self.lines.update({line.formation: line for line in message.lines or ()})
        self._people.update({person.row: person for person in message.people})
        self._rows.update({row.row: row for row in message.rows})
        self._place([row.row for row in message.rows], message.places)
        if message.rows and not snapshot:
            self._latest = message.rows[0].row

    def _place(self, changed: list[int], places: tuple[int, ...] | None) -> None:
        """Take the changed rows out and put each back at its place; the others keep their order."""
        if places is None:
            self._order = changed
            return
        gone = frozenset(changed)
        self._order = [row for row in self._order if row not in gone]
        for place, row in zip(places, changed, strict=True):
            self._order.insert(place, row)

    def __len__(self) -> int:
        return len(self._order)

    @property
    def latest_place(self) -> int:
        """Where the best of the rows stands that changed last."""
        return self._order.index(self._latest) if self._latest is not None else 0

    def shown(self) -> list[Shown]:
        """All rows, best first; equal ones share a rank and all are counted: 1, 2, 2, 4."""
        left = {line.formation: line.going_on for line in self.lines.values()}
        found: list[Shown] = []
        rank = 0
        for place, number in enumerate(self._order):
            row, person = self._rows[number], self._people[number]
            rank = rank if row.tied else place + 1
            ranked = row.status in RANKED
            goes_on = ranked and row.passed is True and left.get(person.formation, 0) > 0
            if goes_on:
                left[person.formation] -= 1
            found.append(Shown(rank if ranked else None, row, person, goes_on))
        return found

    def view(self) -> dict[str, Any]:
        """Everything that can be shown, in one comparable value."""
        rows = [[*self._people[row][1:], *self._rows[row][1:]] for row in self._order]
        return {
            "version": self.version,
            "rows": rows,
            "ranks": [each.rank for each in self.shown()],
            "lines": {line.formation: list(line[1:]) for line in self.lines.values()},
        }
