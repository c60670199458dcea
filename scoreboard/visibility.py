"""What the public may see, as data, and an attempt as seen through it."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from scoreboard.entry import Entry, Person, Status, tie_values
from scoreboard.postings import Posting

MASK = "*"
NO_TIME = timedelta(0)


class Names(StrEnum):
    """How a candidate is named in public."""

    FULL = "full"
    MASKED = "masked"
    """First letter of each word, a star for each other one: "B*** S******"."""
    NUMBER = "number"
    """No name at all."""


class Numbers(StrEnum):
    """How much of a candidate's number is public."""

    FULL = "full"
    PARTLY = "partly"
    """The middle third is starred; whoever knows the number still recognises it."""


class Withheld(StrEnum):
    """Why a row shows neither points nor rank."""

    UNDER_REVIEW = "under_review"
    """Something is being looked into."""
    DISQUALIFIED = "disqualified"
    """Decided: this attempt does not count."""


class Reveal(StrEnum):
    """What ends a freeze."""

    ON_CLOSE = "on_close"
    """The sitting closes."""
    BY_COMMITTEE = "by_committee"
    """The committee says so (`Visibility.revealed_at`)."""


class Visibility(Struct, frozen=True, kw_only=True):
    """The rules of one sitting's public view.

    `withheld` is keyed by attempt; `freeze` counts back from the end. From `revealed_at` on, what
    the freeze kept back is shown, row by row within `reveal_over` or all at once.
    """

    names: Names = Names.MASKED
    numbers: Numbers = Numbers.FULL
    delay: timedelta = NO_TIME
    freeze: timedelta = NO_TIME
    reveal: Reveal = Reveal.ON_CLOSE
    reveal_over: timedelta = NO_TIME
    revealed_at: datetime | None = None
    passed_shown: bool = True
    withheld: Mapping[str, Withheld] = {}


def public_entry(posting: Posting, visibility: Visibility, sections: Sequence[str]) -> Entry:
    """Show one posting as the rules allow, its points in the order of the heading's sections."""
    withheld = visibility.withheld.get(posting.attempt)
    person = Person(
        number=public_number(posting.number, visibility.numbers),
        name=public_name(posting.name, visibility.names),
        formation=posting.formation,
        items=posting.items,
    )
    if withheld is not None:
        return Entry(posting.attempt, person, Status(withheld.value), 0, (), 0, None)
    return Entry(
        attempt=posting.attempt,
        person=person,
        status=Status(posting.phase.value),
        total=posting.total,
        points=tuple(posting.sections.get(section, 0) for section in sections),
        answered=posting.answered,
        passed=posting.passed if visibility.passed_shown else None,
        tie_break=tie_values(posting.tie_break),
    )


def public_name(name: str, names: Names) -> str:
    if names is Names.FULL:
        return name
    if names is Names.NUMBER:
        return ""
    return " ".join(_mask_word(word) for word in unicodedata.normalize("NFC", name).split())


def public_number(number: str, numbers: Numbers) -> str:
    if numbers is Numbers.FULL:
        return number
    hidden = -(-len(number) // 3)
    start = (len(number) - hidden) // 2
    return number[:start] + MASK * hidden + number[start + hidden :]


def _mask_word(word: str) -> str:
    """Star all but the first letter; one star at least, so that one letter is not the name."""
    return word[0] + MASK * max(1, len(word) - 1)


def strictest(rules: Sequence[Visibility]) -> Visibility:
    """What may be said over rows of several sittings together: nothing that one of them forbids."""
    return Visibility(
        names=max((rule.names for rule in rules), key=list(Names).index),
        numbers=max((rule.numbers for rule in rules), key=list(Numbers).index),
        delay=max(rule.delay for rule in rules),
        freeze=max(rule.freeze for rule in rules),
        passed_shown=all(rule.passed_shown for rule in rules),
    )
