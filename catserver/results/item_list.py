"""How the items of a closed sitting did: how hard, how telling, and what each choice drew.

The figures are `question_bank.analysis`; here they become rows with notes on what deserves a look.
No row says which choice is right. Whoever reads the figures can tell, though: they are for the
committee, who has the keys.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from catserver.attempt.state import Attempt, Phase
from catserver.delivery.material import Material
from question_bank.analysis import ItemFigures, analyse
from question_bank.exam import Bilingual
from question_bank.key import KeyBook

Note = Literal["few", "too_easy", "too_hard", "not_telling", "against", "unused", "draws_strong"]

CANDIDATES_MIN = 30
"""With fewer, chance says more than the item does."""
TOO_EASY_FROM, TOO_HARD_FROM = 0.95, 0.20
NOT_TELLING_FROM = 0.10
DRAWS_STRONG_FROM = 0.15
"""A wrong choice's pull that is more than chance among a few hundred candidates."""


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    choice: str
    chosen: int
    share: float
    pull: float | None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """Shares between 0 and 1; None where a figure has no meaning."""

    item: str
    section: str
    candidates: int
    facility: float | None
    discrimination: float | None
    blank: int
    choices: tuple[ChoiceRow, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ItemSection:
    id: str
    title: Bilingual


@dataclass(frozen=True, slots=True)
class ItemList:
    """By section as in the exam, within it by item."""

    attempts: int
    key_version: int
    sections: tuple[ItemSection, ...]
    rows: tuple[ItemRow, ...]


def item_list(material: Material, attempts: Iterable[Attempt]) -> ItemList:
    """Of those who finished and answered anything, by the newest key that is loaded."""
    worked = [each for each in attempts if each.phase is Phase.FINISHED and each.answered]
    book = material.keys[material.key_version]
    sections = {
        item: entry.section for attempt in worked for item, entry in attempt.entries.items()
    }
    answers = [
        {
            item: response.choice if (response := attempt.responses.get(item)) else None
            for item in attempt.entries
        }
        for attempt in worked
    ]
    order = {str(each.id): place for place, each in enumerate(material.exam.sections)}
    rows = [_row(book, sections[each.item], each) for each in analyse(book, sections, answers)]
    rows.sort(key=lambda row: (order.get(row.section, len(order)), row.item))
    return ItemList(
        attempts=len(worked),
        key_version=material.key_version,
        sections=tuple(ItemSection(each.id, each.title) for each in material.exam.sections),
        rows=tuple(rows),
    )


def _row(book: KeyBook, section: str, figures: ItemFigures) -> ItemRow:
    count = figures.candidates
    choices = tuple(
        ChoiceRow(choice, chosen := figures.chosen.get(choice, 0), chosen / count, pull)
        for choice, pull in figures.pull.items()
    )
    return ItemRow(
        item=figures.item,
        section=section,
        candidates=count,
        facility=figures.facility,
        discrimination=figures.discrimination,
        blank=figures.chosen.get(None, 0),
        choices=choices,
        notes=tuple(_notes(book, figures)),
    )


def _notes(book: KeyBook, figures: ItemFigures) -> Iterable[Note]:
    """What deserves a look; with too few candidates only that."""
    if figures.candidates < CANDIDATES_MIN:
        yield "few"
        return
    key = book.key(figures.item)
    if figures.facility is not None and figures.facility >= TOO_EASY_FROM:
        yield "too_easy"
    if key.right is not None and figures.facility is not None and figures.facility < TOO_HARD_FROM:
        yield "too_hard"
    telling = figures.discrimination
    if telling is not None and telling < 0:
        yield "against"
    elif telling is not None and telling < NOT_TELLING_FROM:
        yield "not_telling"
    if any(not figures.chosen.get(choice) for choice in figures.pull):
        yield "unused"
    if key.right is not None and any(
        pull is not None and pull > DRAWS_STRONG_FROM and choice not in key.right
        for choice, pull in figures.pull.items()
    ):
        yield "draws_strong"
