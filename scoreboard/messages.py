"""The shapes that go out to viewers (docs/board.md), encoded once for all of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from scoreboard.entry import Entry, Person
from scoreboard.heading import HUNDREDTHS, CutRule, Heading
from scoreboard.line import Line
from scoreboard.release import Freeze
from scoreboard.tally import Summary
from scoreboard.visibility import Visibility

PROTOCOL = 1

_encoder = msgspec.json.Encoder()


class Message(Struct, frozen=True, kw_only=True):
    """A snapshot or a delta: a snapshot is a delta from nothing, its rows' places counted from 0.

    `sitting` and `lines` are left out of a delta in which they did not change.
    """

    protocol: int = PROTOCOL
    board: str
    version: int
    at: datetime
    sitting: dict[str, Any] | UnsetType = UNSET
    summary: Summary
    lines: list[msgspec.Raw] | UnsetType = UNSET
    people: list[msgspec.Raw]
    places: list[int] | UnsetType = UNSET
    rows: list[msgspec.Raw]

    def encode(self) -> bytes:
        return _encoder.encode(self)


def marks(hundredths: int) -> float:
    """A mark as the pages read it: a whole number where it is one."""
    whole, part = divmod(hundredths, HUNDREDTHS)
    return hundredths / HUNDREDTHS if part else whole


def encode_person(row: int, person: Person) -> msgspec.Raw:
    return _raw([row, person.number, person.name, person.formation, person.items])


def encode_row(row: int, entry: Entry, *, tied: bool) -> msgspec.Raw:
    points = [marks(value) for value in entry.points]
    total = None if entry.withheld else marks(entry.total)
    return _raw([row, int(tied), total, points, entry.answered, entry.status, entry.passed])


def encode_line(formation: str, line: Line) -> msgspec.Raw:
    total = None if line.total is None else marks(line.total)
    return _raw([formation, line.places, line.eligible, line.going_on, total])


def heading_shape(heading: Heading, visibility: Visibility, freeze: Freeze) -> dict[str, Any]:
    """The heading as viewers get it: cut lines only where the rules show who passed."""
    cuts = heading.cuts if visibility.passed_shown else ()
    return {
        "id": heading.id,
        "kind": heading.kind,
        "title": heading.title,
        "exam_title": heading.exam_title,
        "room": heading.room,
        "phase": heading.phase,
        "start_at": heading.start_at,
        "end_at": heading.end_at,
        "sections": [
            {"id": section.id, "title": section.title, "max": marks(section.points_max)}
            for section in heading.sections
        ],
        "total_max": marks(heading.total_max),
        "cuts": [_cut_shape(rule) for rule in cuts],
        "bin_width": marks(heading.bin_width),
        "names": visibility.names,
        "numbers": visibility.numbers,
        "delay_s": visibility.delay.total_seconds(),
        "freeze": {
            "state": freeze.state,
            "from_at": freeze.from_at,
            "until_at": freeze.until_at,
        },
        "go_on_multiple": heading.go_on_multiple,
        "ties_on_the_line": heading.ties_on_the_line,
        "vacancies": heading.vacancies if visibility.passed_shown else {},
    }


def listing(headings: Iterable[Heading]) -> bytes:
    """The boards there are, for the picker."""
    shapes = [
        {
            "id": heading.id,
            "kind": heading.kind,
            "title": heading.title,
            "exam_title": heading.exam_title,
            "room": heading.room,
            "start_at": heading.start_at,
            "phase": heading.phase,
        }
        for heading in headings
    ]
    return _encoder.encode({"sittings": shapes})


def server_sent_event(event: str, content: bytes, event_id: str | None = None) -> bytes:
    """One server-sent event; JSON holds no line break, so one data line is enough."""
    return event_opening(event, event_id) + content + b"\n\n"


def event_opening(event: str, event_id: str | None = None) -> bytes:
    """All of a server-sent event that stands before its content."""
    opening = f"id: {event_id}\n" if event_id is not None else ""
    return f"{opening}event: {event}\ndata: ".encode()


def encode_clock(now: datetime) -> bytes:
    return _encoder.encode({"now": now})


def _cut_shape(rule: CutRule) -> dict[str, Any]:
    sections: Mapping[str, int] = rule.sections
    return {
        "categories": rule.categories,
        "sections": {section: marks(cut) for section, cut in sections.items()},
        "total": None if rule.total is None else marks(rule.total),
    }


def _raw(value: list[Any]) -> msgspec.Raw:
    return msgspec.Raw(_encoder.encode(value))
