"""Forms in memory: ten thousand candidates see the same items, and few orders of their choices.

A form read back from the journal brings its own hundred entries with five hundred names in them,
sixty kilobytes a candidate. What is equal is held once.
"""

from functools import lru_cache
from sys import intern

from catserver.attempt.events import FormEntry
from question_bank.item import ChoiceId, ItemId, SectionId

ENTRIES_HELD = 1 << 16
"""A hundred items with all 120 orders of five choices are 12,000; what is beyond is not shared."""


def shared(form: tuple[FormEntry, ...]) -> tuple[FormEntry, ...]:
    """An equal form, of entries that others have too."""
    return tuple([_shared(entry) for entry in form])


@lru_cache(ENTRIES_HELD)
def _shared(entry: FormEntry) -> FormEntry:
    return FormEntry(
        ItemId(intern(entry.item)),
        SectionId(intern(entry.section)),
        tuple([ChoiceId(intern(choice)) for choice in entry.choices]),
    )
