"""What viewers have been told so far: makes the next delta of changed entries, and snapshots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from msgspec import UNSET

from scoreboard.entry import Entry
from scoreboard.heading import Heading
from scoreboard.line import Line, draw_line
from scoreboard.messages import Message, encode_line, encode_person, encode_row, heading_shape
from scoreboard.release import NO_FREEZE, Freeze
from scoreboard.standings import Standing, Standings
from scoreboard.tally import Tally
from scoreboard.visibility import Visibility


@dataclass(frozen=True, slots=True)
class Frame:
    """All that stands around the rows: the heading, the rules, and where the freeze is."""

    heading: Heading
    visibility: Visibility
    freeze: Freeze = NO_FREEZE


class Sheet:
    """One board at one version. Each row is encoded when it changes and never again."""

    def __init__(self, board: str, frame: Frame, at: datetime) -> None:
        self.version = 0
        self.standings = Standings()
        self._board = board
        self._frame = frame
        self._at = at
        self._shape = heading_shape(frame.heading, frame.visibility, frame.freeze)
        self._tally = self._new_tally()
        self._ids: dict[str, int] = {}
        self._people: dict[str, msgspec.Raw] = {}
        self._rows: dict[str, msgspec.Raw] = {}
        self._lines: dict[str, Line] = {}
        self._redraw((), {}, anew=True)

    def update(self, at: datetime, frame: Frame, entries: Sequence[Entry]) -> bytes | None:
        """Take in what has changed; give back the delta, None when viewers would see no change."""
        old = {entry.attempt: self.standings.entry(entry.attempt) for entry in entries}
        changed = self.standings.update(entries)
        new_frame = frame != self._frame
        if not changed and not new_frame:
            return None
        self.version += 1
        self._at = at
        if new_frame:
            self._reframe(frame)
        else:
            for standing in changed:
                self._tally.replace(old.get(standing.entry.attempt, standing.entry), standing.entry)
        introduced = self._introduce(changed, old)
        rows = [self._encode(standing) for standing in changed]
        lines = self._redraw(changed, old, anew=new_frame)
        return Message(
            board=self._board,
            version=self.version,
            at=at,
            sitting=self._shape if new_frame else UNSET,
            summary=self._tally.summary(),
            lines=lines if lines or new_frame else UNSET,
            people=introduced,
            places=[standing.place for standing in changed],
            rows=rows,
        ).encode()

    def snapshot(self) -> bytes:
        """Everything, as a delta from nothing; costs one join, for every row is encoded already."""
        attempts = [standing.entry.attempt for standing in self.standings]
        return Message(
            board=self._board,
            version=self.version,
            at=self._at,
            sitting=self._shape,
            summary=self._tally.summary(),
            lines=[encode_line(formation, line) for formation, line in self._lines.items()],
            people=[self._people[attempt] for attempt in attempts],
            rows=[self._rows[attempt] for attempt in attempts],
        ).encode()

    def _reframe(self, frame: Frame) -> None:
        self._frame = frame
        self._shape = heading_shape(frame.heading, frame.visibility, frame.freeze)
        self._tally = self._new_tally()
        for standing in self.standings:
            self._tally.replace(None, standing.entry)

    def _new_tally(self) -> Tally:
        return Tally(self._frame.heading, passed_shown=self._frame.visibility.passed_shown)

    def _introduce(
        self, changed: Sequence[Standing], old: dict[str, Entry | None]
    ) -> list[msgspec.Raw]:
        """Name those who are new on the sheet, or are called otherwise than before."""
        introduced: list[msgspec.Raw] = []
        for standing in changed:
            entry = standing.entry
            before = old.get(entry.attempt, entry)
            if before is not None and before.person == entry.person:
                continue
            row = self._ids.setdefault(entry.attempt, len(self._ids) + 1)
            self._people[entry.attempt] = encode_person(row, entry.person)
            introduced.append(self._people[entry.attempt])
        return introduced

    def _encode(self, standing: Standing) -> msgspec.Raw:
        attempt = standing.entry.attempt
        self._rows[attempt] = encode_row(self._ids[attempt], standing.entry, tied=standing.tied)
        return self._rows[attempt]

    def _redraw(
        self, changed: Sequence[Standing], old: dict[str, Entry | None], *, anew: bool
    ) -> list[msgspec.Raw]:
        """Draw the lines that may have moved: only those who pass, or did, can move one."""
        heading = self._frame.heading
        if not self._frame.visibility.passed_shown:
            self._lines = {}
            return []
        if anew:
            self._lines = {}
            moved = frozenset(heading.vacancies)
        else:
            entries = [entry for entry in old.values() if entry is not None]
            entries.extend(standing.entry for standing in changed)
            moved = frozenset(entry.person.formation for entry in entries if entry.passed)
            moved &= heading.vacancies.keys()
        if not moved:
            return []
        lines: list[msgspec.Raw] = []
        for formation, in_order in self.standings.of_formations(moved).items():
            places = heading.vacancies[formation] * heading.go_on_multiple
            line = draw_line(in_order, places, heading.ties_on_the_line)
            if self._lines.get(formation) != line:
                self._lines[formation] = line
                lines.append(encode_line(formation, line))
        return lines
