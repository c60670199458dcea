"""What stands over a board: titles, clock, sections with their maxima, cut lines, vacancies."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Literal

from msgspec import Struct, structs

from scoreboard.line import TiesOnTheLine

BINS_MAX = 25
HUNDREDTHS = 100
# Widths, in marks, that read well under a histogram.
_BIN_WIDTHS = (1, 2, 4, 5, 10, 20, 25, 50, 100, 200, 250, 500)


class SittingPhase(StrEnum):
    """The room's day as the public is told it."""

    PREPARED = "prepared"
    """Announced; nobody has come yet."""
    OPEN = "open"
    """Candidates arrive and wait."""
    RUNNING = "running"
    """The exam is on."""
    CLOSED = "closed"
    """Over; what stands now is the result, unless it is still frozen."""


class SectionHeading(Struct, frozen=True, kw_only=True):
    """A section by its public name; points in hundredths."""

    id: str
    title: Mapping[str, str]
    points_max: int


class CutRule(Struct, frozen=True, kw_only=True):
    """The cut scores of some categories, in hundredths; a section that is absent has none."""

    categories: tuple[str, ...]
    sections: Mapping[str, int] = {}
    total: int | None = None


class Heading(Struct, frozen=True, kw_only=True):
    """Everything over the rows. The first rule in `cuts` is the one whose lines are drawn."""

    id: str
    event: str
    title: str
    exam_title: Mapping[str, str]
    sections: tuple[SectionHeading, ...]
    kind: Literal["sitting", "event"] = "sitting"
    room: str = ""
    phase: SittingPhase = SittingPhase.PREPARED
    start_at: datetime | None = None
    end_at: datetime | None = None
    cuts: tuple[CutRule, ...] = ()
    go_on_multiple: int = 3
    ties_on_the_line: TiesOnTheLine = TiesOnTheLine.ALL
    vacancies: Mapping[str, int] = {}

    @property
    def total_max(self) -> int:
        return sum(section.points_max for section in self.sections)

    @property
    def total_cut(self) -> int | None:
        return self.cuts[0].total if self.cuts else None

    def section_cut(self, section: str) -> int | None:
        return self.cuts[0].sections.get(section) if self.cuts else None

    @property
    def bin_width(self) -> int:
        """The width of a bar of the distribution, in hundredths: the finest for at most 25."""
        for width in _BIN_WIDTHS:
            if self.total_max <= width * BINS_MAX * HUNDREDTHS:
                return width * HUNDREDTHS
        return max(1, -(-self.total_max // BINS_MAX))

    @property
    def bin_count(self) -> int:
        return max(1, -(-self.total_max // self.bin_width))


def event_board_id(event: str) -> str:
    """The identifier of the board that shows all sittings of one event."""
    return f"all-{event}"


def event_heading(headings: Sequence[Heading]) -> Heading:
    """The heading over all sittings of one event: the first one's exam, everybody's clock."""
    first = headings[0]
    starts = [heading.start_at for heading in headings if heading.start_at is not None]
    ends = [heading.end_at for heading in headings]
    known_ends = [end for end in ends if end is not None]
    vacancies: dict[str, int] = {}
    for heading in headings:
        vacancies.update(heading.vacancies)
    return structs.replace(
        first,
        id=event_board_id(first.event),
        kind="event",
        title="",
        room="",
        phase=_phase_of_all(frozenset(heading.phase for heading in headings)),
        start_at=min(starts, default=None),
        end_at=max(known_ends) if len(known_ends) == len(ends) else None,
        vacancies=vacancies,
    )


def _phase_of_all(phases: frozenset[SittingPhase]) -> SittingPhase:
    """The liveliest phase; closed only when every sitting is."""
    for phase in (SittingPhase.RUNNING, SittingPhase.OPEN, SittingPhase.PREPARED):
        if phase in phases:
            return phase
    return SittingPhase.CLOSED
