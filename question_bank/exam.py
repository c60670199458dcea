"""An exam: everything that changes from year to year, as read from its file.

`formats.exam_toml.read_exam` makes these; docs/exam-file.md explains each key. Nothing here has a
default: defaults belong to the file format, so that an exam in memory says everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import NewType

from question_bank.item import Level, SectionId
from question_bank.points import Points

ExamId = NewType("ExamId", str)
CategoryId = NewType("CategoryId", str)

TOTAL = "total"  # the ranking value that is the sum of all sections


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in Indonesian and in English."""

    id: str
    en: str


class LateStart(StrEnum):
    """What a candidate who starts late gets."""

    FULL_TIME = "full_time"
    COMMON_END = "common_end"


class WhenAway(StrEnum):
    """What happens to the clock while the server, or the terminal, is away."""

    GIVE_BACK = "give_back"
    RUN_ON = "run_on"


class GatePolicy(StrEnum):
    """Whether a face is compared at a gate."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    OFF = "off"


class LivePolicy(StrEnum):
    """How far it is checked that a person stands before the camera, and not a picture of one."""

    OFF = "off"
    CUES = "cues"
    CHALLENGE = "challenge"


class WhileReferred(StrEnum):
    """What somebody who sits does until a person has decided on their face."""

    GOES_ON = "goes_on"
    WAITS = "waits"


class WhenBusy(StrEnum):
    """What the desk does while the queue of comparisons is long."""

    SEAT_FIRST = "seat_first"
    WAIT = "wait"


class NamesShown(StrEnum):
    """What the public board shows of a name."""

    FULL = "full"
    MASKED = "masked"
    NUMBER = "number"


class NumbersShown(StrEnum):
    """How much of a candidate's number the public board shows."""

    FULL = "full"
    PARTLY = "partly"


class FreezeEnds(StrEnum):
    """What lets the public see what the freeze kept back."""

    ON_CLOSE = "on_close"
    BY_COMMITTEE = "by_committee"


class TiesOnTheLine(StrEnum):
    """Who goes on when candidates are equal in everything at the line."""

    ALL = "all"
    NONE = "none"


class Role(StrEnum):
    """Who may decide a referral."""

    PROCTOR = "proctor"
    COMMITTEE = "committee"


@dataclass(frozen=True, slots=True)
class Keyed:
    """One right choice (or several equally right ones)."""

    right: Points
    wrong: Points
    blank: Points


@dataclass(frozen=True, slots=True)
class Graded:
    """Every choice carries its own mark between `lowest` and `highest`."""

    lowest: Points
    highest: Points
    blank: Points


Scoring = Keyed | Graded


@dataclass(frozen=True, slots=True)
class TopicCount:
    """How many items of a topic; `levels` is empty where any level will do."""

    topic: str
    items: int
    levels: Mapping[Level, int]


@dataclass(frozen=True, slots=True)
class Section:
    """`topics` is empty where items of any topic will do."""

    id: SectionId
    title: Bilingual
    items: int
    scoring: Scoring
    shuffle_items: bool
    shuffle_choices: bool
    topics: tuple[TopicCount, ...]

    @property
    def points_max(self) -> Points:
        best = self.scoring.right if isinstance(self.scoring, Keyed) else self.scoring.highest
        return Points(best * self.items)


@dataclass(frozen=True, slots=True)
class Category:
    """A group of candidates with its own cut scores."""

    id: CategoryId
    title: Bilingual


@dataclass(frozen=True, slots=True)
class CutRule:
    """All of one rule must be reached; several rules for a category are alternatives."""

    categories: tuple[CategoryId, ...]
    sections: Mapping[SectionId, Points]
    total: Points | None


@dataclass(frozen=True, slots=True)
class TimeRules:
    """`extra` is the time added by accommodation."""

    allowed: timedelta
    late_start: LateStart
    answer_grace: timedelta
    extra: Mapping[str, timedelta]


@dataclass(frozen=True, slots=True)
class ClockRules:
    """Losses below `give_back_from` are not given back; ceilings are sums over one attempt."""

    when_server_is_away: WhenAway
    when_terminal_is_away: WhenAway
    give_back_from: timedelta
    give_back_ceiling: timedelta
    terminal_ceiling: timedelta


@dataclass(frozen=True, slots=True)
class Ranking:
    """`order` starts with the total; then sections as tie-breaks."""

    order: tuple[str, ...]
    go_on_multiple: int | None
    ties_on_the_line: TiesOnTheLine


@dataclass(frozen=True, slots=True)
class Formation:
    """A post with places to fill; `name` is the word of the roster's formation column."""

    name: str
    vacancies: int


@dataclass(frozen=True, slots=True)
class ArrivalRules:
    """`opens` and `pin_closes` are counted back from the start of the sitting."""

    opens: timedelta
    pin_closes: timedelta
    pin_digits: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason a proctor can pick when deciding a referral."""

    code: str
    title: Bilingual


@dataclass(frozen=True, slots=True)
class ThresholdMeasurement:
    """What thresholds come from (ISO/IEC 19795-1): photographs, day, pairs, and what was counted.

    `fmr` and `fnmr` are shares between 0 and 1 at the `match_at_most` that stands beside it.
    """

    photographs: Bilingual
    on: date
    genuine_pairs: int
    impostor_pairs: int
    fmr: float
    fnmr: float


@dataclass(frozen=True, slots=True)
class IdentityRules:
    """Thresholds are dissimilarities (ISO/IEC 2382-37): smaller means more alike.

    `measurement` is None where the file does not say what its thresholds come from.
    `presence_every` is zero where nobody is looked at in between.
    """

    engine: str
    match_at_most: float
    strong_non_match_from: float
    measurement: ThresholdMeasurement | None
    arrival: GatePolicy
    seat: GatePolicy
    return_: GatePolicy
    presence_every: timedelta
    while_referred: WhileReferred
    when_busy: WhenBusy
    live: LivePolicy
    may_override: tuple[Role, ...]
    reasons: tuple[Reason, ...]

    @property
    def is_compared(self) -> bool:
        """Whether any face is held against another at all."""
        gates = (self.arrival, self.seat, self.return_)
        return bool(self.presence_every) or any(each is not GatePolicy.OFF for each in gates)


@dataclass(frozen=True, slots=True)
class PublicationRules:
    """`freeze` is counted back from the end; zero means the board never stands still.

    What it kept back is revealed row by row within `reveal_over`; zero means all at once.
    """

    names: NamesShown
    numbers: NumbersShown
    delay: timedelta
    freeze: timedelta
    reveal: FreezeEnds
    reveal_over: timedelta
    passed_shown: bool


@dataclass(frozen=True, slots=True)
class PracticeChoice:
    text: Bilingual


@dataclass(frozen=True, slots=True)
class PracticeItem:
    """Shown before the start to try the screen; it is worth nothing and has no key."""

    stem: Bilingual
    choices: tuple[PracticeChoice, ...]


@dataclass(frozen=True, slots=True)
class Exam:
    """`digest` is of the meaning, not of the spelling: comments and layout do not change it."""

    id: ExamId
    title: Bilingual
    digest: str
    time: TimeRules
    clock: ClockRules
    sections: tuple[Section, ...]
    categories: tuple[Category, ...]
    cuts: tuple[CutRule, ...]
    ranking: Ranking
    formations: tuple[Formation, ...]
    arrival: ArrivalRules
    identity: IdentityRules
    publication: PublicationRules
    practice: PracticeItem
    source: bytes = field(repr=False, compare=False)

    def section(self, section: SectionId) -> Section | None:
        return next((each for each in self.sections if each.id == section), None)

    @property
    def items(self) -> int:
        return sum(section.items for section in self.sections)

    @property
    def points_max(self) -> Points:
        return Points(sum(section.points_max for section in self.sections))

    def allowed(self, accommodation: str | None) -> timedelta:
        """The time a candidate has, with what their accommodation adds."""
        extra = self.time.extra.get(accommodation or "", timedelta(0))
        return self.time.allowed + extra

    def knows_accommodation(self, accommodation: str) -> bool:
        return accommodation in self.time.extra
