"""The keys an exam file may have: one table that the reader walks and docs/exam-file.md repeats.

A test holds the page to this table, both ways. Bounds say why they are where they are only if it
is not plain: they catch slips of the keyboard, they are no policy.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from question_bank.exam import (
    FreezeEnds,
    GatePolicy,
    LateStart,
    LivePolicy,
    NamesShown,
    NumbersShown,
    Role,
    TiesOnTheLine,
    WhenAway,
    WhenBusy,
    WhileReferred,
)

SCHEMA = 1


class Kind(Enum):
    """What stands behind a key."""

    TEXT = auto()
    """A text on one line or several."""
    NAME = auto()
    """An identifier: small letters, digits, hyphens and underscores."""
    WHOLE = auto()
    """A whole number."""
    MARK = auto()
    """A mark with at most two decimal places."""
    SHARE = auto()
    """A number with a decimal point."""
    DATE = auto()
    """A day, without quotes: 2026-11-22."""
    SWITCH = auto()
    """true or false."""
    ONE_OF = auto()
    """One of the words listed."""
    SOME_OF = auto()
    """A list of the words listed."""
    NAMES = auto()
    """A list of identifiers."""
    BILINGUAL = auto()
    """A table with the same text in Indonesian (id) and English (en)."""
    BILINGUALS = auto()
    """A list of such tables."""
    MARKS_BY_NAME = auto()
    """A table from identifiers to marks."""
    COUNTS_BY_WORD = auto()
    """A table from the words listed to whole numbers."""
    TABLE = auto()
    """A table."""
    TABLES = auto()
    """A list of tables."""


class _Needed(Enum):
    NEEDED = "needed"


NEEDED: Final = _Needed.NEEDED


@dataclass(frozen=True, slots=True)
class Key:
    """`default` is NEEDED where the file must say; `least` and `most` bound numbers and lengths."""

    name: str
    kind: Kind
    default: object = NEEDED
    least: int = 0
    most: int = 0
    words: tuple[str, ...] = ()
    keys: tuple["Key", ...] = ()


_TITLE = Key("title", Kind.BILINGUAL)
_GATES = tuple(GatePolicy)

_TIME = (
    Key("allowed_minutes", Kind.WHOLE, least=1, most=1_440),
    Key("late_start", Kind.ONE_OF, LateStart.FULL_TIME.value, words=tuple(LateStart)),
    Key("answer_grace_seconds", Kind.WHOLE, 2, most=60),
    Key(
        "extra",
        Kind.TABLES,
        (),
        most=50,
        keys=(Key("accommodation", Kind.NAME), Key("minutes", Kind.WHOLE, least=1, most=1_440)),
    ),
)

_CLOCK = (
    Key("when_server_is_away", Kind.ONE_OF, WhenAway.GIVE_BACK.value, words=tuple(WhenAway)),
    Key("when_terminal_is_away", Kind.ONE_OF, WhenAway.GIVE_BACK.value, words=tuple(WhenAway)),
    Key("give_back_from_seconds", Kind.WHOLE, 5, most=3_600),
    Key("give_back_ceiling_minutes", Kind.WHOLE, 30, most=1_440),
    Key("terminal_ceiling_minutes", Kind.WHOLE, 10, most=1_440),
)

_SCORING = (
    Key("kind", Kind.ONE_OF, words=("keyed", "graded")),
    Key("right", Kind.MARK, None),
    Key("wrong", Kind.MARK, None),
    Key("lowest", Kind.MARK, None),
    Key("highest", Kind.MARK, None),
    Key("blank", Kind.MARK, 0),
)

_SECTION = (
    Key("id", Kind.NAME),
    _TITLE,
    Key("items", Kind.WHOLE, least=1, most=500),
    Key("scoring", Kind.TABLE, keys=_SCORING),
    Key("shuffle_items", Kind.SWITCH, default=True),
    Key("shuffle_choices", Kind.SWITCH, default=True),
    Key(
        "topics",
        Kind.TABLES,
        (),
        most=100,
        keys=(
            Key("topic", Kind.TEXT),
            Key("items", Kind.WHOLE, least=1, most=500),
            Key("levels", Kind.COUNTS_BY_WORD, {}, most=500, words=("easy", "medium", "hard")),
        ),
    ),
)

_CUT = (
    Key("categories", Kind.NAMES, least=1, most=50),
    Key("sections", Kind.MARKS_BY_NAME, {}, most=20),
    Key("total", Kind.MARK, None),
)

_RANKING = (
    Key("order", Kind.NAMES, ("total",), least=1, most=20),
    Key("go_on_multiple", Kind.WHOLE, None, least=1, most=100),
    Key("ties_on_the_line", Kind.ONE_OF, TiesOnTheLine.ALL.value, words=tuple(TiesOnTheLine)),
)

_FORMATION = (
    Key("name", Kind.TEXT),
    # The largest formation of a national selection has some tens of thousands.
    Key("vacancies", Kind.WHOLE, least=1, most=100_000),
)

_ARRIVAL = (
    Key("opens_minutes", Kind.WHOLE, 90, least=1, most=1_440),
    # Below zero: that long after the start, for exams that let people come late.
    Key("pin_closes_minutes", Kind.WHOLE, 5, least=-1_440, most=1_440),
    # Six digits are what candidates know from the field; fewer can be tried out.
    Key("pin_digits", Kind.WHOLE, 6, least=6, most=12),
)

# All of it or nothing. Engine and threshold stand here again, because a measurement is of these.
_MEASUREMENT = (
    Key("photographs", Kind.BILINGUAL),
    Key("date", Kind.DATE),
    Key("engine", Kind.NAME),
    Key("match_at_most", Kind.SHARE, most=2),
    Key("genuine_pairs", Kind.WHOLE, least=1, most=1_000_000_000_000),
    Key("impostor_pairs", Kind.WHOLE, least=1, most=1_000_000_000_000),
    Key("fmr", Kind.SHARE, most=1),
    Key("fnmr", Kind.SHARE, most=1),
)

_IDENTITY = (
    Key("engine", Kind.NAME, "dlib-resnet-5pt"),
    Key("match_at_most", Kind.SHARE, 0.42, most=2),
    Key("strong_non_match_from", Kind.SHARE, 0.55, most=2),
    Key("measurement", Kind.TABLE, None, keys=_MEASUREMENT),
    Key("arrival", Kind.ONE_OF, GatePolicy.REQUIRED.value, words=_GATES),
    Key("seat", Kind.ONE_OF, GatePolicy.OFF.value, words=_GATES),
    Key("return", Kind.ONE_OF, GatePolicy.OFF.value, words=_GATES),
    Key("presence_every_minutes", Kind.WHOLE, 0, most=240),
    Key("while_referred", Kind.ONE_OF, WhileReferred.GOES_ON.value, words=tuple(WhileReferred)),
    Key("when_busy", Kind.ONE_OF, WhenBusy.SEAT_FIRST.value, words=tuple(WhenBusy)),
    Key("live", Kind.ONE_OF, LivePolicy.CUES.value, words=tuple(LivePolicy)),
    Key("may_override", Kind.SOME_OF, tuple(Role), least=1, most=2, words=tuple(Role)),
    Key("reasons", Kind.TABLES, (), most=50, keys=(Key("code", Kind.NAME), _TITLE)),
)

_PUBLICATION = (
    Key("names", Kind.ONE_OF, NamesShown.MASKED.value, words=tuple(NamesShown)),
    Key("numbers", Kind.ONE_OF, NumbersShown.FULL.value, words=tuple(NumbersShown)),
    Key("delay_seconds", Kind.WHOLE, 0, most=86_400),
    Key("freeze_minutes", Kind.WHOLE, 0, most=1_440),
    Key("reveal", Kind.ONE_OF, FreezeEnds.ON_CLOSE.value, words=tuple(FreezeEnds)),
    Key("reveal_minutes", Kind.WHOLE, 0, most=120),
    Key("passed_shown", Kind.SWITCH, default=True),
)

_PRACTICE = (
    Key("stem", Kind.BILINGUAL),
    Key("choices", Kind.BILINGUALS, least=2, most=8),
)

EXAM_KEYS = (
    Key("schema", Kind.WHOLE, least=1, most=SCHEMA),
    Key("id", Kind.NAME),
    _TITLE,
    Key("time", Kind.TABLE, keys=_TIME),
    Key("clock", Kind.TABLE, {}, keys=_CLOCK),
    Key("sections", Kind.TABLES, least=1, most=20, keys=_SECTION),
    Key("categories", Kind.TABLES, (), most=50, keys=(Key("id", Kind.NAME), _TITLE)),
    Key("cuts", Kind.TABLES, (), most=100, keys=_CUT),
    Key("ranking", Kind.TABLE, {}, keys=_RANKING),
    Key("formations", Kind.TABLES, (), most=2_000, keys=_FORMATION),
    Key("arrival", Kind.TABLE, {}, keys=_ARRIVAL),
    Key("identity", Kind.TABLE, {}, keys=_IDENTITY),
    Key("publication", Kind.TABLE, {}, keys=_PUBLICATION),
    Key("practice", Kind.TABLE, keys=_PRACTICE),
)


def paths_of(keys: tuple[Key, ...] = EXAM_KEYS, prefix: str = "") -> dict[str, Key]:
    """Every key by its dotted path, without indices: `sections.topics.items`."""
    paths: dict[str, Key] = {}
    for key in keys:
        path = f"{prefix}{key.name}"
        paths[path] = key
        paths.update(paths_of(key.keys, f"{path}."))
    return paths
